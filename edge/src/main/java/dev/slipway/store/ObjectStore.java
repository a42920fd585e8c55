package dev.slipway.store;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
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
    private final Shelf shelf;
    private final Disk disk;
    private final Executor blocking;
    private final AtomicLong numbers;
    private final LongAdder noRoom = new LongAdder();
    private final LongAdder outdated = new LongAdder();
    private final LongAdder purges = new LongAdder();
    private final LongAdder invalidations = new LongAdder();

    private ObjectStore(Shelf shelf, Disk disk, Executor blocking, long number) {
        this.shelf = shelf;
        this.disk = disk;
        this.blocking = blocking;
        this.numbers = new AtomicLong(number);
    }

    /**
     * Opens a store. What an earlier process has left is found little by little, each object when every purge of it is
     * applied; see {@link #restored()}.
     *
     * @throws IOException where the folder is no folder; whatever else is wrong with the disk costs the disk only
     */
    public static ObjectStore open(StoreConfig config) throws IOException {
        if (config.folder() == null) {
            return new ObjectStore(new Shelf(config, 0, false), new NoDisk(), config.blocking(), 0);
        }
        Complaints complaints = new Complaints(config.clock());
        FolderMark mark = new FolderMark(config.folder(), config.bootId());
        DiskOpening.Opened opened = DiskOpening.open(config.folder(), mark, complaints);
        if (opened == null) {
            Disk unusable = new NoDisk.Unusable(mark, complaints);
            return new ObjectStore(new Shelf(config, 0, false), unusable, config.blocking(), 0);
        }
        Shelf shelf = new Shelf(config, opened.sequence(), true);
        DiskTier disk = new DiskTier(opened, config, shelf);
        shelf.connect(disk);
        disk.restore();
        return new ObjectStore(shelf, disk, config.blocking(), opened.number());
    }

    /**
     * Whether nothing under that key can have been purged or invalidated since then; false where nobody knows. A request
     * may share a fetch that began then only if so.
     */
    public boolean isCurrent(String key, long startedSequence) {
        return shelf.purges().isCurrent(key, startedSequence);
    }

    /** What is stored under the key, newest first; an immutable snapshot. Takes no lock. */
    public List<StoredObject> find(String key) {
        return shelf.index().find(key);
    }

    /** The latest purge's place in their order; to be read before a fetch begins. Rises over restarts too. */
    public long sequence() {
        return shelf.purges().sequence();
    }

    /**
     * A buffer for a body, off-heap, of that capacity and no more, which the caller releases or hands to {@link #insert};
     * null when there is no room: then nothing is stored. Counts until its last reference is released.
     */
    public @Nullable ByteBuf allocate(int bytes) {
        ByteBuf buffer = shelf.allocate(bytes);
        if (buffer == null) {
            noRoom.increment();
        }
        return buffer;
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
        StoredBody content = adopt(head, body);
        if (content == null) {
            return null;
        }
        StoredObject object = new StoredObject(shelf, head, content, startedSequence, 0, numbers.incrementAndGet());
        if (shelf.admit(object)) {
            return object;
        }
        outdated.increment();
        return null;
    }

    /**
     * Gives an object the head of a validation: it is good again, with the same body.
     *
     * @param head its response and labels; the forms stay what they are
     * @param startedSequence what {@link #sequence()} was when the validation began
     * @return false, with nothing changed, when the object is gone or was purged since then
     */
    public boolean update(StoredObject object, ObjectHead head, long startedSequence) {
        return shelf.population().allows(head) && shelf.validate(object, head, startedSequence);
    }

    /**
     * Adds compressed forms to an object, where there is room; its response and labels stay what they are.
     *
     * @param head with all forms
     * @param body all forms, those that were there before first; one reference, taken over in every case
     */
    public void addForms(StoredObject object, ObjectHead head, ByteBuf body) {
        StoredBody longer = adopt(head, body);
        if (longer != null) {
            shelf.reform(object, head, longer);
        }
    }

    private @Nullable StoredBody adopt(ObjectHead head, ByteBuf body) {
        if (head.bodyLength() != body.readableBytes()) {
            body.release();
            throw new IllegalArgumentException("the forms of " + head.key() + " have " + head.bodyLength()
                    + " bytes, but the body " + body.readableBytes());
        }
        if (shelf.isClosed() || !shelf.population().allows(head)) {
            body.release();
            return null;
        }
        ByteBuf bytes = shelf.memory().adopt(body);
        if (bytes == null) {
            noRoom.increment();
            return null;
        }
        return StoredBody.inMemory(bytes);
    }

    /** Removes an object, wherever it is. */
    public void remove(StoredObject object) {
        shelf.remove(object);
    }

    /**
     * Purges. When this returns, nothing older that matches is found, here or after a restart. May block on the disk.
     *
     * @param mode soft or hard; responses that are being fetched are not stored after either
     */
    public PurgeResult purge(List<Selector> selectors, Mode mode) {
        purges.increment();
        PurgeResult result = shelf.purges().purge(selectors, mode);
        boolean durable = disk.record(result.sequence(), mode, selectors);
        return new PurgeResult(result.sequence(), result.matched(), result.sampleKeys(), durable);
    }

    /** What a purge would match now: a dry run. */
    public PurgeResult match(List<Selector> selectors) {
        return shelf.purges().match(selectors);
    }

    /** Makes invalid what is stored under these keys, for an unsafe request; as a soft purge, and never blocking. */
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
        invalidations.increment();
        List<Selector> selectors = new ArrayList<>(keys.size() + labels.size());
        keys.forEach(key -> selectors.add(new Selector.Key(key)));
        labels.forEach(label -> selectors.add(new Selector.Label(label)));
        Purges.Invalidated done = shelf.purges().invalidate(selectors);
        if (done.rest().isEmpty()) {
            disk.recordLater(done.sequence(), selectors, done.known());
        } else {
            blocking.execute(() -> {
                done.finish();
                disk.recordLater(done.sequence(), selectors, done.known());
            });
        }
    }

    /** Completes when everything that an earlier process has left is found; on a thread that may block. */
    public CompletableFuture<Void> restored() {
        return disk.restored();
    }

    /** What it holds and has done. */
    public StoreStats stats() {
        Disk.Counts counts = disk.counts();
        Population population = shelf.population();
        return new StoreStats(
                shelf.index().size(),
                population.size(),
                shelf.memory().size(),
                counts.files(),
                population.heapBytes(),
                population.budget(),
                shelf.budget().used(),
                shelf.budget().limit(),
                counts.bytes(),
                counts.budget(),
                shelf.memory().evictions(),
                shelf.evictions(),
                counts.evictions(),
                noRoom.sum(),
                outdated.sum(),
                purges.sum(),
                invalidations.sum(),
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
        shelf.close();
    }
}
