package dev.slipway.http;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Field sections of HTTP/1.1 requests that were decoded lately, with what they came to. Clients send the same section with
 * request after request on a connection, byte for byte: a browser for all pictures of a page. Comparing it with one that is
 * known costs a tenth of decoding it, and whatever is not the same to the last byte is decoded.
 *
 * <p>A section is kept when it comes again before another one takes its slot: one that asks whether a certain picture has
 * changed hardly does, and would push out what does. A table of one entry a slot; the newest wins. Not for several threads:
 * one belongs to each event loop.
 */
public final class FieldBlocks {
    private static final int SLOTS = 64;

    /** Longer ones are decoded each time, which bounds what is kept to a few hundred kilobytes. */
    private static final int LONGEST_BYTES = 2 << 10;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long PRIME = 0x9e3779b97f4a7c15L; // 2^64 over the golden ratio (Knuth, TAOCP 6.4)

    /**
     * A section and what it says.
     *
     * @param bytes as they came, the empty line included
     * @param host what Host names, checked and in lower case
     */
    record Block(byte[] bytes, Fields fields, String host, boolean keepAlive, boolean expectsContinue) {}

    private final @Nullable Block[] blocks = new @Nullable Block[SLOTS];

    /** The hash of what came last and was not known. */
    private final long[] last = new long[SLOTS];

    /** The section in those bytes, where it is known. */
    @Nullable
    Block find(byte[] bytes, int from, int to) {
        if (to - from > LONGEST_BYTES) {
            return null;
        }
        Block block = blocks[slot(hash(bytes, from, to))];
        return block != null && Arrays.equals(bytes, from, to, block.bytes, 0, block.bytes.length) ? block : null;
    }

    /**
     * Remembers a section that comes again, unless it announces a body: how long a body is differs from request to request.
     */
    void keep(byte[] bytes, int from, int to, RequestFraming framing) {
        if (to - from > LONGEST_BYTES || framing.bodyLength() != 0) {
            return;
        }
        long hash = hash(bytes, from, to);
        int slot = slot(hash);
        if (last[slot] != hash) {
            last[slot] = hash;
            return;
        }
        RequestHead head = framing.head();
        blocks[slot] = new Block(
                Arrays.copyOfRange(bytes, from, to),
                head.fields(),
                head.authority(),
                framing.keepAlive(),
                framing.expectsContinue());
    }

    /** Depends on every byte, eight at a time; a section has at least the four of its last two line ends. */
    private static long hash(byte[] bytes, int from, int to) {
        long hash = to - from;
        int at = from;
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            hash = (hash ^ (long) LONGS.get(bytes, at)) * PRIME;
        }
        for (; at < to; at++) {
            hash = (hash ^ bytes[at]) * PRIME;
        }
        return hash;
    }

    private static int slot(long hash) {
        return (int) (hash >>> 58);
    }
}
