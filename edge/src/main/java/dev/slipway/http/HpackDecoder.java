package dev.slipway.http;

/**
 * Decodes field blocks (RFC 7541 §3): one for each connection, because a block may refer to lines of earlier ones. Every
 * block must be decoded, also of a request that is refused. Pure: bytes in, lines out.
 */
public final class HpackDecoder {
    /** The size of the dynamic table that both ends begin with, and that we never change (RFC 9113 §6.5.2). */
    public static final int TABLE_BYTES = 4096;

    private static final int MOST = 1 << 27;

    private final HpackTable table = new HpackTable(TABLE_BYTES);
    private byte[] block = {};
    private int at;
    private int end;

    /** How often blocks have changed the table: while this stays, equal blocks hold equal lines. */
    public long changes() {
        return table.changes();
    }

    /** Takes the lines of a block, in order. */
    @FunctionalInterface
    interface Lines {
        void line(HpackEntry line);
    }

    /**
     * Decodes a block, all of its fragments put together.
     *
     * @param scratch room for any one string of it: 8/5 of its length is enough, and twice that is for name and value
     * @throws MalformedBlock after which nothing of the connection can be decoded any more
     */
    void decode(byte[] bytes, int length, Scratch scratch, Lines lines) throws MalformedBlock {
        block = bytes;
        at = 0;
        end = length;
        boolean begun = false;
        while (at < end) {
            int first = bytes[at] & 0xff;
            if ((first & 0xe0) == 0x20) {
                if (begun) {
                    throw new MalformedBlock("late-table-size-update");
                }
                resize(integer(5));
                continue;
            }
            begun = true;
            if ((first & 0x80) != 0) {
                lines.line(entry(integer(7)));
            } else if ((first & 0x40) != 0) {
                HpackEntry line = literal(6, scratch);
                table.add(line);
                lines.line(line);
            } else {
                lines.line(literal(4, scratch));
            }
        }
    }

    private void resize(int octets) throws MalformedBlock {
        if (octets > TABLE_BYTES) {
            throw new MalformedBlock("table-size");
        }
        table.resize(octets);
    }

    private HpackEntry entry(int index) throws MalformedBlock {
        HpackEntry entry = table.get(index);
        if (entry == null) {
            throw new MalformedBlock("no-such-index");
        }
        return entry;
    }

    private HpackEntry literal(int prefixBits, Scratch scratch) throws MalformedBlock {
        int index = integer(prefixBits);
        if (index != 0) {
            HpackEntry named = entry(index);
            return HpackEntry.of(named, scratch.value, string(scratch.value));
        }
        int nameLength = string(scratch.name);
        return HpackEntry.of(scratch.name, nameLength, scratch.value, string(scratch.value));
    }

    /** RFC 7541 §5.1. */
    private int integer(int prefixBits) throws MalformedBlock {
        int mask = (1 << prefixBits) - 1;
        int value = octet() & mask;
        if (value < mask) {
            return value;
        }
        for (int shift = 0; ; shift += 7) {
            int next = octet();
            // Five octets hold more than any length or index here; longer runs of zeros are an attack.
            if (shift > 28 || ((long) (next & 0x7f) << shift) + value > MOST) {
                throw new MalformedBlock("integer");
            }
            value += (next & 0x7f) << shift;
            if ((next & 0x80) == 0) {
                return value;
            }
        }
    }

    private int octet() throws MalformedBlock {
        if (at == end) {
            throw new MalformedBlock("truncated");
        }
        return block[at++] & 0xff;
    }

    /** RFC 7541 §5.2; returns how many octets were put to the beginning of {@code out}. */
    private int string(byte[] out) throws MalformedBlock {
        boolean huffman = at < end && (block[at] & 0x80) != 0;
        int length = integer(7);
        if (length > end - at) {
            throw new MalformedBlock("truncated");
        }
        int from = at;
        at += length;
        if (huffman) {
            return Huffman.decode(block, from, at, out);
        }
        System.arraycopy(block, from, out, 0, length);
        return length;
    }

    /** Room to decode strings in; shared by the connections of one event loop. */
    public static final class Scratch {
        private final byte[] name;
        private final byte[] value;

        /** @param blockBytes the longest block that is decoded with it */
        public Scratch(int blockBytes) {
            name = new byte[blockBytes * 8 / 5 + 8];
            value = new byte[blockBytes * 8 / 5 + 8];
        }
    }
}
