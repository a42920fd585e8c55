package dev.slipway.telemetry;

import java.util.List;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** Durations of one series since the start, in microseconds, two digits exact. Recording is wait-free. */
final class Latency {
    /** Upper bounds of the buckets that Prometheus sees, in seconds. */
    static final List<Double> BOUNDS_SECONDS =
            List.of(0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0);

    private static final long LONGEST_MICROS = 3_600_000_000L;
    private static final int DIGITS = 2;

    private final Recorder recorder = new Recorder(LONGEST_MICROS, DIGITS);
    private final Histogram total = new Histogram(LONGEST_MICROS, DIGITS);
    private final Object reading = new Object();
    private Histogram interval = recorder.getIntervalHistogram();

    void record(long nanos) {
        recorder.recordValue(Math.clamp(nanos / 1000, 0, LONGEST_MICROS));
    }

    /** All until now; a copy. */
    Histogram snapshot() {
        synchronized (reading) {
            interval = recorder.getIntervalHistogram(interval);
            total.add(interval);
            return total.copy();
        }
    }
}
