package dev.slipway.check.timing;

import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * What one stretch of load came to. All histograms are in microseconds, three digits exact.
 *
 * @param latency from the moment at which a request was due to its answer's last byte: what a user waits who does not know
 *     that others are before him (no coordinated omission)
 * @param service from the moment at which it was really sent
 * @param lag how late this generator was: from due, or from when a connection was free, to sent
 * @param errors by kind: {@code status 503}, {@code connection lost}, {@code no answer in time}
 * @param bytes of bodies received
 */
record Block(Histogram latency, Histogram service, Histogram lag, Map<String, Long> errors, long bytes) {
    private static final long LONGEST_MICROS = 120_000_000;
    private static final int DIGITS = 3;

    static Block empty() {
        return new Block(histogram(), histogram(), histogram(), new TreeMap<>(), 0);
    }

    static Histogram histogram() {
        return new Histogram(LONGEST_MICROS, DIGITS);
    }

    static void record(Histogram histogram, long nanos) {
        histogram.recordValue(Math.clamp(nanos / 1000, 0, LONGEST_MICROS));
    }

    /** Both together. */
    Block plus(Block other) {
        Block sum = empty();
        for (Block each : new Block[] {this, other}) {
            sum.latency.add(each.latency);
            sum.service.add(each.service);
            sum.lag.add(each.lag);
            each.errors.forEach((kind, count) -> sum.errors.merge(kind, count, Long::sum));
        }
        return new Block(sum.latency, sum.service, sum.lag, sum.errors, bytes + other.bytes);
    }

    long failures() {
        return errors.values().stream().mapToLong(Long::longValue).sum();
    }
}
