package dev.slipway.cli;

/** The edge itself, which only {@code serve} and {@code demo} load. */
@FunctionalInterface
public interface Server {
    /**
     * Runs the edge until it is told to stop, by a signal or by {@link Running#stop}.
     *
     * @return the exit code
     */
    int serve(ServeOptions options);

    /** An edge that accepts traffic. */
    interface Running {
        /** Drains, then ends {@link Server#serve}; returns at once. */
        void stop();
    }
}
