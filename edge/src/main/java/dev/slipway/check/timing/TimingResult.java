package dev.slipway.check.timing;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a timing came to, for JSON and for people.
 *
 * @param percentile what was compared, 95 for p95
 * @param rates each rate of the ladder
 * @param comparison of the second target to the first at the last rate; null with one target and nothing earlier
 * @param evidence {@code interleaved}, {@code before and after} or {@code one target}: how much the comparison is worth
 */
public record TimingResult(
        double percentile, List<Rate> rates, PairedStatistics.@Nullable Comparison comparison, String evidence) {
    public TimingResult {
        rates = List.copyOf(rates);
    }

    /** One rate: requests a second asked for, and what each target did with it. */
    public record Rate(double perSecond, List<Target> targets) {
        public Rate {
            targets = List.copyOf(targets);
        }
    }

    /**
     * One target at one rate.
     *
     * @param name how it is called
     * @param requests how many were due
     * @param failures how many of them failed
     * @param errors by kind
     * @param bytes of bodies
     * @param latency from due to the last byte
     * @param service from sent to the last byte
     * @param lagP99Micros how late this generator was at worst, but for one in a hundred
     * @param blockMicros the percentile of each block, in order
     */
    public record Target(
            String name,
            long requests,
            long failures,
            Map<String, Long> errors,
            long bytes,
            Spread latency,
            Spread service,
            long lagP99Micros,
            List<Long> blockMicros) {
        public Target {
            errors = Map.copyOf(errors);
            blockMicros = List.copyOf(blockMicros);
        }
    }

    /** Percentiles in microseconds. */
    public record Spread(long p50, long p90, long p95, long p99, long p999, long most) {
        static Spread of(org.HdrHistogram.Histogram histogram) {
            return new Spread(
                    histogram.getValueAtPercentile(50),
                    histogram.getValueAtPercentile(90),
                    histogram.getValueAtPercentile(95),
                    histogram.getValueAtPercentile(99),
                    histogram.getValueAtPercentile(99.9),
                    histogram.getMaxValue());
        }
    }
}
