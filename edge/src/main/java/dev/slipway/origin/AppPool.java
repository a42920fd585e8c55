package dev.slipway.origin;

import java.util.List;

/**
 * A pool of processes of the app: picks one for each request, keeps connections, watches their health.
 *
 * <p>{@link #send} belongs to event loops; the rest may be called from any thread.
 */
public interface AppPool extends AutoCloseable {
    /**
     * Sends a request and delivers its answer, all on the event loop that the request names. Exactly one of
     * {@link AppAnswer#head} and {@link AppAnswer#failed} ends the wait. An address that refuses the connection is
     * passed over for the next; a pooled connection that turns out closed before a byte of the response is tried once
     * more on a fresh one, for safe methods without a body only.
     */
    Call send(AppRequest request, AppAnswer answer);

    /** Each address and how it does, in configured order. */
    List<AddressHealth> health();

    /** Ends the health checks and closes idle connections; what runs goes on. */
    @Override
    void close();

    /** A request under way. */
    interface Call {
        /** Gives it up and closes its connection; the answer hears no more. Harmless after the end. */
        void cancel();
    }

    /**
     * How one address does.
     *
     * @param address as configured
     * @param healthy whether requests go to it
     * @param detail why not, or the last check's outcome
     */
    record AddressHealth(String address, boolean healthy, String detail) {}
}
