package dev.slipway.http;

import java.util.Arrays;
import java.util.Locale;

/**
 * A head that is put together as bytes: ISO-8859-1, so that what came in as one byte goes out as the same byte. Lines that
 * come from elsewhere are checked on the way, so that nothing smuggles a line break into a head.
 */
public final class HeadBytes {
    private byte[] bytes;
    private int length;

    /** @param expected how long the head will be in bytes; where that is exact, nothing is copied in the end */
    public HeadBytes(int expected) {
        bytes = new byte[expected];
    }

    /** Adds text of our own. */
    @SuppressWarnings(
            "deprecation") // the other forms of getBytes make an array each; ours is Latin-1, where this one is right
    public HeadBytes text(String text) {
        room(text.length());
        text.getBytes(0, text.length(), bytes, length);
        length += text.length();
        return this;
    }

    /** Adds what was checked when it was made. */
    public HeadBytes bytes(byte[] made) {
        room(made.length);
        System.arraycopy(made, 0, bytes, length, made.length);
        length += made.length;
        return this;
    }

    /**
     * Adds a part of a request line.
     *
     * @throws IllegalArgumentException when it holds a blank, a control character or no byte at all
     */
    public HeadBytes word(String word) {
        room(word.length());
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if (c <= ' ' || c == 0x7f || c > 0xff) {
                throw refused("a request line", c);
            }
            bytes[length++] = (byte) c;
        }
        return this;
    }

    /**
     * Adds a field line with its end.
     *
     * @throws IllegalArgumentException when name or value hold what HTTP does not allow there
     */
    public HeadBytes line(String name, String value) {
        room(name.length() + value.length() + 4);
        byte[] out = bytes;
        int at = length;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == ':') {
                throw refused("the name of a field", c);
            }
            out[at++] = (byte) c;
        }
        out[at++] = ':';
        out[at++] = ' ';
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' && c != '\t' || c == 0x7f || c > 0xff) {
                throw refused("the field " + name, c);
            }
            out[at++] = (byte) c;
        }
        out[at++] = '\r';
        out[at++] = '\n';
        length = at;
        return this;
    }

    /** What was put together; the array is the caller's, and nothing may be added any more. */
    public byte[] toByteArray() {
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }

    private void room(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }

    private static IllegalArgumentException refused(String where, char c) {
        return new IllegalArgumentException(
                String.format(Locale.ROOT, "character 0x%x in %s of a head that is sent", (int) c, where));
    }
}
