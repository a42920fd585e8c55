package dev.slipway.check.timing;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** Latency by percentile as a picture (SVG) and as a histogram of text. */
public final class TimingPlot {
    private static final int WIDTH = 720;
    private static final int HEIGHT = 320;
    private static final int LEFT = 60;
    private static final int BOTTOM = 40;
    private static final int TOP = 20;
    private static final double NINES = 4;
    private static final List<Double> PERCENTILES = List.of(0.0, 50.0, 90.0, 95.0, 99.0, 99.9, 99.99);
    private static final List<String> COLOURS = List.of("#0969da", "#cf222e");
    private static final int BAR = 50;
    private static final int MOST_ROWS = 20;

    private TimingPlot() {}

    /** Percentiles to the right, each nine as wide as the one before; latency upwards. */
    public static String svg(Map<String, Histogram> histograms) {
        double most = histograms.values().stream()
                .mapToDouble(Histogram::getMaxValue)
                .max()
                .orElse(1);
        StringBuilder svg = new StringBuilder("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ");
        svg.append(WIDTH)
                .append(' ')
                .append(HEIGHT)
                .append("\" role=\"img\" font-family=\"sans-serif\" font-size=\"12\">");
        svg.append("<title>Latency by percentile</title>");
        for (double percentile : PERCENTILES) {
            double x = x(percentile);
            svg.append("<line x1=\"%1$.1f\" x2=\"%1$.1f\" y1=\"%2$d\" y2=\"%3$d\" stroke=\"#d0d7de\"/>"
                    .formatted(x, TOP, HEIGHT - BOTTOM));
            svg.append("<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s %%</text>"
                    .formatted(x, HEIGHT - BOTTOM + 18, TimingCheck.plain(percentile)));
        }
        for (int i = 0; i <= 4; i++) {
            double value = most * i / 4;
            svg.append("<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>"
                    .formatted(LEFT - 6, y(value, most) + 4, millis(value)));
            svg.append("<line x1=\"%d\" x2=\"%d\" y1=\"%3$.1f\" y2=\"%3$.1f\" stroke=\"#eaeef2\"/>"
                    .formatted(LEFT, WIDTH - 20, y(value, most)));
        }
        int which = 0;
        for (Map.Entry<String, Histogram> entry : histograms.entrySet()) {
            line(svg, entry.getKey(), entry.getValue(), most, which++);
        }
        return svg.append("</svg>").toString();
    }

    private static void line(StringBuilder svg, String name, Histogram histogram, double most, int which) {
        String colour = COLOURS.get(which % COLOURS.size());
        svg.append("<polyline fill=\"none\" stroke-width=\"2\" stroke=\"")
                .append(colour)
                .append("\" points=\"");
        for (double nines = 0; nines <= NINES; nines += 0.02) {
            double percentile = 100 * (1 - Math.pow(10, -nines));
            svg.append("%.1f,%.1f ".formatted(x(percentile), y(histogram.getValueAtPercentile(percentile), most)));
        }
        svg.append("\"/><text x=\"%d\" y=\"%d\" fill=\"%s\">%s</text>"
                .formatted(
                        LEFT + 10,
                        TOP + 14 * (which + 1),
                        colour,
                        name.replace("&", "&amp;").replace("<", "&lt;")));
    }

    private static double x(double percentile) {
        double nines = Math.min(NINES, -Math.log10(1 - Math.min(0.999999, percentile / 100)));
        return LEFT + (WIDTH - 20 - LEFT) * nines / NINES;
    }

    private static double y(double value, double most) {
        return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * value / Math.max(1, most);
    }

    private static String millis(double micros) {
        return String.format(Locale.ROOT, micros < 10_000 ? "%.2f ms" : "%.0f ms", micros / 1000);
    }

    /** A row for each doubling of the time, as wide as it has requests. */
    public static List<String> text(Histogram histogram) {
        List<String> rows = new java.util.ArrayList<>();
        long total = Math.max(1, histogram.getTotalCount());
        long from = Math.max(1, Long.highestOneBit(Math.max(1, histogram.getMinValue())));
        for (int i = 0; i < MOST_ROWS && from <= histogram.getMaxValue(); i++, from *= 2) {
            long count = histogram.getCountBetweenValues(from, 2 * from - 1);
            rows.add(String.format(
                    Locale.ROOT,
                    "%10s  %-" + BAR + "s %5.1f %%",
                    millis(from),
                    "#".repeat((int) (BAR * count / total)),
                    100.0 * count / total));
        }
        return rows;
    }
}
