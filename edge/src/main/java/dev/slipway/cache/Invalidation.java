package dev.slipway.cache;

import dev.slipway.http.ResponseHead;
import java.util.List;

/** What a response to an unsafe request makes stale (RFC 9111 §4.4, RFC 9875 §3). */
public final class Invalidation {
    private Invalidation() {}

    /**
     * The keys of the target and, of the same origin only, of Location and Content-Location; empty where the method is
     * safe or the response is an error.
     *
     * @param keys makes keys as the requests for these would have
     */
    public static List<String> keys(CacheRequest request, ResponseHead response, CacheKeys keys) {
        throw new UnsupportedOperationException();
    }

    /** The groups that Cache-Group-Invalidation names; empty where the method is safe. */
    public static List<String> groups(CacheRequest request, ResponseHead response) {
        throw new UnsupportedOperationException();
    }
}
