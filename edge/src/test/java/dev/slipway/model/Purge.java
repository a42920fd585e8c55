package dev.slipway.model;

import java.util.Set;

/**
 * One purge, invalidation or activation.
 *
 * @param at when, in the order of events
 * @param kind {@code key}, {@code prefix}, {@code tag}, {@code group}, {@code route} or {@code everything}
 * @param value what it names
 * @param environment that it is confined to, for a group the origin; unused for keys and prefixes
 * @param invalidates whether a request did it (RFC 9111 §4.4), and no operator
 */
record Purge(long at, String kind, String value, String environment, boolean hard, boolean invalidates) {
    /** What a request's answer made invalid. */
    static Purge invalidation(long at, String kind, String value, String environment) {
        return new Purge(at, kind, value, environment, false, true);
    }

    /** What a key says of scheme, host and port. */
    static String origin(String key) {
        int port = key.indexOf(" :");
        return key.substring(0, key.indexOf('/', "http://".length())) + (port < 0 ? "" : key.substring(port));
    }

    boolean means(String key, Set<String> tags, Ask ask) {
        boolean here = ask.environment().equals(environment);
        return switch (kind) {
            case "key" -> key.equals(value);
            case "prefix" -> key.startsWith(value);
            case "tag" -> here && tags.contains(value);
            case "group" -> origin(key).equals(environment) && tags.contains("group:" + value);
            case "route" -> here && ask.route.equals(value);
            case "everything" -> here;
            default -> throw new IllegalArgumentException(kind);
        };
    }

    @Override
    public String toString() {
        return "event " + at + ": purge " + kind + " " + value + " of " + environment + (hard ? ", hard" : ", soft");
    }
}
