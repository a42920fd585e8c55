package dev.slipway.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Policy;
import dev.slipway.body.MemoryBudget;
import dev.slipway.store.StoredBody.Holder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The bodies in memory. Caffeine chooses which stay; the budget says how many bytes there are in all, those included that
 * arrive or are being sent. What others hold is taken off what may stay, so that the whole never exceeds the budget.
 *
 * <p>Whoever stores or looks up evicts for others at times, under Caffeine's lock, on its own thread: a matter of
 * microseconds.
 */
final class MemoryTier {
    private static final int ATTEMPTS = 4;

    private final MemoryBudget budget;
    private final int largestKept;
    private final int largest;
    private final long share;
    private final long step;
    private final AtomicLong kept = new AtomicLong();
    private final LongAdder evictions = new LongAdder();
    private final Cache<StoredObject, StoredBody> bodies;
    private final Policy.Eviction<StoredObject, StoredBody> eviction;
    private volatile long maximum;

    /**
     * @param backed whether there is a disk, for which larger bodies than are kept here may be collected
     * @param left is told, perhaps under Caffeine's lock, when the tier held a body and holds it no more
     */
    MemoryTier(MemoryBudget budget, boolean backed, BiConsumer<StoredObject, StoredBody> left) {
        this.budget = budget;
        this.largestKept = (int) Math.min(Integer.MAX_VALUE, budget.limit() / 8);
        this.largest = (int) Math.min(Integer.MAX_VALUE, budget.limit() / (backed ? 4 : 8));
        this.share = budget.limit() - budget.limit() / 8;
        this.step = Math.max(1, budget.limit() / 64);
        this.maximum = share;
        this.bodies = Caffeine.newBuilder()
                .executor(Runnable::run)
                .maximumWeight(share)
                .<StoredObject, StoredBody>weigher((object, body) -> (int) body.length())
                .removalListener((object, body, cause) -> {
                    if (object != null && body != null) {
                        kept.addAndGet(-body.length());
                        if (cause.wasEvicted()) {
                            evictions.increment();
                        }
                        left.accept(object, body);
                    }
                })
                .build();
        this.eviction = bodies.policy().eviction().orElseThrow();
    }

    /** A buffer of exactly that capacity, the caller's; null when there is no room, or when it is too large ever. */
    @Nullable
    ByteBuf allocate(int bytes) {
        if (bytes > largest) {
            return null;
        }
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            ByteBuf buffer = budget.allocate(bytes);
            if (buffer != null) {
                return buffer;
            }
            makeRoom(bytes);
        }
        return null;
    }

    /**
     * The readable bytes in memory that is counted, with not much of it wasted: the same buffer, or a copy. Takes over the
     * reference; null, with the reference released, when there is no room for a copy.
     */
    @Nullable
    ByteBuf adopt(ByteBuf body) {
        if (budget.fits(body)) {
            return body;
        }
        try {
            int length = body.readableBytes();
            ByteBuf copy = length == 0 ? Unpooled.EMPTY_BUFFER : allocate(length);
            return copy == null ? null : copy.writeBytes(body);
        } finally {
            body.release();
        }
    }

    /** Keeps a body that is in memory, unless it is too large. */
    void put(StoredObject object, StoredBody body) {
        if (body.length() > largestKept || !body.hold(Holder.TIER)) {
            return;
        }
        kept.addAndGet(body.length());
        adjust();
        bodies.put(object, body);
    }

    /** Counts a use. */
    void touch(StoredObject object) {
        var unused = bodies.getIfPresent(object);
    }

    /** Lets a body go. */
    void remove(StoredObject object, StoredBody body) {
        bodies.asMap().remove(object, body);
    }

    void clear() {
        bodies.invalidateAll();
        bodies.cleanUp();
    }

    /** How many bodies are kept, roughly. */
    long size() {
        return bodies.estimatedSize();
    }

    long evictions() {
        return evictions.sum();
    }

    /** Evicts what is worth least, for an allocation that found no room. */
    private void makeRoom(int bytes) {
        long shortage = bytes - budget.free();
        if (shortage > 0) {
            limit(Math.max(0, kept.get() - Math.max(shortage, step)));
        }
    }

    /** Lets the tier grow again when others have given back what they held. */
    private void adjust() {
        long fitting = Math.min(share, budget.limit() - Math.max(0, budget.used() - kept.get()));
        if (fitting > maximum + step || (fitting == share && maximum < share)) {
            limit(fitting);
        }
    }

    private void limit(long bytes) {
        maximum = bytes;
        eviction.setMaximum(bytes);
    }
}
