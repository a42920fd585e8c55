package dev.slipway.certificates;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Waiting for a moment; an argument, so that tests can let years pass. */
@FunctionalInterface
public interface Pause {
    /** Returns at that moment or soon after it, at once where it has passed. */
    void until(Instant moment) throws InterruptedException;

    /**
     * Sleeping by that clock, at most an hour at a time: a clock that was set, or a machine that was suspended, must
     * not let a certificate run out.
     */
    static Pause sleeping(InstantSource clock) {
        return moment -> {
            for (Duration left = left(clock, moment); left.isPositive(); left = left(clock, moment)) {
                Thread.sleep(left.compareTo(Duration.ofHours(1)) < 0 ? left : Duration.ofHours(1));
            }
        };
    }

    private static Duration left(InstantSource clock, Instant moment) {
        return Duration.between(clock.instant(), moment);
    }
}
