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

    /** Whoever is asked for all the time is written down anew only after so long: writing costs more than looking. */
    private static final long RENEWED_NANOS = REMEMBERED.dividedBy(4).toNanos();

    /** Characters of keys, each counted with what an entry takes beside: a key may be as long as a head. */
    private static final int MOST = 16 << 20;

    private static final int ENTRY = 128;

    private final LongSupplier nanos;
    private final Cache<String, Entry> keys;

    /** How many keys are remembered. */
    long size() {
        keys.cleanUp();
        return keys.estimatedSize();
    }

    private record Entry(String reason, boolean forAnybody, long sinceNanos) {}

    /** @param nanos the monotonic clock */
    public Unshareable(LongSupplier nanos) {
        this.nanos = nanos;
        this.keys = Caffeine.newBuilder()
                .executor(Runnable::run)
                .maximumWeight(MOST)
                .weigher((String key, Entry entry) -> ENTRY + key.length())
                .expireAfterWrite(REMEMBERED)
                .ticker(nanos::getAsLong)
                .build();
    }

    /**
     * Writes down that an answer was for one request only.
     *
     * @param reason why
     * @param forAnybody whether others who ask under that key will probably get one of their own as well; else only the
     *     reason is remembered, and they go on to wait for each other
     */
    void remember(String key, String reason, boolean forAnybody) {
        Entry known = keys.getIfPresent(key);
        long now = nanos.getAsLong();
        if (known == null || now - known.sinceNanos() > RENEWED_NANOS || changes(known, reason, forAnybody)) {
            keys.put(key, new Entry(reason, forAnybody, now));
        }
    }

    /** What holds for anybody is not forgotten for one who was answered otherwise. */
    private static boolean changes(Entry known, String reason, boolean forAnybody) {
        return forAnybody && !known.forAnybody()
                || forAnybody == known.forAnybody() && !known.reason().equals(reason);
    }

    /** Why the last response under that key was for one request only, or null where nobody remembers. */
    public @Nullable String because(String key) {
        Entry known = keys.getIfPresent(key);
        return known == null ? null : known.reason();
    }

    /** Whether those who ask under that key need not wait for each other. */
    boolean isKnown(String key) {
        Entry known = keys.getIfPresent(key);
        return known != null && known.forAnybody();
    }
}
