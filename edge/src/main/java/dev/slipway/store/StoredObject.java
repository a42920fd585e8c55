package dev.slipway.store;

import dev.slipway.cache.Reuse.Standing;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One stored response of the app: a variant of a key's object. Compared by identity; for any thread.
 *
 * <p>Read the head first, then the body: a body may get more forms at its end, so that what an older head says of it stays
 * true, but not the other way round.
 */
public final class StoredObject {
    /** The life of an object; it never goes back. */
    enum Life {
        /** In the indexes, for purges to see; not yet for those who look for it. */
        PENDING,
        LIVE,
        GONE
    }

    /**
     * What changes over an object's life, swapped whole.
     *
     * @param sequence of purges when the fetch or the latest validation began
     * @param purged the latest purge or invalidation that meant it, or 0
     * @param invalidated the latest invalidation, or 0; what a restart leaves of it is a purge
     */
    record State(ObjectHead head, long sequence, long purged, long invalidated, Life life) {
        State with(Life next) {
            return new State(head, sequence, purged, invalidated, next);
        }

        State with(ObjectHead next, long since) {
            return new State(next, since, purged, invalidated, life);
        }
    }

    /** Something kept ready, and what it was made from. */
    private record Prepared(ObjectHead head, StoredBody body, Object value) {}

    /** What an object asks of the store that keeps it. */
    interface Keeper {
        void used(StoredObject object);

        CompletableFuture<ByteBuf> load(StoredObject object);
    }

    private final Keeper keeper;
    private final long number;
    private final int hash;
    private final AtomicReference<State> state;
    private volatile StoredBody content;
    private volatile @Nullable Prepared prepared;

    /** Where it stands in its {@link Population}, and what it is worth there; the population's alone. */
    final Standpoint standpoint = new Standpoint();

    /**
     * A response that is not to be found yet.
     *
     * @param number unique, rising: the younger of two has the greater
     * @param sequence of purges when its fetch began
     */
    StoredObject(Keeper keeper, ObjectHead head, StoredBody content, long sequence, long purged, long number) {
        this.keeper = keeper;
        this.number = number;
        this.hash = head.key().hashCode() * 31 + head.response().selection().hashCode();
        this.content = content;
        this.state = new AtomicReference<>(new State(head, sequence, purged, 0, Life.PENDING));
    }

    /** Replaced as a whole by a validation. */
    public ObjectHead head() {
        return state.get().head();
    }

    /** What became of it by a soft purge or an invalidation, until a validation that began later. */
    public Standing standing() {
        State now = state.get();
        if (now.invalidated() > now.sequence()) {
            return Standing.INVALID;
        }
        return now.purged() > now.sequence() ? Standing.PURGED : Standing.GOOD;
    }

    /** The length of all forms together, in bytes. */
    public long bodyLength() {
        return content.length();
    }

    /**
     * All forms of the body, not to be written to, with a reference that the caller releases; null when they are not in
     * memory: then load.
     */
    public @Nullable ByteBuf body() {
        return content.retained();
    }

    /**
     * All forms of the body, read from disk and verified where they are not in memory. Whoever calls this releases what the
     * future brings, even when nobody wants it any more. Completes on the thread that read; fails with {@link BodyLost}
     * when the body is gone or damaged, and then the object is gone too, or when there is no room for it in memory.
     */
    public CompletableFuture<ByteBuf> load() {
        ByteBuf present = body();
        return present != null ? CompletableFuture.completedFuture(present) : keeper.load(this);
    }

    /** What was kept ready for the head and body as they are now, or null. */
    public @Nullable Object prepared() {
        Prepared ready = prepared;
        return ready != null && ready.head() == head() && ready.body() == content ? ready.value() : null;
    }

    /** Keeps something ready that was made from the head as it is now; gone when head or body change or leave memory. */
    public void prepared(@Nullable Object value) {
        prepare(head(), value);
    }

    /** The same for something that was made from a head that may have been replaced since: then it is not kept. */
    public void prepare(ObjectHead madeFrom, @Nullable Object value) {
        StoredBody body = content;
        prepared = value == null ? null : new Prepared(madeFrom, body, value);
        if (!body.isInMemory()) {
            prepared = null;
        }
    }

