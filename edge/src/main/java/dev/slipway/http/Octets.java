package dev.slipway.http;

import java.util.Arrays;

/** The character classes of RFC 9110 §5.6.2 and RFC 9112 §3 and §5, as tables over octets. */
final class Octets {
    private static final byte TOKEN = 1;
    private static final byte VALUE = 2;
    private static final byte TARGET = 4;
    private static final byte HOST = 8;

    private static final byte[] CLASSES = new byte[256];

    static {
        mark("!#$%&'*+-.^_`|~", TOKEN);
        mark("-._~!$&'()*+,;=%", HOST);
        for (int c = '0'; c <= 'z'; c++) {
            if (Character.isLetterOrDigit(c)) {
                CLASSES[c] |= TOKEN | HOST;
            }
        }
        // Everything visible but the fragment's sign, which a client never sends (RFC 3986 §3.5).
        for (int c = 0x21; c < 0x7f; c++) {
            CLASSES[c] |= c == '#' ? 0 : TARGET;
        }
        for (int c = 0x20; c < 256; c++) {
            CLASSES[c] |= c == 0x7f ? 0 : VALUE;
        }
        CLASSES['\t'] |= VALUE;
    }

    private Octets() {}

    private static void mark(String octets, byte type) {
        octets.chars().forEach(c -> CLASSES[c] |= type);
    }

    static boolean isToken(byte[] bytes, int from, int to) {
        return from < to && all(bytes, from, to, TOKEN);
    }

    /** Whether these octets may stand in a field value: no control but the tab. */
    static boolean isValue(byte[] bytes, int from, int to) {
        return all(bytes, from, to, VALUE);
    }

    static boolean isTarget(byte[] bytes, int from, int to) {
        return from < to && all(bytes, from, to, TARGET);
    }

    /** Whether the text may be the name part of a Host field. */
    static boolean isHost(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > 0xff || (CLASSES[c] & HOST) == 0) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static boolean all(byte[] bytes, int from, int to, byte type) {
        for (int i = from; i < to; i++) {
            if ((CLASSES[bytes[i] & 0xff] & type) == 0) {
                return false;
            }
        }
        return true;
    }

    static boolean equal(byte[] bytes, int from, int to, byte[] text) {
        return Arrays.equals(bytes, from, to, text, 0, text.length);
    }
}
