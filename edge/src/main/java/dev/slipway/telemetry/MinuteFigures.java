package dev.slipway.telemetry;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.AtomicHistogram;
import org.HdrHistogram.Histogram;

/**
 * One route of one release in one minute, while events still come. Recording takes no lock: one atomic addition for the
 * latency, one for the bytes.
 */
final class MinuteFigures {
    /** Which series. References to the configuration's own strings. */
    record Key(String site, String environment, String route, String release) {}

    static final long LONGEST_MICROS = 60_000_000;
    static final int DIGITS = 2;

    private static final int LEAST_BUFFER = 512;

    final long minute;
    private final AtomicHistogram latency = new AtomicHistogram(LONGEST_MICROS, DIGITS);
    private final LongAdder bytes = new LongAdder();
    private final LongAdder errors = new LongAdder();
    private final LongAdder spared = new LongAdder();
    private final LongAdder answerable = new LongAdder();

    MinuteFigures(long minute) {
        this.minute = minute;
    }

    void record(ExchangeEvent event) {
        latency.recordValue(Math.clamp(event.totalNanos() / 1000, 0, LONGEST_MICROS));
        bytes.add(event.bodyBytes());
        if (event.status() >= 500 || event.status() == 0) {
            errors.increment();
        }
        if (event.cache().answerable()) {
            answerable.increment();
            switch (event.outcome()) {
                case "hit", "stale", "collapsed" -> spared.increment();
                default -> {
                    // The app had to be asked.
                }
            }
        }
    }

    /** What there is until now. */
    MinuteRecord seal(Key key) {
        Histogram copy = new Histogram(LONGEST_MICROS, DIGITS);
        copy.add(latency);
        ByteBuffer buffer = ByteBuffer.allocate(Math.max(LEAST_BUFFER, copy.getNeededByteBufferCapacity()));
        int length = copy.encodeIntoByteBuffer(buffer);
        return new MinuteRecord(
                key.site(),
                key.environment(),
                key.route(),
                key.release(),
                minute,
                copy.getTotalCount(),
                errors.sum(),
                bytes.sum(),
                spared.sum(),
                answerable.sum(),
                Arrays.copyOf(buffer.array(), length));
    }
}
