package dev.slipway.cache;

import java.util.List;

/**
 * Makes the keys of one route's objects: scheme, authority, path as sent, and the query without what the route ignores.
 *
 * <pre>
 * http://shop.localhost:8080/products/7?page=2
 * </pre>
 */
public final class CacheKeys {
    private final List<String> ignoreQuery;

    public CacheKeys(CachePolicy policy) {
        this.ignoreQuery = policy.ignoreQuery();
    }

    /**
     * The key.
     *
     * @param scheme http or https
     * @param authority lower case; the scheme's default port is left out
     * @param target path and query as sent
     */
    public String key(String scheme, String authority, String target) {
        throw new UnsupportedOperationException(String.valueOf(ignoreQuery));
    }
}
