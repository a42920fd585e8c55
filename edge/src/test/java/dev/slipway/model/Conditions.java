package dev.slipway.model;

/** The conditions of a validation, and what a 304 says to them. */
final class Conditions {
    private Conditions() {}

    /** Whether the conditions are those that validate that one (§4.3.1). */
    static boolean validate(Lines fields, Kept kept) {
        String tag = fields.first("If-None-Match");
        String modified = fields.first("If-Modified-Since");
        return (tag != null || modified != null)
                && (tag == null || tag.equals(kept.fields.first("ETag")))
                && (modified == null || modified.equals(kept.fields.first("Last-Modified")));
    }

    /** Whether they are those that the client sent. */
    static boolean areOf(Ask ask, Lines fields) {
        return fields.values("If-None-Match").equals(ask.fields.values("If-None-Match"))
                && fields.values("If-Modified-Since").equals(ask.fields.values("If-Modified-Since"));
    }

    /** Whether a 304 speaks of that one (§4.3.4). */
    static boolean isAbout(Lines given, Lines kept) {
        String tag = given.first("ETag");
        String modified = given.first("Last-Modified");
        if (tag != null) {
            String own = kept.firstOr("ETag", "");
            boolean weak = tag.startsWith("W/");
            return weak ? opaque(own).equals(opaque(tag)) : own.equals(tag);
        }
        return modified == null || !kept.has("Last-Modified") || modified.equals(kept.first("Last-Modified"));
    }

    private static String opaque(String tag) {
        return tag.startsWith("W/") ? tag.substring(2) : tag;
    }
}
