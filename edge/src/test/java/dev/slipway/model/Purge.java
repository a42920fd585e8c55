package dev.slipway.model;

import java.util.Set;

/**
 * One purge, invalidation or activation.
 *
 * @param at when, in the order of events
 * @param kind {@code key}, {@code prefix}, {@code tag}, {@code route} or {@code everything}
 * @param value what it names
 * @param environment that it is confined to; unused for keys and prefixes
 */
record Purge(long at, String kind, String value, String environment, boolean hard) {
    boolean means(String key, Set<String> tags, Ask ask) {
        boolean here = ask.environment().equals(environment);
        return switch (kind) {
            case "key" -> key.equals(value);
            case "prefix" -> key.startsWith(value);
            case "tag" -> here && tags.contains(value);
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
