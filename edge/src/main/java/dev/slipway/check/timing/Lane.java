package dev.slipway.check.timing;

/** One connection that takes requests, as many at once as its protocol allows. On the event loop only. */
interface Lane {
    /** Whether it takes another request now. */
    boolean isFree();

    /** Sends the request; {@code end} hears of its end exactly once. */
    void send(End end);

    void close();

    /** The end of one exchange. */
    interface End {
        /**
         * @param problem null where the answer came whole with a 2xx or 3xx
         * @param bytes of its body
         */
        void ended(@org.jspecify.annotations.Nullable String problem, long bytes);
    }

    /** Who hears that a lane has opened, has room again, or is gone. */
    interface Owner {
        void free(Lane lane);

        void gone(Lane lane, String why);
    }
}
