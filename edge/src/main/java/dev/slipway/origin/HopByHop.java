package dev.slipway.origin;

import dev.slipway.http.Fields;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * The fields that are for one connection only and go no further (RFC 9110 §7.6.1): Connection, what it names, and those
 * that are hop-by-hop whether named or not.
 */
final class HopByHop {
    /**
     * What Connection cannot remove: a peer that names these wants to blind the app, not to describe its connection.
     * Everything in it is end to end.
     */
    private static final Set<String> NEVER_NAMED = Set.of(
            "host",
            "cookie",
            "set-cookie",
            "authorization",
            "forwarded",
            "via",
            "content-length",
            "content-type",
            "content-encoding",
            "cache-control",
            "vary",
            "x-request-id",
            "slipway-release");

    private HopByHop() {}

    /** The fields of a response without those of its connection and its framing. */
    static Fields ofResponse(Fields fields, boolean keepLength) {
        if (!hasAny(fields) && (keepLength || !fields.contains("Content-Length"))) {
            return fields;
        }
        Set<String> named = named(fields);
        Fields.Builder kept = Fields.builder();
        for (int i = 0; i < fields.size(); i++) {
            String name = fields.name(i);
            boolean goes =
                    isAlways(name) || isAmong(named, name) || !keepLength && name.equalsIgnoreCase("Content-Length");
            if (!goes) {
                kept.add(name, fields.value(i));
            }
        }
        return kept.build();
    }

    /** Whether Connection names that option. */
    static boolean names(Fields fields, String option) {
        for (String line : fields.all("Connection")) {
            for (String member : line.split(",", -1)) {
                if (member.strip().equalsIgnoreCase(option)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether that is what nearly everybody says of a connection, which names no field. */
    static boolean namesNothing(String connection) {
        return connection.equalsIgnoreCase("keep-alive") || connection.equalsIgnoreCase("close");
    }

    /** Whether a field of that name, in any spelling, is among those that Connection names. */
    static boolean isAmong(Set<String> named, String name) {
        return !named.isEmpty() && named.contains(name.toLowerCase(Locale.ROOT));
    }

    /** What Connection names, in lower case, without the names that it cannot remove. */
    static Set<String> named(Fields fields) {
        String connection = fields.joined("Connection");
        if (connection == null || namesNothing(connection)) {
            return Set.of();
        }
        Set<String> named = new HashSet<>();
        for (String line : fields.all("Connection")) {
            for (String member : line.split(",", -1)) {
                String name = member.strip().toLowerCase(Locale.ROOT);
                if (!name.isEmpty() && !NEVER_NAMED.contains(name) && !name.startsWith("x-forwarded-")) {
                    named.add(name);
                }
            }
        }
        return named;
    }

    /** Whether that field is hop-by-hop even where Connection does not name it. */
    static boolean isAlways(String name) {
        return switch (name.length()) {
            case 2 -> name.equalsIgnoreCase("te");
            case 7 -> name.equalsIgnoreCase("trailer") || name.equalsIgnoreCase("upgrade");
            case 10 -> name.equalsIgnoreCase("connection") || name.equalsIgnoreCase("keep-alive");
            case 16 -> name.equalsIgnoreCase("proxy-connection");
            case 17 -> name.equalsIgnoreCase("transfer-encoding");
            case 18 -> name.equalsIgnoreCase("proxy-authenticate");
            case 19 -> name.equalsIgnoreCase("proxy-authorization");
            default -> false;
        };
    }

    private static boolean hasAny(Fields fields) {
        for (int i = 0; i < fields.size(); i++) {
            if (isAlways(fields.name(i))) {
                return true;
            }
        }
        return false;
    }
}