    /** Whether its body is in memory. */
    public boolean isInMemory() {
        return content().isInMemory();
    }

    /** Counts a use. */
    public void hit() {
        keeper.used(this);
    }

    long number() {
        return number;
    }

    StoredBody content() {
        return content;
    }

    void content(StoredBody longer) {
        content = longer;
    }

    void unprepare() {
        prepared = null;
    }

    /** All that changes, as it is now. */
    State state() {
        return state.get();
    }

    /** Whether that is its body, and it is not gone. */
    @SuppressWarnings("ReferenceEquality")
    boolean has(StoredBody body) {
        return content == body && !isGone();
    }

    /** The sequence of purges when its fetch or latest validation began. */
    long sequence() {
        return state.get().sequence();
    }

    /** The latest purge that meant it, or 0. */
    long purged() {
        return state.get().purged();
    }

    boolean isGone() {
        return state.get().life() == Life.GONE;
    }

    boolean isLive() {
        return state.get().life() == Life.LIVE;
    }

    /** Makes it one that may be found; false when it went while it was pending. */
    boolean publish() {
        State now = state.get();
        return now.life() == Life.PENDING && state.compareAndSet(now, now.with(Life.LIVE));
    }

    /** Ends its life; whether it lived. */
    boolean retire() {
        State before = state.getAndUpdate(now -> now.with(Life.GONE));
        return before.life() != Life.GONE;
    }

    /** Whether a purge with that sequence means it, as far as time goes. */
    boolean isOlderThan(long purge) {
        State now = state.get();
        return now.life() == Life.LIVE && now.sequence() < purge;
    }

    /**
     * Suffers a purge. One that is pending is not found after either mode.
     *
     * @return whether it was live, older than the purge, and not yet met by it; after {@link Mode#HARD} it is gone, and the
     *     caller takes it out of the store
     */
    boolean suffer(long purge, Mode mode) {
        return suffer(purge, mode, false);
    }

    /** Suffers an invalidation: as a soft purge, and nothing but a validation lets it be used again (RFC 9111 §4.4). */
    boolean invalidate(long purge) {
        return suffer(purge, Mode.SOFT, true);
    }

    private boolean suffer(long purge, Mode mode, boolean invalidation) {
        while (true) {
            State now = state.get();
            if (now.life() == Life.GONE || now.sequence() >= purge || now.purged() == purge) {
                return false;
            }
            boolean stays = now.life() == Life.LIVE && mode == Mode.SOFT;
            long latest = Math.max(now.purged(), purge);
            long invalidated = invalidation ? Math.max(now.invalidated(), purge) : now.invalidated();
            Life life = stays ? Life.LIVE : Life.GONE;
            State next = new State(now.head(), now.sequence(), latest, invalidated, life);
            if (state.compareAndSet(now, next)) {
                return now.life() == Life.LIVE;
            }
        }
    }

    /**
     * Gets response and labels of a validation that began at that sequence; false when it is gone or was purged since. The
     * forms stay: the body does.
     */
    boolean validate(ObjectHead head, long started) {
        while (true) {
            State now = state.get();
            if (now.life() != Life.LIVE || now.purged() > started) {
                return false;
            }
            ObjectHead valid = new ObjectHead(
                    now.head().key(), head.response(), head.labels(), now.head().forms());
            long sequence = Math.max(now.sequence(), started);
            if (state.compareAndSet(now, now.with(valid, sequence))) {
                prepared = null;
                return true;
            }
        }
    }

    /** Replaces what the head says of the body; false when it is gone. */
    boolean reform(ObjectHead withForms) {
        while (true) {
            State now = state.get();
            if (now.life() != Life.LIVE) {
                return false;
            }
            ObjectHead was = now.head();
            ObjectHead head = new ObjectHead(was.key(), was.response(), was.labels(), withForms.forms());
            if (state.compareAndSet(now, now.with(head, now.sequence()))) {
                prepared = null;
                return true;
            }
        }
    }

    /** The same for each response to the same requests: what was used often is known again after it was fetched anew. */
    @Override
    @SuppressWarnings("EqualsHashCode") // compared by identity all the same; see above
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return "object " + number + " of " + head().key();
    }
}
