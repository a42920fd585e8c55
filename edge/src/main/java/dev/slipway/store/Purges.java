package dev.slipway.store;

import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Purges and invalidations: first the mark, for what is on its way, then the indexes, for what is there. An insertion does
 * the same the other way round, index first, so that one of the two sees the other.
 */
final class Purges {
    private static final int SAMPLE_KEYS = 10;

    /** What an event loop makes stale by itself of a group; the rest is done elsewhere. */
    private static final int AT_ONCE = 10_000;

    private final ObjectIndex index;
    private final LabelIndex labels;
    private final PurgeMarks marks = new PurgeMarks();
    private final AtomicLong sequence;
    private final Consumer<StoredObject> discard;

    /**
     * @param sequence the latest of an earlier process, or 0
     * @param discard takes an object out of the store that a purge has ended
     */
    Purges(ObjectIndex index, LabelIndex labels, long sequence, Consumer<StoredObject> discard) {
        this.index = index;
        this.labels = labels;
        this.sequence = new AtomicLong(sequence);
        this.discard = discard;
    }

    /** That of the latest purge. */
    long sequence() {
        return sequence.get();
    }

    /** Whether something may have purged, since that sequence, an object that was announced with that head before. */
    boolean anySince(long since, ObjectHead head) {
        VarHandle.fullFence();
        return marks.anySince(since, head);
    }

    /** Whether nothing can have purged, since that sequence, an object of that key, whatever its labels are. */
    boolean isCurrent(String key, long since) {
        VarHandle.fullFence();
        return !marks.anySince(since, key);
    }

    /** Purges in memory; the receipt is not durable yet. */
    PurgeResult purge(List<Selector> selectors, Mode mode) {
        long purge = mark(selectors);
        Tally tally = new Tally();
        for (Selector selector : selectors) {
            each(selector, object -> {
                if (object.suffer(purge, mode)) {
                    tally.count(object);
                    if (mode == Mode.HARD) {
                        discard.accept(object);
                    }
                }
            });
        }
        return tally.result(purge);
    }

    /** What a purge would match now. */
    PurgeResult match(List<Selector> selectors) {
        Set<StoredObject> seen = new HashSet<>();
        Tally tally = new Tally();
        for (Selector selector : selectors) {
            each(selector, object -> {
                if (object.isLive() && seen.add(object)) {
                    tally.count(object);
                }
            });
        }
        return tally.result(sequence.get());
    }

    /**
     * An invalidation.
     *
     * @param known whether it met anything that is stored
     * @param rest what it has met and not made stale yet
     */
    record Invalidated(long sequence, boolean known, List<StoredObject> rest) {
        /** Makes the rest stale. */
        void finish() {
            rest.forEach(object -> object.invalidate(sequence));
        }
    }

    /** Makes stale what these mean: all of it, or, of a very large group, as much as an event loop can do at once. */
    Invalidated invalidate(List<Selector> selectors) {
        long purge = mark(selectors);
        int[] met = {0};
        List<StoredObject> rest = new ArrayList<>();
        for (Selector selector : selectors) {
            each(selector, object -> {
                if (met[0]++ < AT_ONCE) {
                    object.invalidate(purge);
                } else {
                    rest.add(object);
                }
            });
        }
        return new Invalidated(purge, met[0] > 0, rest);
    }

    private long mark(List<Selector> selectors) {
        long purge = sequence.incrementAndGet();
        for (Selector selector : selectors) {
            switch (selector) {
                case Selector.Key(String key) -> marks.key(key, purge);
                case Selector.Prefix(String prefix) -> marks.prefix(prefix, purge);
                case Selector.Label(String label) -> marks.label(label, purge);
                case Selector.Everything(String label) -> marks.label(label, purge);
            }
        }
        VarHandle.fullFence();
        return purge;
    }

    private void each(Selector selector, Consumer<StoredObject> action) {
        switch (selector) {
            case Selector.Key(String key) -> index.each(key, action);
            case Selector.Prefix(String prefix) -> index.eachWithPrefix(prefix, action);
            case Selector.Label(String label) -> labels.each(label, action);
            case Selector.Everything(String label) -> labels.each(label, action);
        }
    }

    /** What a purge has met so far. */
    private static final class Tally {
        private final Set<String> sample = new LinkedHashSet<>();
        private int matched;

        void count(StoredObject object) {
            matched++;
            if (sample.size() < SAMPLE_KEYS) {
                sample.add(object.head().key());
            }
        }

        PurgeResult result(long purge) {
            return new PurgeResult(purge, matched, List.copyOf(sample), true);
        }
    }
}
