package dev.slipway.cache;

import dev.slipway.http.CacheControl;
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

    private static final RequestDirectives PRAGMA = new RequestDirectives(false, true, false, -1, -1, -1, -1);

    /** Reads them; {@code Pragma: no-cache} counts where there is no Cache-Control (§5.4). */
    public static RequestDirectives of(Fields fields) {
        CacheControl control = CacheControl.of(fields);
        if (!fields.contains("Cache-Control")) {
            String pragma = fields.joined("Pragma");
            return pragma != null && pragma.toLowerCase(java.util.Locale.ROOT).contains("no-cache") ? PRAGMA : NONE;
        }
        return new RequestDirectives(
                control.has("no-store"),
                control.has("no-cache"),
                control.has("only-if-cached"),
                control.seconds("max-age"),
                control.seconds("min-fresh"),
                control.hasPlain("max-stale") ? Long.MAX_VALUE : control.seconds("max-stale"),
                control.seconds("stale-if-error"));
    }
}
