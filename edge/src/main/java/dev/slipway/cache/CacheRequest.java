package dev.slipway.cache;

import dev.slipway.http.Fields;

/**
 * A request as the law sees it.
 *
 * @param method as sent
 * @param key what its object is stored under; see {@link CacheKeys}
 * @param fields the fields that the app would get: cookies that the route does not name are gone
 * @param personal whether it speaks for one user; see {@link Personal}
 * @param directives its Cache-Control
 */
public record CacheRequest(String method, String key, Fields fields, boolean personal, RequestDirectives directives) {
    /** The same, were it not personal: what its answer would be worth to others. */
    public CacheRequest asAnybodys() {
        return new CacheRequest(method, key, fields, false, directives);
    }
}
