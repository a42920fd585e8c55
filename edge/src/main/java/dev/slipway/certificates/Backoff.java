package dev.slipway.certificates;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** The wait after failures: one minute, doubling to six hours, up to a quarter less, so that hosts do not march in step. */
final class Backoff {
    private static final Duration FIRST = Duration.ofMinutes(1);
    private static final Duration MOST = Duration.ofHours(6);

    private Backoff() {}

    /** The wait after so many failures in a row, of which there is one at least. */
    static Duration after(int failures, RandomGenerator random) {
        // Nine doublings of a minute are more than six hours already.
        Duration doubled = FIRST.multipliedBy(1L << Math.min(failures - 1, 9));
        long millis = Math.min(doubled.toMillis(), MOST.toMillis());
        return Duration.ofMillis((long) (millis * random.nextDouble(0.75, 1)));
    }
}
