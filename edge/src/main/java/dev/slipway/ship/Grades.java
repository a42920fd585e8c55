package dev.slipway.ship;

import dev.slipway.api.RouteFigures;
import dev.slipway.api.Run;
import dev.slipway.api.WindowFigures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Judges expectations by what was measured. <em>Met</em>: there are enough requests and the figure is as expected.
 * <em>Missed</em>: it is not, and chance does not explain it (the 99 % interval lies wholly on the wrong side); a release is
 * taken back for that, so it takes more than a bad minute. Everything else is <em>inconclusive</em>, and says why.
 */
public final class Grades {
    private static final double Z = 2.576; // 99 %, two-sided

    /** One result for each expectation, in their order. */
    public List<Run.Graded> grade(Run.Grading grading, WindowFigures figures) {
        List<Run.Graded> results = new ArrayList<>();
        for (String text : grading.expected()) {
            results.add(grade(text, grading.minimum(), figures));
        }
        return results;
    }

    private static Run.Graded grade(String text, int minimum, WindowFigures figures) {
        Expectation expectation;
        try {
            expectation = Expectation.parse(text);
        } catch (Expectation.Malformed e) {
            return new Run.Graded(text, "inconclusive", String.valueOf(e.getMessage()));
        }
        Sample now = Sample.of(expectation.route(), figures.after());
        if (expectation.metric() == Expectation.Metric.REQUESTS && expectation.relative()) {
            return frequency(expectation, minimum, now, figures);
        }
        if (expectation.metric() == Expectation.Metric.REQUESTS) {
            // A count is not drawn from anything: it is what it is.
            return new Run.Graded(text, expectation.holds(now.requests) ? "met" : "missed", now.requests + " requests");
        }
        if (now.requests < minimum) {
            return new Run.Graded(
                    text,
                    "inconclusive",
                    now.requests + " requests" + (now.requests == 0 ? " to " + expectation.route() : "") + "; it takes "
                            + minimum);
        }
        Sample then = Sample.of(expectation.route(), figures.before());
        return expectation.relative()
                ? relative(expectation, minimum, now, then)
                : absolute(expectation, minimum, now, then);
    }

    /** How often requests come, against the minutes before; that none come any more is what this is for. */
    private static Run.Graded frequency(Expectation expectation, int minimum, Sample now, WindowFigures figures) {
        Sample then = Sample.of(expectation.route(), figures.justBefore());
        double due = figures.justBeforeLength().isZero()
                ? 0
                : (double) then.requests * seconds(figures.length()) / seconds(figures.justBeforeLength());
        if (due < minimum) {
            return new Run.Graded(
                    expectation.text(),
                    "inconclusive",
                    "by the %.0f s before it would be %.0f requests; it takes %d"
                            .formatted(seconds(figures.justBeforeLength()), due, minimum));
        }
        double ratio = now.requests / due - 1;
        // Arrivals vary as a Poisson process does, in both stretches.
        double spread = Z * Math.sqrt(Math.max(1, now.requests) + due * due / then.requests) / due;
        Interval interval = new Interval(ratio, ratio - spread, ratio + spread);
        return judged(
                expectation,
                interval,
                change(interval),
                now.requests + " requests, %.0f by the minutes before".formatted(due));
    }

    private static double seconds(Duration length) {
        return length.toMillis() / 1e3;
    }

    private static String change(Interval interval) {
        return "%+.1f %% (%+.1f to %+.1f)".formatted(100 * interval.value, 100 * interval.least, 100 * interval.most);
    }

    private static Run.Graded absolute(Expectation expectation, int minimum, Sample now, Sample then) {
        Interval interval = now.interval(expectation);
        if (interval == null) {
            return new Run.Graded(expectation.text(), "inconclusive", "nothing that the cache could have answered");
        }
        Interval earlier = then.requests < minimum ? null : then.interval(expectation);
        String before = earlier == null ? "" : ", before " + show(expectation, earlier);
        return judged(expectation, interval, show(expectation, interval), now.requests + " requests" + before);
    }

