package dev.slipway.store;

import dev.slipway.body.MemoryBudget;
import dev.slipway.store.StoredBody.Holder;
import io.netty.buffer.ByteBuf;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Everything that an object is in: indexes, population, memory, disk. Puts objects in everywhere and takes them out
 * everywhere, so that an object that is gone is nowhere, whatever happens at the same time: who puts one somewhere looks
 * afterwards whether it went meanwhile.
 */
final class Shelf implements StoredObject.Keeper {
    private final ObjectIndex index = new ObjectIndex();
    private final LabelIndex labels = new LabelIndex();
    private final LongAdder evictions = new LongAdder();
    private final MemoryBudget budget;
    private final MemoryTier memory;
    private final Population population;
    private final Purges purges;
    private Disk disk = new NoDisk(); // set once, before others see this
    private volatile boolean closed;

    /**
     * @param sequence the latest purge's of earlier processes
     * @param backed whether there will be a disk
     */
    Shelf(StoreConfig config, long sequence, boolean backed) {
        this.budget = new MemoryBudget(config.memoryBytes());
        this.memory = new MemoryTier(budget, backed, (object, body) -> drop(object, body, Holder.TIER));
        this.population = new Population(config.headBytes());
        this.purges = new Purges(index, labels, sequence, this::clear);
    }

    void connect(Disk behind) {
        disk = behind;
    }

    ObjectIndex index() {
        return index;
    }

    MemoryBudget budget() {
        return budget;
    }

    MemoryTier memory() {
        return memory;
    }

    Population population() {
        return population;
    }

    Purges purges() {
        return purges;
    }

    /** How many objects went because heads took too much. */
    long evictions() {
        return evictions.sum();
    }

    @Nullable
    ByteBuf allocate(int bytes) {
        return memory.allocate(bytes);
    }

    /** Lets a response be found whose bytes are in memory; false when it is not stored, or went at once. */
    boolean admit(StoredObject object) {
        StoredBody body = object.content();
        List<StoredObject> displaced = announce(object) ? index.publish(object) : null;
        if (displaced == null) {
            refuse(object);
            return false;
        }
        displaced.forEach(this::remove);
        population.add(object);
        disk.write(object, body);
        keep(object, body);
        finish(object);
        drop(object, body, Holder.INSERT);
        return !object.isGone();
    }

    /** Lets an object be found that an earlier process has left on disk; not where something younger is here. */
    void restore(StoredObject object) {
        List<StoredObject> displaced = !closed && announce(object) ? index.restore(object) : null;
        if (displaced == null) {
            refuse(object);
            return;
        }
        displaced.forEach(this::remove);
        population.add(object);
        finish(object);
    }

    private boolean announce(StoredObject object) {
        ObjectHead head = object.head();
        index.announce(object);
        labels.add(object, head.labels());
        return !purges.anySince(object.sequence(), head);
    }

    private void refuse(StoredObject object) {
        object.retire();
        clear(object);
        object.content().drop(Holder.INSERT);
    }

    private void finish(StoredObject object) {
        if (object.isGone() || closed) {
            clear(object); // it went before it was everywhere
        }
        while (population.isTooLarge()) {
            StoredObject least = population.leastWorth(any -> true);
            if (least == null) {
                return;
            }
            evictions.increment();
            remove(least);
            population.remove(least);
        }
    }

    /** Gives an object the response and labels of a validation; false when it is gone or was purged since. */
    boolean validate(StoredObject object, ObjectHead head, long started) {
        synchronized (object) {
            ObjectHead before = object.head();
            labels.add(object, head.labels());
            boolean purged = purges.anySince(started, head) || purges.anySince(started, before);
            if (purged || !object.validate(head, started)) {
                labels.remove(object, without(head.labels(), object.isGone() ? Set.of() : before.labels()));
                return false;
            }
            labels.remove(object, without(before.labels(), head.labels()));
            if (object.isGone()) {
                labels.remove(object, head.labels());
            }
        }
        population.weigh(object);
        disk.saveHead(object);
        return true;
    }

    /** Replaces an object's body by one with more forms, which {@link Holder#INSERT} holds. */
    void reform(StoredObject object, ObjectHead head, StoredBody longer) {
        StoredBody shorter;
        synchronized (object) {
            shorter = object.content();
            object.content(longer);
            object.reform(head);
        }
        disk.write(object, longer);
        keep(object, longer);
        memory.remove(object, shorter);
        disk.forget(shorter);
        finish(object);
        drop(object, longer, Holder.INSERT);
    }

    /** Removes an object, wherever it is. */
    void remove(StoredObject object) {
        if (object.retire()) {
            clear(object);
        }
    }

    /** Removes an object whose bytes are nowhere any more. */
    void removeIfLost(StoredObject object, StoredBody body) {
        if (!closed && object.has(body) && body.isLost()) {
            remove(object);
        }
    }

    /** Keeps a body in memory, if it fits and is still the object's. */
    void keep(StoredObject object, StoredBody body) {
        memory.put(object, body);
        if (!object.has(body) || closed) {
            memory.remove(object, body);
        }
    }

    /** Lets a holder of a body go; an object whose bytes are nowhere any more is removed. */
    void drop(StoredObject object, StoredBody body, Holder holder) {
        if (body.drop(holder)) {
            object.unprepare();
            removeIfLost(object, body);
        }
    }

    /** The object that is worth least among those on disk, or null where there is none. */
    @Nullable
    StoredObject leastOnDisk() {
        return population.leastWorth(object -> object.content().isOnDisk());
    }

    void each(Consumer<StoredObject> action) {
        index.each(action);
    }

    /** Empties everything but the disk, which is closed already. */
    void close() {
        closed = true;
        disk.close();
        index.clear();
        labels.clear();
        memory.clear();
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public void used(StoredObject object) {
        population.use(object);
        memory.touch(object);
    }

    @Override
    public CompletableFuture<ByteBuf> load(StoredObject object) {
        return disk.load(object);
    }

    /** Takes an object that is gone out of everything; what is done twice is done once. */
    private void clear(StoredObject object) {
        StoredBody body;
        synchronized (object) {
            labels.remove(object, object.head().labels());
            body = object.content();
        }
        index.withdraw(object);
        population.remove(object);
        memory.remove(object, body);
        disk.forget(body);
    }

    private static Set<String> without(Set<String> all, Set<String> some) {
        Set<String> left = new HashSet<>(all);
        left.removeAll(some);
        return left;
    }
}
