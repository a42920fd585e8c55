package dev.slipway.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The latest purge of each key, label and prefix, for responses that are still on their way: one whose fetch began before
 * a purge that means it is not stored.
 *
 * <p>Keys and labels are hashed into two tables of fixed size, and the lesser of the two entries counts: as in a count-min
 * sketch (Cormode and Muthukrishnan, 2005) it may be later than the truth, never earlier. So a response may be kept out
 * for nothing once in a long while, and none gets in that must not. Prefixes are a short list; when it is full, the
 * earliest goes, and what began before it is kept out.
 */
final class PurgeMarks {
    static final int MOST_PREFIXES = 256;

    private static final int SLOTS = 1 << 15;
    private static final int KEY = 0x5bd1e995;
    private static final int LABEL = 0x2545f491;

    private record PrefixMark(String prefix, long sequence) {}

    /**
     * The prefixes.
     *
     * @param marks newest first
     * @param floor the latest that was let go
     */
    private record Prefixes(List<PrefixMark> marks, long floor) {}

    private final AtomicLongArray first = new AtomicLongArray(SLOTS);
    /** The latest of a label or a prefix. */
    private final AtomicLong latestOfMany = new AtomicLong();

    private final AtomicLongArray second = new AtomicLongArray(SLOTS);
    private volatile Prefixes prefixes = new Prefixes(List.of(), 0); // written under this

    void key(String key, long sequence) {
        mark(hash(key, KEY), sequence);
    }

    void label(String label, long sequence) {
        latestOfMany.accumulateAndGet(sequence, Math::max);
        mark(hash(label, LABEL), sequence);
    }

    synchronized void prefix(String prefix, long sequence) {
        latestOfMany.accumulateAndGet(sequence, Math::max);
        List<PrefixMark> after = new ArrayList<>(prefixes.marks());
        after.removeIf(mark -> mark.prefix().equals(prefix) && mark.sequence() <= sequence);
        int at = 0;
        while (at < after.size() && after.get(at).sequence() > sequence) {
            at++;
        }
        after.add(at, new PrefixMark(prefix, sequence));
        long floor = prefixes.floor();
        if (after.size() > MOST_PREFIXES) {
            floor = Math.max(floor, after.removeLast().sequence());
        }
        prefixes = new Prefixes(List.copyOf(after), floor);
    }

    /** Whether a purge later than that sequence may have meant the object, by its key or by one of these labels. */
    boolean anySince(long sequence, ObjectHead head) {
        Prefixes latest = prefixes;
        if (sequence < latest.floor() || latest(hash(head.key(), KEY)) > sequence) {
            return true;
        }
        for (String label : head.labels()) {
            if (latest(hash(label, LABEL)) > sequence) {
                return true;
            }
        }
        for (PrefixMark mark : latest.marks()) {
            if (mark.sequence() <= sequence) {
                return false;
            }
            if (head.key().startsWith(mark.prefix())) {
                return true;
            }
        }
        return false;
    }

    /** Whether a purge later than that sequence may have meant an object of that key, whatever its labels are. */
    boolean anySince(long sequence, String key) {
        return latestOfMany.get() > sequence || latest(hash(key, KEY)) > sequence;
    }

    private void mark(long hash, long sequence) {
        first.accumulateAndGet((int) hash & (SLOTS - 1), sequence, Math::max);
        second.accumulateAndGet((int) (hash >>> 32) & (SLOTS - 1), sequence, Math::max);
    }

    private long latest(long hash) {
        long one = first.get((int) hash & (SLOTS - 1));
        return one == 0 ? 0 : Math.min(one, second.get((int) (hash >>> 32) & (SLOTS - 1)));
    }

    /** 64 bits of which both halves depend on the whole text (the finisher of MurmurHash3). */
    private static long hash(String text, int kind) {
        long hash = ((long) text.hashCode() << 32) ^ ((long) text.length() << 16) ^ kind;
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return hash ^ (hash >>> 33);
    }
}
