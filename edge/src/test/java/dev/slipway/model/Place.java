package dev.slipway.model;

import org.jspecify.annotations.Nullable;

/** Where a walk takes place: an edge with clients and an app, all of which tell the {@link Tale}. */
interface Place extends AutoCloseable {
    long millis();

    /** Moves the clock on the wall, back too. */
    void move(long byMillis);

    /** The rules that hold for a target now. */
    Ask.Route route(String target);

    /**
     * Sends a request; its answer is judged when it comes.
     *
     * @param required what has to answer it without the app, or null
     */
    void send(Ask ask, @Nullable Kept required);

    /** Lets everything happen that happens by itself. */
    void settle();

    /** Goes on with something that waits for a later step; false where nothing does. */
    boolean goOn();

    /** A client leaves who waits. */
    void leave();

    void purge(String kind, String value, String environment, boolean hard);

    /** Makes one route's policy another, as an activation does: first the pointer, then the purge of what changed. */
    void activate(int route, Policy policy);

    boolean isOnDisk();

    /** Ends the edge and begins another on the same disk. */
    void restart();

    /** Lets go of what is over; those who still wait are counted. */
    int forget(long olderThanStep);

    @Override
    void close();
}
