package dev.slipway.wire;

import java.nio.channels.ClosedChannelException;

/** The client reset its stream, or closed the connection, before its request was whole. */
final class ClientGone extends ClosedChannelException {
    private static final long serialVersionUID = 1;

    /** Without a stack trace: it would cost more than everything else that a flood of resets makes us do. */
    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized") // there is nothing to guard
    public Throwable fillInStackTrace() {
        return this;
    }
}