    private static Run.Graded relative(Expectation expectation, int minimum, Sample now, Sample then) {
        if (then.requests < minimum) {
            return new Run.Graded(
                    expectation.text(),
                    "inconclusive",
                    then.requests + " requests of the release before to compare with; it takes " + minimum);
        }
        Interval after = now.interval(expectation);
        Interval before = then.interval(expectation);
        if (after == null || before == null || before.value == 0) {
            return new Run.Graded(expectation.text(), "inconclusive", "nothing before to compare with");
        }
        double ratio = after.value / before.value - 1;
        // The ratio of two independent estimates: its relative variance is the sum of theirs.
        double spread = Math.hypot(after.relativeHalf(), before.relativeHalf()) * (1 + ratio);
        Interval interval = new Interval(ratio, ratio - spread, ratio + spread);
        return judged(
                expectation, interval, change(interval), now.requests + " requests, " + then.requests + " before");
    }

    private static Run.Graded judged(Expectation expectation, Interval interval, String shown, String behind) {
        String verdict;
        if (expectation.holds(interval.value)) {
            verdict = "met";
        } else {
            double best = expectation.limitsFromAbove() ? interval.least : interval.most;
            verdict = expectation.holds(best) ? "inconclusive" : "missed";
        }
        String why = verdict.equals("inconclusive") ? "; chance may explain it" : "";
        return new Run.Graded(expectation.text(), verdict, shown + ", " + behind + why);
    }

    private static String show(Expectation expectation, Interval interval) {
        return switch (expectation.metric()) {
            case LATENCY ->
                "%.1f ms (%.1f to %.1f)".formatted(interval.value / 1e3, interval.least / 1e3, interval.most / 1e3);
            case ERRORS, HITS ->
                "%.2f %% (%.2f to %.2f)".formatted(100 * interval.value, 100 * interval.least, 100 * interval.most);
            case BYTES -> String.format(Locale.ROOT, "%.0f bytes an answer", interval.value);
            case REQUESTS -> "%.0f requests".formatted(interval.value);
        };
    }

    /** A value and the 99 % interval about it. */
    private record Interval(double value, double least, double most) {
        double relativeHalf() {
            return value == 0 ? 0 : (most - least) / 2 / value;
        }
    }

    /** What was measured of one route, or of all. */
    private static final class Sample {
        private long requests;
        private long errors;
        private long bytes;
        private long spared;
        private long answerable;
        private final TreeMap<Long, Long> latency = new TreeMap<>();

        static Sample of(String route, List<RouteFigures> figures) {
            Sample sample = new Sample();
            for (RouteFigures each : figures) {
                if (route.equals("*") || route.equals(each.route())) {
                    sample.add(each);
                }
            }
            return sample;
        }

        private void add(RouteFigures figures) {
            requests += figures.requests();
            errors += figures.errors();
            bytes += figures.bytes();
            answerable += figures.answerable();
            spared += figures.spared();
            figures.latency().forEach(each -> latency.merge(each.micros(), each.count(), Long::sum));
        }

        @Nullable
        Interval interval(Expectation expectation) {
            return switch (expectation.metric()) {
                case LATENCY -> percentile(expectation.percentile() / 100);
                case ERRORS -> share(errors, requests);
                case HITS -> answerable == 0 ? null : share(spared, answerable);
                case BYTES -> mean();
                // Arrivals vary as a Poisson process does.
                case REQUESTS ->
                    new Interval(requests, requests - Z * Math.sqrt(requests), requests + Z * Math.sqrt(requests));
            };
        }

        /** Wilson's interval of a proportion (E. B. Wilson, 1927). */
        private static Interval share(double part, double whole) {
            double p = part / whole;
            double centre = (p + Z * Z / (2 * whole)) / (1 + Z * Z / whole);
            double half = Z / (1 + Z * Z / whole) * Math.sqrt(p * (1 - p) / whole + Z * Z / (4 * whole * whole));
            return new Interval(p, Math.max(0, centre - half), Math.min(1, centre + half));
        }

        /** Between two order statistics, which the binomial distribution names (H. A. David, "Order Statistics", §7.1). */
        private Interval percentile(double p) {
            double rank = p * requests;
            double half = Z * Math.sqrt(requests * p * (1 - p));
            return new Interval(at(rank), at(rank - half), at(rank + half));
        }

        private double at(double rank) {
            long seen = 0;
            for (var entry : latency.entrySet()) {
                seen += entry.getValue();
                if (seen >= rank) {
                    return entry.getKey();
                }
            }
            return latency.isEmpty() ? 0 : latency.lastKey();
        }

        /** Sizes are not kept one by one, so the mean stands for itself; its spread is that of the square root of the count. */
        private Interval mean() {
            double mean = (double) bytes / requests;
            double half = Z * mean / Math.sqrt(requests);
            return new Interval(mean, Math.max(0, mean - half), mean + half);
        }
    }
}
