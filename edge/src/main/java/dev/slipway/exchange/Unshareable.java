package dev.slipway.exchange;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keys whose answers proved to be for one request only: those who ask for them need not wait for each other. Remembered
 * for a while, because an app may change its mind.
 */
public final class Unshareable {
    private static final Duration REMEMBERED = Duration.ofMinutes(2);
    private static final int MOST = 100_000;

    private final Cache<String, String> keys;

    /** @param nanos the monotonic clock */
    public Unshareable(LongSupplier nanos) {
        keys = Caffeine.newBuilder()
                .executor(Runnable::run)
                .maximumSize(MOST)
                .expireAfterWrite(REMEMBERED)
                .ticker(nanos::getAsLong)
                .build();
    }

    /** @param reason why it was for one request only */
    void remember(String key, String reason) {
        keys.put(key, reason);
    }

    /** Why the last response under that key was for one request only, or null where nobody remembers. */
    public @Nullable String because(String key) {
        return keys.getIfPresent(key);
    }

    boolean isKnown(String key) {
        return keys.getIfPresent(key) != null;
    }
}
