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
            String name = fields.name(i).toLowerCase(Locale.ROOT);
            if (isAlways(name) || named.contains(name) || !keepLength && name.equals("content-length")) {
                continue;
            }
            kept.add(fields.name(i), fields.value(i));
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

    /** What Connection names, in lower case, without the names that it cannot remove. */
    static Set<String> named(Fields fields) {
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

    /** Whether that field, in lower case, is hop-by-hop even where Connection does not name it. */
    static boolean isAlways(String name) {
        return switch (name) {
            case "connection",
                    "keep-alive",
                    "proxy-connection",
                    "proxy-authenticate",
                    "proxy-authorization",
                    "te",
                    "trailer",
                    "transfer-encoding",
                    "upgrade" -> true;
            default -> false;
        };
    }

    private static boolean hasAny(Fields fields) {
        for (int i = 0; i < fields.size(); i++) {
            if (isAlways(fields.name(i).toLowerCase(Locale.ROOT))) {
                return true;
            }
        }
        return false;
    }
}
