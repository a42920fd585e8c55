package dev.slipway.telemetry;

/**
 * What the cache has to do with one exchange, beyond its outcome.
 *
 * @param answerable whether the cache could have answered: GET or HEAD of a route whose answers may be stored
 * @param personal what made the request personal, where that alone kept its answer from being stored: {@code cookie NAME}
 *     or the name of a field; else empty
 * @param newUrl the URL, without what the key leaves out, where nothing was stored under it and the answer is being stored;
 *     else empty
 */
public record CacheUse(boolean answerable, String personal, String newUrl) {
    /** The cache could not have answered, or was not asked. */
    public static final CacheUse NONE = new CacheUse(false, "", "");

    /** It could have, or has; one for all, because hits are many. */
    public static final CacheUse ANSWERABLE = new CacheUse(true, "", "");

    public static CacheUse personal(String because) {
        return new CacheUse(true, because, "");
    }

    public static CacheUse newUrl(String url) {
        return new CacheUse(true, "", url);
    }
}
