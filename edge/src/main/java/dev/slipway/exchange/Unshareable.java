package dev.slipway.exchange;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Keys whose answers proved to be for one request only: those who ask for them need not wait for each other. Remembered
 * for a while, because an app may change its mind.
 */
final class Unshareable {
    private static final Duration REMEMBERED = Duration.ofMinutes(2);
    private static final int MOST = 100_000;

    private final Cache<String, Boolean> keys;

    /** @param nanos the monotonic clock */
    Unshareable(LongSupplier nanos) {
        keys = Caffeine.newBuilder()
                .executor(Runnable::run)
                .maximumSize(MOST)
                .expireAfterWrite(REMEMBERED)
                .ticker(nanos::getAsLong)
                .build();
    }

    void remember(String key) {
        keys.put(key, true);
    }

    void forget(String key) {
        keys.invalidate(key);
    }

    boolean isKnown(String key) {
        return keys.getIfPresent(key) != null;
    }
}
