package dev.slipway.wire;

import dev.slipway.body.BodySink;
import dev.slipway.body.BodyStream;
import dev.slipway.http.Fields;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The body of one request. What its receiver has no room for waits here, as much as the stream's window lets the client send;
 * windows are widened again as bytes are taken, so that a slow app slows its client and nobody's memory grows.
 */
final class Http2Upload implements BodyStream {
    /** SETTINGS_INITIAL_WINDOW_SIZE: what one stream may have waiting here. */
    static final int WINDOW_BYTES = 256 << 10;

    /** Waiting bytes are copied together: otherwise each tiny frame would cost many times its size. */
    private static final int PIECE_BYTES = 16 << 10;

    private final Http2Stream stream;
    private final ArrayDeque<ByteBuf> waiting = new ArrayDeque<>(2);
    private @Nullable BodySink sink;
    private int window = WINDOW_BYTES;
    private int credit;
    private boolean continueDue;
    private boolean paused;
    private boolean delivering;
    private boolean ended;
    private boolean over;

    Http2Upload(Http2Stream stream, boolean continueDue) {
        this.stream = stream;
        this.continueDue = continueDue;
    }

    /** Whether the next thing to happen is that the client sends more. */
    boolean isAwaited() {
        return sink != null && !paused && !ended && !over && waiting.isEmpty();
    }

    @Override
    public void start(BodySink to) {
        sink = to;
        stream.progress();
        if (continueDue && !ended) {
            continueDue = false;
            stream.proceed();
        }
        deliver();
    }

    @Override
    public void resume() {
        paused = false;
        stream.progress();
        deliver();
    }

    @Override
    public void cancel() {
        drop();
    }

    /** Takes a frame's bytes, which stay the caller's; false where the client had no window for them. */
    boolean arrived(ByteBuf payload, int flowBytes) {
        window -= flowBytes;
        if (window < 0) {
            return false;
        }
        if (over) {
            consumed(flowBytes);
            return true;
        }
        consumed(flowBytes - payload.readableBytes());
        if (payload.isReadable()) {
            if (isAwaited() && !delivering) {
                pass(payload.retainedSlice());
            } else {
                keep(payload);
            }
        }
        return true;
    }

    private void keep(ByteBuf payload) {
        ByteBuf last = waiting.peekLast();
        if (last == null || last.writableBytes() < payload.readableBytes()) {
            last = stream.buffers().directBuffer(Math.max(PIECE_BYTES, payload.readableBytes()));
            waiting.add(last);
        }
        last.writeBytes(payload, payload.readerIndex(), payload.readableBytes());
    }

    /** The client has sent all of it. */
    void end() {
        ended = true;
        deliver();
    }

    private void deliver() {
        if (delivering) {
            return;
        }
        delivering = true;
        while (sink != null && !paused && !over && !waiting.isEmpty()) {
            pass(waiting.remove());
        }
        delivering = false;
        BodySink to = sink;
        if (ended && !over && !paused && to != null && waiting.isEmpty()) {
            over = true;
            to.end(Fields.EMPTY);
        }
    }

    private void pass(ByteBuf bytes) {
        BodySink to = java.util.Objects.requireNonNull(sink);
        int length = bytes.readableBytes();
        paused = !to.data(bytes);
        consumed(length);
    }

    /** Gives the client back what was taken, half a window at a time. */
    private void consumed(int bytes) {
        stream.consumed(bytes);
        credit += bytes;
        if (credit >= WINDOW_BYTES / 2 && !ended && !over) {
            window += credit;
            stream.widenTheirs(credit);
            credit = 0;
        }
    }

    /** Lets go of what waits: nobody wants the rest. */
    void drop() {
        over = true;
        for (ByteBuf bytes; (bytes = waiting.poll()) != null; ) {
            int length = bytes.readableBytes();
            bytes.release();
            stream.consumed(length);
        }
    }

    /** Tells the receiver that the rest will not come. */
    void fail(Throwable reason) {
        BodySink to = sink;
        boolean told = over;
        drop();
        if (!told && to != null) {
            to.fail(reason);
        }
    }
}
