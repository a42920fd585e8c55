package dev.slipway.http;

/**
 * The Huffman code of HPACK (RFC 7541 §5.2, Appendix B). The code is canonical: codes of one length are consecutive and in
 * the order of their symbols, so that the lengths alone are the whole table.
 */
final class Huffman {
    private static final int EOS = 256;
    private static final int LONGEST = 30;

    /** Codes up to here are found in one step: all letters, digits and usual signs. */
    private static final int QUICK_BITS = 9;

    /** Bits of each symbol's code, 0 to 255 and EOS (RFC 7541 Appendix B). */
    private static final byte[] LENGTHS = {
        13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28,
        28, 28, 28, 28, 6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6, 5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15,
        6, 12, 10, 13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6,
        15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5, 6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28, 20, 22,
        20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23, 24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23,
        23, 24, 22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23, 21, 21, 22, 21, 23, 22, 23, 23, 20, 22,
        22, 22, 23, 22, 22, 23, 26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25, 19, 21, 26, 27, 27, 26,
        27, 24, 21, 21, 26, 26, 28, 27, 27, 27, 20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23, 26, 27,
        26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26, 30
    };

    private static final int[] CODES = new int[EOS + 1];

    /** By length: the first code, and where its symbol stands in {@link #BY_CODE}. */
    private static final int[] FIRST_CODE = new int[LONGEST + 2];

    private static final int[] FIRST_PLACE = new int[LONGEST + 2];
    private static final short[] BY_CODE = new short[EOS + 1];

    /** By the next nine bits: the symbol and, eight bits up, its length; 0 where the code is longer. */
    private static final short[] QUICK = new short[1 << QUICK_BITS];

    static {
        int code = 0;
        int place = 0;
        for (int length = 1; length <= LONGEST; length++) {
            FIRST_CODE[length] = code;
            FIRST_PLACE[length] = place;
            for (int symbol = 0; symbol <= EOS; symbol++) {
                if (LENGTHS[symbol] == length) {
                    CODES[symbol] = code;
                    BY_CODE[place++] = (short) symbol;
                    fillQuick(symbol, code, length);
                    code++;
                }
            }
            code <<= 1;
        }
        FIRST_PLACE[LONGEST + 1] = place;
    }

    private Huffman() {}

    private static void fillQuick(int symbol, int code, int length) {
        if (length > QUICK_BITS) {
            return;
        }
        int free = QUICK_BITS - length;
        for (int rest = 0; rest < 1 << free; rest++) {
            QUICK[code << free | rest] = (short) (length << 8 | symbol);
        }
    }

    /** How many bytes that text takes encoded; its characters are octets. */
    static int encodedLength(String text) {
        long bits = 0;
        for (int i = 0; i < text.length(); i++) {
            bits += LENGTHS[text.charAt(i) & 0xff];
        }
        return (int) (bits + 7 >>> 3);
    }

    /** Encodes the text, padded with the first bits of EOS; returns where it ends. */
    static int encode(String text, byte[] out, int from) {
        long pending = 0;
        int bits = 0;
        int at = from;
        for (int i = 0; i < text.length(); i++) {
            int symbol = text.charAt(i) & 0xff;
            pending = pending << LENGTHS[symbol] | CODES[symbol];
            bits += LENGTHS[symbol];
            while (bits >= 8) {
                bits -= 8;
                out[at++] = (byte) (pending >>> bits);
            }
        }
        if (bits > 0) {
            out[at++] = (byte) (pending << 8 - bits | 0xff >>> bits);
        }
        return at;
    }

    /**
     * Decodes a string literal.
     *
     * @param out has room for 8/5 of the input, the shortest codes having five bits
     * @return how many bytes were put to the beginning of {@code out}
     * @throws MalformedBlock where the padding is longer than seven bits or not of ones, or EOS is in it
     */
    static int decode(byte[] in, int from, int to, byte[] out) throws MalformedBlock {
        long window = 0;
        int bits = 0;
        int next = from;
        int at = 0;
        while (true) {
            while (bits <= 32 && next < to) {
                window = window << 8 | in[next++] & 0xff;
                bits += 8;
            }
            if (bits < QUICK_BITS && isPadding(window, bits)) {
                return at;
            }
            int quick = QUICK[peek(window, bits, QUICK_BITS)];
            int length = quick >>> 8;
            if (quick == 0) {
                length = longLength(window, bits);
                quick = BY_CODE[FIRST_PLACE[length] + peek(window, bits, length) - FIRST_CODE[length]];
                if (quick == EOS) {
                    throw new MalformedBlock("huffman-eos");
                }
            }
            if (length > bits) {
                throw new MalformedBlock("huffman-padding");
            }
            out[at++] = (byte) quick;
            bits -= length;
        }
    }

    /** What is left is no symbol: fewer than eight bits, all of them ones. */
    private static boolean isPadding(long window, int bits) {
        int ones = (1 << bits) - 1;
        return bits < 8 && (window & ones) == ones;
    }

    /** The next bits; beyond the end of the input there are ones, which are the beginning of EOS. */
    private static int peek(long window, int bits, int wanted) {
        int mask = (1 << wanted) - 1;
        if (bits >= wanted) {
            return (int) (window >>> bits - wanted) & mask;
        }
        int missing = wanted - bits;
        return (int) (window << missing | (1L << missing) - 1) & mask;
    }

    private static int longLength(long window, int bits) throws MalformedBlock {
        for (int length = QUICK_BITS + 1; length <= LONGEST; length++) {
            int count = FIRST_PLACE[length + 1] - FIRST_PLACE[length];
            if (count > 0 && peek(window, bits, length) - FIRST_CODE[length] < count) {
                return length;
            }
        }
        throw new MalformedBlock("huffman-code");
    }
}
