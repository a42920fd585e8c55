package dev.slipway.cache;

import dev.slipway.http.Fields;

/**
 * The Cache-Control of a request (RFC 9111 §5.2.1); -1 where a directive is absent.
 *
 * @param maxStaleSeconds {@link Long#MAX_VALUE} for {@code max-stale} without a value
 */
public record RequestDirectives(
        boolean noStore,
        boolean noCache,
        boolean onlyIfCached,
        long maxAgeSeconds,
        long minFreshSeconds,
        long maxStaleSeconds,
        long staleIfErrorSeconds) {
    public static final RequestDirectives NONE = new RequestDirectives(false, false, false, -1, -1, -1, -1);

    /** Reads them; {@code Pragma: no-cache} counts where there is no Cache-Control (§5.4). */
    public static RequestDirectives of(Fields fields) {
        throw new UnsupportedOperationException();
    }
}
