package dev.slipway.http;

import org.jspecify.annotations.Nullable;

/**
 * A URI or a reference relative to one (RFC 3986 §4.1), without its fragment. Reads anything: what is in its parts is
 * nobody's concern here, and {@link java.net.URI} refuses too much of what apps send in Location.
 *
 * @param scheme null where it is relative
 * @param authority null where it has none
 * @param path maybe empty
 * @param query null where it has none
 */
public record UriReference(
        @Nullable String scheme,
        @Nullable String authority,
        String path,
        @Nullable String query) {
    /** Takes the text apart (RFC 3986 appendix B). */
    public static UriReference parse(String text) {
        int hash = text.indexOf('#');
        String rest = hash < 0 ? text : text.substring(0, hash);
        int question = rest.indexOf('?');
        String query = question < 0 ? null : rest.substring(question + 1);
        rest = question < 0 ? rest : rest.substring(0, question);
        int colon = schemeEnd(rest);
        String scheme = colon < 0 ? null : rest.substring(0, colon);
        rest = rest.substring(colon + 1);
        if (!rest.startsWith("//")) {
            return new UriReference(scheme, null, rest, query);
        }
        int slash = rest.indexOf('/', 2);
        int end = slash < 0 ? rest.length() : slash;
        return new UriReference(scheme, rest.substring(2, end), rest.substring(end), query);
    }

    /** The place of the colon behind a scheme (§3.1), or -1. */
    private static int schemeEnd(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ':') {
                return i == 0 ? -1 : i;
            }
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
            boolean other = c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.';
            if (!letter && (i == 0 || !other)) {
                return -1;
            }
        }
        return -1;
    }

    /** What the reference means where this one, with scheme and authority, is the base (§5.2.2). */
    public UriReference resolve(UriReference reference) {
        if (reference.scheme != null) {
            return absolute(reference.scheme, reference.authority, reference.path, reference.query);
        }
        if (reference.authority != null) {
            return absolute(scheme, reference.authority, reference.path, reference.query);
        }
        if (reference.path.isEmpty()) {
            return absolute(scheme, authority, path, reference.query == null ? query : reference.query);
        }
        String merged = reference.path.startsWith("/") ? reference.path : merged(reference.path);
        return absolute(scheme, authority, merged, reference.query);
    }

    /** §5.2.3 */
    private String merged(String relative) {
        return path.isEmpty() ? "/" + relative : path.substring(0, path.lastIndexOf('/') + 1) + relative;
    }

    private static UriReference absolute(
            @Nullable String scheme, @Nullable String authority, String path, @Nullable String query) {
        String plain = path.startsWith("/") ? RequestTarget.removeDotSegments(path) : path;
        return new UriReference(scheme, authority, plain, query);
    }

    @Override
    public String toString() {
        return (scheme == null ? "" : scheme + ":")
                + (authority == null ? "" : "//" + authority)
                + path
                + (query == null ? "" : "?" + query);
    }
}
