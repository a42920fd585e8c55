package dev.slipway.wire;

import io.netty.channel.Channel;
import java.util.ArrayDeque;

/**
 * The order in which the streams of a connection send their bodies: a frame each, in turns, and no more than the client's
 * window (RFC 9113 §5.2) and the connection take.
 */
final class Http2Sender {
    private static final int FIRST_WINDOW = 65_535;

    private final Channel channel;
    private final Http2Guard guard;
    private final ArrayDeque<Http2Stream> ready = new ArrayDeque<>();
    private long window = FIRST_WINDOW;
    private boolean running;

    Http2Sender(Channel channel, Http2Guard guard) {
        this.channel = channel;
        this.guard = guard;
    }

    /** Lines a stream up that has bytes and a window for them; once, however often it is said. */
    void enlist(Http2Stream stream) {
        if (!stream.isEnlisted()) {
            stream.enlisted(true);
            ready.add(stream);
        }
    }

    /** The client has room for more on the connection. */
    void widen(int increment) throws Http2Error {
        window = Http2FrameDecoder.widened(window, increment, 0);
        run();
    }

    /**
     * Whether so many bytes may leave at once as a frame, because no other stream waits for its turn; they count as sent then. The
     * window of the stream is the caller's to know.
     */
    boolean passes(int bytes) {
        if (running
                || !ready.isEmpty()
                || bytes > window
                || bytes > Http2FrameDecoder.FRAME_BYTES
                || !channel.isWritable()) {
            return false;
        }
        window -= bytes;
        guard.sentData();
        return true;
    }

    /** Sends what may be sent now, unflushed. */
    void run() {
        if (running) {
            return;
        }
        running = true;
        try {
            while (window > 0 && channel.isWritable() && !ready.isEmpty()) {
                Http2Stream next = ready.remove();
                next.enlisted(false);
                int sent = next.sendFrame((int) Math.min(Http2FrameDecoder.FRAME_BYTES, window));
                window -= sent;
                if (sent > 0) {
                    guard.sentData();
                }
            }
        } finally {
            running = false;
        }
    }
}
