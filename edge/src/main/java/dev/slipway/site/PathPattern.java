package dev.slipway.site;

/**
 * Which paths a route takes: an exact path, or a prefix when it ends in {@code *}. {@code /static/*} takes
 * {@code /static/app.js} and {@code /static/}, not {@code /static}.
 *
 * @param text as configured
 */
public record PathPattern(String text) {
    public PathPattern {
        if (!text.startsWith("/") || text.indexOf('*') >= 0 && text.indexOf('*') != text.length() - 1) {
            throw new IllegalArgumentException("a pattern starts with / and may end in one *: " + text);
        }
    }

    public boolean isPrefix() {
        return text.charAt(text.length() - 1) == '*';
    }

    /** The text without its star. */
    public String prefix() {
        return isPrefix() ? text.substring(0, text.length() - 1) : text;
    }

    /** Whether it takes that decoded, normalised path. Allocates nothing: it runs for every request. */
    public boolean matches(String path) {
        return isPrefix() ? path.regionMatches(0, text, 0, text.length() - 1) : path.equals(text);
    }
}
