package dev.slipway.cache;

import java.util.List;

/**
 * Makes the keys of one route's objects: scheme, host, path as sent, the query without what the route ignores, and at the
 * end the port where it is not the scheme's own. So all objects of a host below a path have a beginning in common.
 *
 * <pre>
 * https://shop.example/products/7?page=2
 * http://shop.localhost/products/7?page=2 :8080
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
     * @param authority host and port, lower case
     * @param target path and query as sent
     */
    public String key(String scheme, String authority, String target) {
        int colon = authority.lastIndexOf(':');
        boolean named = colon > authority.lastIndexOf(']');
        String host = named ? authority.substring(0, colon) : authority;
        String port = named ? authority.substring(colon) : "";
        boolean usual = port.isEmpty() || port.equals(":") || port.equals(scheme.equals("https") ? ":443" : ":80");
        return scheme + "://" + host + withoutIgnored(target) + (usual ? "" : " " + port);
    }

    /** What the keys of every port have in common that begin so; a purge by prefix takes it. */
    public static String prefix(String scheme, String host, String path) {
        return scheme + "://" + host + path;
    }

    /** The URL that a key stands for. */
    public static String url(String key) {
        int port = key.lastIndexOf(" :");
        if (port < 0) {
            return key;
        }
        int path = key.indexOf('/', key.indexOf("://") + 3);
        return key.substring(0, path) + key.substring(port + 1) + key.substring(path, port);
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
