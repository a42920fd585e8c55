package dev.slipway.http;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An entity tag (RFC 9110 §8.8.3): {@code "3f9a"} or {@code W/"3f9a"}.
 *
 * @param weak whether equal tags promise only that either will do
 * @param opaque the text between the quotes
 */
public record EntityTag(boolean weak, String opaque) {
    /**
     * @throws IllegalArgumentException when the text holds a quote, a space or a control character
     */
    public EntityTag {
        for (int i = 0; i < opaque.length(); i++) {
            if (!isTagCharacter(opaque.charAt(i))) {
                throw new IllegalArgumentException("an entity tag holds no quotes, spaces or controls: " + opaque);
            }
        }
    }

    public static EntityTag strong(String opaque) {
        return new EntityTag(false, opaque);
    }

    public static EntityTag weak(String opaque) {
        return new EntityTag(true, opaque);
    }

    /** The tag that is the whole of the text, or null when it is not one. */
    public static @Nullable EntityTag parse(String text) {
        int end = end(text, 0);
        return end == text.length() && end > 0 ? tag(text, 0, end) : null;
    }

    /**
     * The tags of a comma-separated list. What is not a tag is passed over: it matches nothing, which makes
     * {@code If-Match} fail and {@code If-None-Match} send the whole answer, both safe.
     */
    public static List<EntityTag> parseList(String text) {
        List<EntityTag> tags = new ArrayList<>(4);
        for (int at = 0; at < text.length(); ) {
            char c = text.charAt(at);
            if (c == ',' || c == ' ' || c == '\t') {
                at++;
                continue;
            }
            int end = end(text, at);
            if (end > 0 && isMemberEnd(text, end)) {
                tags.add(tag(text, at, end));
                at = end;
            } else {
                int comma = text.indexOf(',', at);
                at = comma < 0 ? text.length() : comma;
            }
        }
        return tags;
    }

    private static boolean isMemberEnd(String text, int at) {
        for (int i = at; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != ' ' && c != '\t') {
                return c == ',';
            }
        }
        return true;
    }

    /** The place after the tag that starts there, or -1 when none does. */
    private static int end(String text, int start) {
        int at = text.startsWith("W/", start) ? start + 2 : start;
        if (at >= text.length() || text.charAt(at) != '"') {
            return -1;
        }
        for (int i = at + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                return i + 1;
            }
            if (!isTagCharacter(c)) {
                return -1;
            }
        }
        return -1;
    }

    private static EntityTag tag(String text, int start, int end) {
        boolean weak = text.charAt(start) == 'W';
        return new EntityTag(weak, text.substring(weak ? start + 3 : start + 1, end - 1));
    }

    private static boolean isTagCharacter(char c) {
        return c > 0x20 && c != '"' && c != 0x7f;
    }

    /** Strong comparison (§8.8.3.2): both strong, same text. */
    public boolean matchesStrongly(EntityTag other) {
        return !weak && !other.weak && opaque.equals(other.opaque);
    }

    /** Weak comparison (§8.8.3.2): same text. */
    public boolean matchesWeakly(EntityTag other) {
        return opaque.equals(other.opaque);
    }

    /** The tag as the field carries it. */
    @Override
    public String toString() {
        return weak ? "W/\"" + opaque + '"' : '"' + opaque + '"';
    }
}
