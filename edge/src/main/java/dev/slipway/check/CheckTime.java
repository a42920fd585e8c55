package dev.slipway.check;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The time that a check reads.
 *
 * @param clock what time it is
 * @param nanos a count that goes up steadily, in nanoseconds
 */
public record CheckTime(InstantSource clock, LongSupplier nanos) {
    public Instant now() {
        return clock.instant();
    }

    public long nanoTime() {
        return nanos.getAsLong();
    }
}
