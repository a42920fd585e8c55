package dev.slipway.store;

import dev.slipway.store.StoredBody.Holder;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The app's stored responses: found by key, kept in memory and on disk under budgets, purged by key, prefix and label.
 *
 * <p>A fetch reads {@link #sequence()} before it begins. Its response is stored only if nothing that means it was purged
 * or invalidated since: it may be older than the purge, and would outlive it.
 */
public final class ObjectStore implements AutoCloseable {
    private final ObjectIndex index = new ObjectIndex();
    private final LabelIndex labels = new LabelIndex();
    private final Keeper keeper = new Keeper();
    private final AtomicLong numbers = new AtomicLong();
    private final LongAdder objectEvictions = new LongAdder();
    private final MemoryBudget budget;
    private final MemoryTier memory;
    private final Population population;
    private final Purges purges;
    private final Disk disk;
    private volatile boolean closed;

    private ObjectStore(StoreConfig config) {
        this.budget = new MemoryBudget(config.memoryBytes());
        this.memory =
                new MemoryTier(budget, config.folder() != null, (object, body) -> drop(object, body, Holder.TIER));
        this.population = new Population(config.headBytes());
        this.purges = new Purges(index, labels, 0, config.blocking(), this::clear);
        this.disk = Disk.NONE;
    }

    /**
     * Opens a store.
     *
     * @throws IOException where the folder cannot be made; what is wrong with the disk later costs the disk only
     */
    public static ObjectStore open(StoreConfig config) throws IOException {
        return new ObjectStore(config);
    }

    /**
     * Whether nothing under that key can have been purged or invalidated since then; false where nobody knows. A request
     * may share a fetch that began then only if so.
     */
    public boolean isCurrent(String key, long startedSequence) {
        return purges.isCurrent(key, startedSequence);
    }

    /** What is stored under the key, newest first; an immutable snapshot. Takes no lock. */
    public List<StoredObject> find(String key) {
        return index.find(key);
    }

    /** The latest purge's place in their order; to be read before a fetch begins. */
    public long sequence() {
        return purges.sequence();
    }

    /**
     * A buffer for a body, off-heap, of that capacity and no more, which the caller releases or hands to {@link #insert};
     * null when there is no room: then nothing is stored. Counts until its last reference is released.
     */
    public @Nullable ByteBuf allocate(int bytes) {
        return memory.allocate(bytes);
    }

    /**
     * Stores a response, in place of the variant with the same selection.
     *
     * @param body all forms, one behind the other; one reference, taken over in every case. Copied unless it is from {@link
     *     #allocate} and nearly full
     * @param startedSequence what {@link #sequence()} was when the fetch began
     * @return what is stored; null when something purged or invalidated it since then, or when there is no room
     */
    public @Nullable StoredObject insert(ObjectHead head, ByteBuf body, long startedSequence) {
        if (head.bodyLength() != body.readableBytes()) {
            body.release();
            throw new IllegalArgumentException("the forms of " + head.key() + " have " + head.bodyLength()
                    + " bytes, but the body " + body.readableBytes());
        }
        if (closed || !population.allows(head)) {
            body.release();
            return null;
        }
        ByteBuf bytes = memory.adopt(body);
        if (bytes == null) {
            return null;
        }
        StoredBody content = StoredBody.inMemory(bytes);
        StoredObject object = new StoredObject(keeper, head, content, startedSequence, 0, numbers.incrementAndGet());
        boolean admitted = admit(object);
        drop(object, content, Holder.INSERT);
        return admitted && !object.isGone() ? object : null;
    }

    private boolean admit(StoredObject object) {
        ObjectHead head = object.head();
        index.announce(object);
        labels.add(object, head.labels());
        List<StoredObject> displaced = purges.anySince(object.sequence(), head) ? null : index.publish(object);
        if (displaced == null) {
            object.retire();
            clear(object);
            return false;
        }
        displaced.forEach(this::remove);
        population.add(object);
        disk.write(object, object.content());
        memory.put(object, object.content());
        if (object.isGone() || closed) {
            clear(object); // it went before it was everywhere
        }
        evictObjects();
        return true;
    }

    /**
     * Gives an object the head of a validation: it is good again, with the same body.
     *
     * @param head its response and labels; the forms stay what they are
     * @param startedSequence what {@link #sequence()} was when the validation began
     * @return false, with nothing changed, when the object is gone or was purged since then
     */
    public boolean update(StoredObject object, ObjectHead head, long startedSequence) {
        if (!population.allows(head)) {
            return false;
        }
        synchronized (object) {
            ObjectHead before = object.head();
            labels.add(object, head.labels());
            boolean purged = purges.anySince(startedSequence, head) || purges.anySince(startedSequence, before);
            if (purged || !object.validate(head, startedSequence)) {
                labels.remove(object, without(head.labels(), object.isGone() ? Set.of() : before.labels()));
                return false;
            }
            labels.remove(object, without(before.labels(), head.labels()));
        }
        population.weigh(object);
        disk.saveHead(object);
        return true;
    }

    /**
     * Adds compressed forms to an object; its response and labels stay what they are.
     *
     * @param head with all forms
     * @param body all forms, those that were there before first; one reference, taken over in every case
     */
    public void addForms(StoredObject object, ObjectHead head, ByteBuf body) {
        if (head.bodyLength() != body.readableBytes()) {
            body.release();
            throw new IllegalArgumentException("the forms of " + head.key() + " have " + head.bodyLength()
                    + " bytes, but the body " + body.readableBytes());
        }
        ByteBuf bytes = memory.adopt(body);
        if (bytes == null) {
            return;
        }
        StoredBody longer = StoredBody.inMemory(bytes);
        StoredBody shorter;
        synchronized (object) {
            shorter = object.content();
            object.content(longer);
            object.reform(head);
        }
        disk.write(object, longer);
        memory.put(object, longer);
        memory.remove(object, shorter);
        disk.forget(shorter);
        if (object.isGone() || closed) {
            clear(object);
        }
        drop(object, longer, Holder.INSERT);
    }

    /** Removes an object, wherever it is. */
    public void remove(StoredObject object) {
        if (object.retire()) {
            clear(object);
        }
    }

    /**
     * Purges. When this returns, nothing older that matches is found, here or after a restart. May block on the disk.
     *
     * @param mode soft or hard; responses that are being fetched are not stored after either
     */
    public PurgeResult purge(List<Selector> selectors, Mode mode) {
        PurgeResult result = purges.purge(selectors, mode);
        boolean durable = disk.record(result.sequence(), mode, selectors);
        return new PurgeResult(result.sequence(), result.matched(), result.sampleKeys(), durable);
    }

    /** What a purge would match now: a dry run. */
    public PurgeResult match(List<Selector> selectors) {
        return purges.match(selectors);
    }

    /** Makes stale what is stored under these keys, for an unsafe request; as a soft purge, and never blocking. */
    public void invalidate(Collection<String> keys) {
        invalidate(keys, List.of());
    }

    /**
     * The same for keys and labels.
     *
     * @param labels for Cache-Group-Invalidation
     */
    public void invalidate(Collection<String> keys, Collection<String> labels) {
        if (keys.isEmpty() && labels.isEmpty()) {
            return;
        }
        List<Selector> selectors = new ArrayList<>(keys.size() + labels.size());
        keys.forEach(key -> selectors.add(new Selector.Key(key)));
        labels.forEach(label -> selectors.add(new Selector.Label(label)));
        Purges.Invalidated done = purges.invalidate(keys, labels, selectors);
        disk.recordLater(done.sequence(), selectors, done.known());
    }

    /** What it holds and has done. */
    public StoreStats stats() {
        Disk.Counts counts = disk.counts();
        return new StoreStats(
                population.size(),
                population.heapBytes(),
                population.budget(),
                budget.used(),
                budget.limit(),
                counts.bytes(),
                counts.budget(),
                memory.evictions(),
                objectEvictions.sum(),
                counts.evictions(),
                counts.reads(),
                counts.writes(),
                counts.skipped(),
                counts.failures(),
                counts.damaged(),
                counts.restoring());
    }

    /** Writes what waits for the disk, and releases what is in memory. Nothing is stored after that. May block. */
    @Override
    public void close() {
        closed = true;
        disk.close();
        index.clear();
        labels.clear();
        memory.clear();
    }

    private void evictObjects() {
        while (population.isTooLarge()) {
            StoredObject least = population.leastWorth(object -> true);
            if (least == null) {
                return;
            }
            objectEvictions.increment();
            least.retire();
            clear(least);
        }
    }

    /** Takes an object that is gone out of everything; what is done twice is done once. */
    private void clear(StoredObject object) {
        index.withdraw(object);
        StoredBody body;
        synchronized (object) {
            labels.remove(object, object.head().labels());
            body = object.content();
        }
        population.remove(object);
        memory.remove(object, body);
        disk.forget(body);
    }

    /** Lets a holder of a body go; an object whose bytes are nowhere any more is removed. */
    @SuppressWarnings("ReferenceEquality")
    private void drop(StoredObject object, StoredBody body, Holder holder) {
        if (body.drop(holder) && object.content() == body) {
            object.unprepare();
            if (body.isLost() && !closed) {
                remove(object);
            }
        }
    }

    private static Set<String> without(Set<String> all, Set<String> some) {
        Set<String> left = new HashSet<>(all);
        left.removeAll(some);
        return left;
    }

    /** What objects ask of the store. */
    private final class Keeper implements StoredObject.Keeper {
        @Override
        public void used(StoredObject object) {
            population.use(object);
            memory.touch(object);
        }

        @Override
        public CompletableFuture<ByteBuf> load(StoredObject object) {
            return disk.load(object);
        }
    }
}
