package dev.slipway.site;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a deployment changes beyond files, one entry of {@code [deploy] changes}: a selector in the words of {@code slipway
 * purge}, a colon, and what it means.
 *
 * <pre>
 * tag:news  route:products  prefix:/blog/  url:/feed.xml  everything
 * </pre>
 *
 * @param value what the kind means; empty for everything
 */
public record Change(Kind kind, String value) {
    /** The selectors of a purge. */
    public enum Kind {
        URL,
        ROUTE,
        PREFIX,
        TAG,
        EVERYTHING;

        private final String word = name().toLowerCase(Locale.ROOT);

        String word() {
            return word;
        }
    }

    static final String FORM = "\"tag:NAME\", \"route:NAME\", \"prefix:/PATH\", \"url:/PATH\" or \"everything\"";

    /** The change that a text says, or null. */
    static @Nullable Change parse(String text) {
        int colon = text.indexOf(':');
        String word = colon < 0 ? text : text.substring(0, colon);
        for (Kind kind : Kind.values()) {
            if (kind.word().equals(word) && (kind == Kind.EVERYTHING) == (colon < 0)) {
                return valid(new Change(kind, text.substring(colon < 0 ? text.length() : colon + 1)));
            }
        }
        return null;
    }

    private static @Nullable Change valid(Change change) {
        boolean fits = switch (change.kind()) {
            case URL, PREFIX -> Values.target(change.value()) != null;
            case ROUTE -> Values.routeName(change.value()) != null;
            case TAG -> !change.value().isBlank() && Values.isOneLine(change.value());
            case EVERYTHING -> true;
        };
        return fits ? change : null;
    }

    /** What a text that says none may have been meant to say, or null. */
    static @Nullable String nearest(String text) {
        int colon = text.indexOf(':');
        String word = colon < 0 ? text : text.substring(0, colon);
        for (Kind kind : Kind.values()) {
            String meant = kind == Kind.EVERYTHING
                    ? kind.word()
                    : kind.word() + text.substring(colon < 0 ? text.length() : colon);
            boolean likely = Keys.nearest(word, List.of(kind.word())) != null;
            if (likely && !meant.equals(text) && parse(meant) != null) {
                return meant;
            }
        }
        return null;
    }

    @Override
    public String toString() {
        return kind == Kind.EVERYTHING ? kind.word() : kind.word() + ":" + value;
    }
}
