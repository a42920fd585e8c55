package dev.slipway.cache;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether a stored response answers a request (RFC 9111 §4). */
public final class Reuse {
    private Reuse() {}

    /** How a stored response stands besides its own age. */
    public enum Standing {
        /** Nothing was said about it since it was stored or validated. */
        GOOD,
        /** Purged softly or invalidated: stale now, to be validated before it is used; no window bridges that. */
        PURGED
    }

    /**
     * The stored response that a request selects among those of its key, the most recent of several (§4.1), or null.
     *
     * @param candidates all that are stored under the request's key
     */
    public static @Nullable StoredResponse select(CacheRequest request, List<StoredResponse> candidates) {
        throw new UnsupportedOperationException();
    }

    /**
     * What to do.
     *
     * @param stored what {@link #select} found, or null
     * @param others whether other responses are stored under the key
     */
    public static Plan plan(
            CacheRequest request,
            @Nullable StoredResponse stored,
            boolean others,
            Standing standing,
            CachePolicy policy,
            long nowMillis) {
        throw new UnsupportedOperationException();
    }

    /**
     * Whether the stored response may be sent although it is stale, because the app could not be asked, broke off, or
     * answered with {@code status} (§4.2.4, RFC 5861 §4).
     *
     * @param status of the app's answer: 500, 502, 503 or 504; 0 when there was none
     */
    public static boolean mayAnswerForError(
            CacheRequest request,
            StoredResponse stored,
            Standing standing,
            int status,
            CachePolicy policy,
            long nowMillis) {
        throw new UnsupportedOperationException();
    }
}
