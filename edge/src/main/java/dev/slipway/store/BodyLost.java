package dev.slipway.store;

import java.io.IOException;

/** A body that cannot be had: evicted, purged, damaged, or without room in memory. A miss. */
public final class BodyLost extends IOException {
    private static final long serialVersionUID = 1;

    BodyLost(String message) {
        super(message);
    }

    BodyLost(String message, Throwable cause) {
        super(message, cause);
    }
}
