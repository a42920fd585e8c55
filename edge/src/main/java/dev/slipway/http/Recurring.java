package dev.slipway.http;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What octets came to that come again and again: the same octets, the same value. Comparing them costs a tenth of decoding them.
 *
 * <p>They are kept when they come again before others take their place: what comes once would push out what comes often. A
 * table of one entry a slot; the newest wins. Not for several threads.
 */
final class Recurring<V> {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long PRIME = 0x9e3779b97f4a7c15L; // 2^64 over the golden ratio (Knuth, TAOCP 6.4)

    private record Entry<V>(byte[] octets, V value) {}

    private final int longest;
    private final int shift;
    private final @Nullable Entry<V>[] entries;

    /** The hash of what came last and was not known. */
    private final long[] last;

    /**
     * @param slots how many are kept at most; a power of two
     * @param longest more octets are not kept, which bounds the memory
     */
    @SuppressWarnings("unchecked") // an array of a generic type cannot be made otherwise
    Recurring(int slots, int longest) {
        this.longest = longest;
        this.shift = Long.SIZE - Integer.numberOfTrailingZeros(slots);
        this.entries = (@Nullable Entry<V>[]) new @Nullable Entry<?>[slots];
        this.last = new long[slots];
    }

    /** What those octets came to, where that is known. */
    @Nullable
    V find(byte[] bytes, int from, int to) {
        if (to - from > longest) {
            return null;
        }
        Entry<V> entry = entries[slot(hash(bytes, from, to))];
        return entry != null && Arrays.equals(bytes, from, to, entry.octets, 0, entry.octets.length)
                ? entry.value
                : null;
    }

    /** Whether unknown octets come for the second time, and are worth to be kept; to be asked once each time they come. */
    boolean comeAgain(byte[] bytes, int from, int to) {
        if (to - from > longest) {
            return false;
        }
        long hash = hash(bytes, from, to);
        int slot = slot(hash);
        boolean again = last[slot] == hash;
        last[slot] = hash;
        return again;
    }

    /** Remembers what octets came to that {@link #comeAgain}. */
    void keep(byte[] bytes, int from, int to, V value) {
        entries[slot(hash(bytes, from, to))] = new Entry<>(Arrays.copyOfRange(bytes, from, to), value);
    }

    /** Depends on every octet, eight at a time. */
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

    private int slot(long hash) {
        return (int) (hash >>> shift);
    }
}
