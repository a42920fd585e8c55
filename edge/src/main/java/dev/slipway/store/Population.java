package dev.slipway.store;

import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All live objects: what their heads take of the heap, and which of them is worth least.
 *
 * <p>Worth is that of Greedy-Dual-Size-Frequency (Cherkasova, 1998): uses by size, on top of what the last one that was
 * let go was worth, so that yesterday's favourites age without a clock. The least is sought among a few drawn by lot, which
 * needs no order to be kept on every use.
 */
final class Population {
    /** Sixteen are likely to hold one of the worst tenth: 1 - 0.9^16 = 81 %. */
    private static final int DRAWN = 16;

    /** A favourite that nobody asks for any more survives this many generations of strangers of its size. */
    private static final int MOST_USES = 15;

    private final long budgetBytes;
    private StoredObject[] objects = new StoredObject[64]; // guarded by this, as are the two below
    private int size;
    private long heapBytes;
    private volatile double inflation;

    /** @param budgetBytes of heap for all heads together */
    Population(long budgetBytes) {
        this.budgetBytes = budgetBytes;
    }

    long budget() {
        return budgetBytes;
    }

    synchronized int size() {
        return size;
    }

    synchronized long heapBytes() {
        return heapBytes;
    }

    synchronized boolean isTooLarge() {
        return heapBytes > budgetBytes;
    }

    /** Whether one object with that head leaves room for many. */
    boolean allows(ObjectHead head) {
        return head.heapBytes() <= budgetBytes / 8;
    }

    void add(StoredObject object) {
        Standpoint standpoint = object.standpoint;
        synchronized (this) {
            if (standpoint.place >= 0) {
                return;
            }
            if (size == objects.length) {
                objects = Arrays.copyOf(objects, size * 2);
            }
            standpoint.place = size;
            standpoint.heapBytes = object.head().heapBytes();
            heapBytes += standpoint.heapBytes;
            objects[size++] = object;
        }
        use(object);
    }

    /** Takes it out; does nothing when it is not in. */
    @SuppressWarnings("NullAway") // the array has no object from size on
    synchronized void remove(StoredObject object) {
        Standpoint standpoint = object.standpoint;
        if (standpoint.place < 0) {
            return;
        }
        StoredObject last = objects[--size];
        objects[standpoint.place] = last;
        last.standpoint.place = standpoint.place;
        objects[size] = null;
        standpoint.place = -1;
        heapBytes -= standpoint.heapBytes;
    }

    /** Counts anew what its head takes. */
    synchronized void weigh(StoredObject object) {
        Standpoint standpoint = object.standpoint;
        if (standpoint.place >= 0) {
            int now = object.head().heapBytes();
            heapBytes += now - standpoint.heapBytes;
            standpoint.heapBytes = now;
        }
    }

    /** Counts a use. Writes only what changes: a favourite is used by every loop at once. */
    void use(StoredObject object) {
        Standpoint standpoint = object.standpoint;
        int uses = standpoint.uses;
        if (uses < MOST_USES) {
            standpoint.uses = ++uses;
        }
        double worth = inflation + uses / (double) (object.bodyLength() + 1024);
        if (worth != standpoint.worth) {
            standpoint.worth = worth;
        }
    }

    /** The one that is worth least among some of those, to be let go by the caller; null when there is none. */
    synchronized @Nullable StoredObject leastWorth(Predicate<StoredObject> among) {
        StoredObject least = null;
        for (int drawn = 0; drawn < DRAWN && size > 0; drawn++) {
            StoredObject object = objects[ThreadLocalRandom.current().nextInt(size)];
            if (among.test(object) && (least == null || object.standpoint.worth < least.standpoint.worth)) {
                least = object;
            }
        }
        for (int place = 0; least == null && place < size; place++) {
            if (among.test(objects[place])) {
                least = objects[place];
            }
        }
        if (least != null) {
            inflation = Math.max(inflation, least.standpoint.worth);
        }
        return least;
    }
}
