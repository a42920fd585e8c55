package dev.slipway.body;

/**
 * A body that arrives over time. Its owner starts it once with a sink; from then on it delivers until the sink pauses
 * it, ends or fails. Every call happens on the event loop of the exchange.
 */
public interface BodyStream {
    /** Begins delivery to that sink; called exactly once, unless {@link #cancel} came first. */
    void start(BodySink sink);

    /** Continues after {@link BodySink#data} returned false; without effect where it was not paused or has ended. */
    void resume();

    /** Gives the rest up; the sink hears no more. Harmless after the end. */
    void cancel();
}
