package dev.slipway.control;

import dev.slipway.api.RouteFigures;
import dev.slipway.telemetry.ReleaseFigures;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/** What telemetry counts by release, as the control API shows it. */
final class FiguresSource {
    private static final double MICROS = 1000.0;

    private final ReleaseFigures figures;

    FiguresSource(ReleaseFigures figures) {
        this.figures = figures;
    }

    List<RouteFigures> between(String site, String environment, Instant from, Instant to) {
        return figures.between(site, environment, from, to).stream()
                .map(FiguresSource::view)
                .toList();
    }

    /** As telemetry has them, for a difference. */
    List<ReleaseFigures.Figures> read(String site, String environment, Instant from, Instant to) {
        return figures.between(site, environment, from, to);
    }

    /** What has come since an earlier reading. */
    static List<RouteFigures> since(List<ReleaseFigures.Figures> earlier, List<ReleaseFigures.Figures> now) {
        return now.stream()
                .map(each -> earlier.stream()
                        .filter(old -> old.route().equals(each.route())
                                && old.release().equals(each.release()))
                        .findFirst()
                        .map(each::since)
                        .orElse(each))
                .map(FiguresSource::view)
                .toList();
    }

    private static RouteFigures view(ReleaseFigures.Figures of) {
        Histogram latency = of.latency();
        List<RouteFigures.Latency> counts = new ArrayList<>();
        for (HistogramIterationValue value : latency.recordedValues()) {
            counts.add(new RouteFigures.Latency(value.getValueIteratedTo(), value.getCountAtValueIteratedTo()));
        }
        return new RouteFigures(
                of.route(),
                of.release(),
                of.requests(),
                of.errors(),
                of.bytes(),
                of.answerable() == 0 ? null : Math.round(1000.0 * of.spared() / of.answerable()) / 10.0,
                of.answerable(),
                of.spared(),
                latency.getValueAtPercentile(50) / MICROS,
                latency.getValueAtPercentile(95) / MICROS,
                latency.getValueAtPercentile(99) / MICROS,
                counts);
    }
}
