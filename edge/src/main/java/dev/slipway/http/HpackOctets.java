package dev.slipway.http;

import java.util.Arrays;

/** A field block in the making: the integers and strings of RFC 7541 §5. */
final class HpackOctets {
    private byte[] out;
    private int at;

    /** @param expected how long it will be, about, in octets */
    HpackOctets(int expected) {
        out = new byte[expected];
    }

    /** What was put together; the array is shared and longer than that. */
    byte[] array() {
        return out;
    }

    int length() {
        return at;
    }

    byte[] toByteArray() {
        return Arrays.copyOf(out, at);
    }

    /** Begins anew in the same room. */
    void clear() {
        at = 0;
    }

    HpackOctets octets(byte[] octets) {
        room(octets.length);
        System.arraycopy(octets, 0, out, at, octets.length);
        at += octets.length;
        return this;
    }

    /** §5.1. */
    HpackOctets integer(int form, int prefixBits, int value) {
        room(6);
        int mask = (1 << prefixBits) - 1;
        if (value < mask) {
            out[at++] = (byte) (form | value);
            return this;
        }
        out[at++] = (byte) (form | mask);
        int left = value - mask;
        while (left >= 0x80) {
            out[at++] = (byte) (left & 0x7f | 0x80);
            left >>>= 7;
        }
        out[at++] = (byte) left;
        return this;
    }

    /** §5.2, in Huffman code where that is shorter. */
    HpackOctets string(String text) {
        int shorter = Huffman.encodedLength(text);
        if (shorter < text.length()) {
            integer(0x80, 7, shorter);
            room(shorter);
            at = Huffman.encode(text, out, at);
            return this;
        }
        integer(0, 7, text.length());
        room(text.length());
        for (int i = 0; i < text.length(); i++) {
            out[at++] = (byte) text.charAt(i);
        }
        return this;
    }

    private void room(int more) {
        if (at + more > out.length) {
            out = Arrays.copyOf(out, Math.max(2 * out.length, at + more));
        }
    }
}
