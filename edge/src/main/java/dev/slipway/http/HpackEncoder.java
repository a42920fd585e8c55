package dev.slipway.http;

import java.util.Arrays;
import java.util.Locale;

/**
 * Encodes the head of a response as a field block (RFC 7541) that refers to the static table only. Such a block means the
 * same on every connection, so that it is made once where the answer is kept, and copied from then on.
 */
final class HpackEncoder {
    private static final int STATUS_200 = 8;
    private static final int CONTENT_LENGTH = HpackTable.staticName("content-length");
    private static final int DATE = HpackTable.staticName("date");

    /** Literal without indexing (§6.2.2), and never indexed (§6.2.3) for what is worth guessing. */
    private static final int PLAIN = 0x00;

    private static final int SECRET = 0x10;

    private byte[] out = new byte[256];
    private int at;

    private HpackEncoder() {}

    /**
     * The block of a response.
     *
     * @param contentLength in octets; negative where none is sent
     */
    static byte[] response(int status, Fields fields, long contentLength) {
        HpackEncoder encoder = new HpackEncoder();
        encoder.status(status);
        for (int i = 0; i < fields.size(); i++) {
            String name = fields.name(i).toLowerCase(Locale.ROOT);
            if (!isOfConnection(name)) {
                encoder.line(name.equals("set-cookie") ? SECRET : PLAIN, name, fields.value(i));
            }
        }
        if (contentLength >= 0) {
            encoder.line(PLAIN, CONTENT_LENGTH, Long.toString(contentLength));
        }
        return Arrays.copyOf(encoder.out, encoder.at);
    }

    /** A Date line by itself, to stand behind a block. */
    static byte[] date(String value) {
        HpackEncoder encoder = new HpackEncoder();
        encoder.line(PLAIN, DATE, value);
        return Arrays.copyOf(encoder.out, encoder.at);
    }

    /** Any other line by itself, to stand behind a block. */
    static byte[] line(String name, String value) {
        HpackEncoder encoder = new HpackEncoder();
        encoder.line(PLAIN, name.toLowerCase(Locale.ROOT), value);
        return Arrays.copyOf(encoder.out, encoder.at);
    }

    /** RFC 9113 §8.2.2: what speaks of an HTTP/1.1 connection may not be sent. */
    private static boolean isOfConnection(String name) {
        return switch (name) {
            case "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade" -> true;
            default -> false;
        };
    }

    private void status(int status) {
        int index = switch (status) {
            case 200 -> STATUS_200;
            case 204 -> STATUS_200 + 1;
            case 206 -> STATUS_200 + 2;
            case 304 -> STATUS_200 + 3;
            case 400 -> STATUS_200 + 4;
            case 404 -> STATUS_200 + 5;
            case 500 -> STATUS_200 + 6;
            default -> 0;
        };
        if (index != 0) {
            integer(0x80, 7, index);
        } else {
            line(PLAIN, STATUS_200, Integer.toString(status));
        }
    }

    private void line(int form, String name, String value) {
        int index = HpackTable.staticName(name);
        if (index != 0) {
            line(form, index, value);
            return;
        }
        integer(form, 4, 0);
        string(name);
        string(value);
    }

    private void line(int form, int nameIndex, String value) {
        integer(form, 4, nameIndex);
        string(value);
    }

    private void string(String text) {
        int shorter = Huffman.encodedLength(text);
        if (shorter < text.length()) {
            integer(0x80, 7, shorter);
            room(shorter);
            at = Huffman.encode(text, out, at);
            return;
        }
        integer(0, 7, text.length());
        room(text.length());
        for (int i = 0; i < text.length(); i++) {
            out[at++] = (byte) text.charAt(i);
        }
    }

    /** RFC 7541 §5.1. */
    private void integer(int form, int prefixBits, int value) {
        room(6);
        int mask = (1 << prefixBits) - 1;
        if (value < mask) {
            out[at++] = (byte) (form | value);
            return;
        }
        out[at++] = (byte) (form | mask);
        int left = value - mask;
        while (left >= 0x80) {
            out[at++] = (byte) (left & 0x7f | 0x80);
            left >>>= 7;
        }
        out[at++] = (byte) left;
    }

    private void room(int more) {
        if (at + more > out.length) {
            out = Arrays.copyOf(out, Math.max(2 * out.length, at + more));
        }
    }
}
