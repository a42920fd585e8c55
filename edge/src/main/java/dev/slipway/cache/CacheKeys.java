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
        String defaultPort = scheme.equals("https") ? ":443" : ":80";
        String host = authority.endsWith(defaultPort)
                ? authority.substring(0, authority.length() - defaultPort.length())
                : authority;
        return scheme + "://" + host + withoutIgnored(target);
    }

    /** The target without the query parameters that the route ignores; the order of the others stays. */
    public String withoutIgnored(String target) {
        int question = target.indexOf('?');
        if (question < 0 || ignoreQuery.isEmpty()) {
            return target;
        }
        StringBuilder query = new StringBuilder(target.length());
        for (String parameter : target.substring(question + 1).split("&", -1)) {
            int equals = parameter.indexOf('=');
            if (!isIgnored(equals < 0 ? parameter : parameter.substring(0, equals))) {
                query.append(query.isEmpty() ? '?' : '&').append(parameter);
            }
        }
        return target.substring(0, question) + query;
    }

    private boolean isIgnored(String name) {
        for (String pattern : ignoreQuery) {
            if (Patterns.matches(pattern, name)) {
                return true;
            }
        }
        return false;
    }
}
