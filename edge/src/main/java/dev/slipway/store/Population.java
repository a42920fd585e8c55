package dev.slipway.store;

import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All live objects: what their heads take of the heap, and which of them is worth least.
 *
 * <p>Worth is uses by size. Uses are counted up to a bound and halved with every age, which lasts until four times as many
 * objects were added as there are (the reset of TinyLFU; Einziger, Friedman and Manes, 2017): yesterday's favourites grow
 * old without a clock. The least is sought among a few drawn by lot, so that a use changes no order.
 */
final class Population {
    /** Sixteen are likely to hold one of the worst tenth: 1 - 0.9^16 = 81 %. */
    private static final int DRAWN = 16;

    /** Draws of others until all are looked through. */
    private static final int MOST_MISSED = 1_000;

    private static final int USE_BITS = 4;
    private static final int MOST_USES = (1 << USE_BITS) - 1;

    /** An age lasts this many additions at least. */
    private static final int SHORTEST_AGE = 256;

    /** What an object costs beside its body, in bytes. */
    private static final int HEAD_BYTES = 1024;

    private final long budgetBytes;
    private StoredObject[] objects = new StoredObject[64]; // guarded by this, as are the three below
    private int size;
    private long heapBytes;
    private int added;
    private volatile long age;

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
            if (++added > Math.max(SHORTEST_AGE, 4L * size)) {
                added = 0;
                age = age + 1;
            }
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
        long before = standpoint.uses;
        long now = age;
        long after = now << USE_BITS | Math.min(MOST_USES, uses(before, now) + 1);
        if (after != before) {
            standpoint.uses = after;
        }
    }

    private static long uses(long counted, long age) {
        return (counted & MOST_USES) >>> Math.min(USE_BITS, age - (counted >>> USE_BITS));
    }

    private double worth(StoredObject object) {
        return (uses(object.standpoint.uses, age) + 0.5) / (object.bodyLength() + HEAD_BYTES);
    }

    /** The one that is worth least among some of those, to be let go by the caller; null when there is none. */
    synchronized @Nullable StoredObject leastWorth(Predicate<StoredObject> among) {
        StoredObject least = null;
        double worth = 0;
        for (int drawn = 0, missed = 0; drawn < DRAWN && missed < MOST_MISSED && size > 0; ) {
            StoredObject object = objects[ThreadLocalRandom.current().nextInt(size)];
            if (!among.test(object)) {
                missed++;
                continue;
            }
            drawn++;
            double own = worth(object);
            if (least == null || own < worth) {
                least = object;
                worth = own;
            }
        }
        for (int place = 0; least == null && place < size; place++) {
            if (among.test(objects[place])) {
                least = objects[place];
            }
        }
        return least;
    }
}
