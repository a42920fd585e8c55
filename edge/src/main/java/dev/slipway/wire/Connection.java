package dev.slipway.wire;

/** An open client connection, whichever version of HTTP it speaks; called on its event loop. */
interface Connection {
    /** Called now and then by the loop: ends what has waited too long. */
    void checkDeadlines(long nowNanos);

    /** Takes no more requests after those under way; closes at once where there are none. */
    void drain();

    /** Closes now: a client in the middle of an answer sees it cut short. */
    void abort();
}
