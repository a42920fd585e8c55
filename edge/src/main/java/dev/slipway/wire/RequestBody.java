package dev.slipway.wire;

import dev.slipway.body.BodySink;
import dev.slipway.body.BodyStream;
import dev.slipway.http.ChunkedDecoder;
import dev.slipway.http.Fields;
import dev.slipway.http.Refused;
import dev.slipway.http.RequestFraming;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The body of one HTTP/1.1 request: takes its bytes from the connection's input as its sink has room, and leaves the rest
 * there, so that a slow app slows its client and nobody's memory grows.
 */
final class RequestBody implements BodyStream {
    private final Http1Connection connection;
    private final @Nullable ChunkedDecoder chunked;
    private final long mostBytes;
    private boolean continueDue;
    private long remaining;
    private long received;
    private @Nullable BodySink sink;
    private boolean paused;
    private boolean ended;
    private boolean cancelled;

    RequestBody(Http1Connection connection, RequestFraming framing, long mostBytes) {
        this(connection, framing, mostBytes, false);
    }

    private RequestBody(Http1Connection connection, RequestFraming framing, long mostBytes, boolean tunnel) {
        this.connection = connection;
        this.chunked = framing.bodyLength() == RequestFraming.CHUNKED ? new ChunkedDecoder() : null;
        this.remaining = tunnel ? Long.MAX_VALUE : framing.bodyLength();
        this.continueDue = !tunnel && framing.expectsContinue();
        this.mostBytes = mostBytes;
    }

    /** What a client sends once its connection is a tunnel: raw, without end but that of the connection. */
    static RequestBody tunnel(Http1Connection connection, RequestFraming framing) {
        return new RequestBody(connection, framing, Long.MAX_VALUE, true);
    }

    /** The client has closed its side of the tunnel. */
    void endOfTunnel() {
        if (!ended) {
            end();
        }
    }

    /** Whether the last byte has been read. */
    boolean isEnded() {
        return ended;
    }

    /** Whether somebody waits for more of it. */
    boolean isWanted() {
        return sink != null && !paused && !ended && !cancelled;
    }

    /** Whether the client still waits for 100 (Continue) and has, if it is honest, sent nothing. */
    boolean isContinueDue() {
        return continueDue;
    }

    /** How many bytes are known to be left, or a large number where that is not known. */
    long left() {
        return chunked == null ? remaining : Long.MAX_VALUE;
    }

    @Override
    public void start(BodySink to) {
        sink = to;
        if (continueDue) {
            continueDue = false;
            connection.writeContinue();
        }
        connection.bodyWanted();
    }

    @Override
    public void resume() {
        paused = false;
        connection.bodyWanted();
    }

    @Override
    public void cancel() {
        cancelled = true;
    }

    /** Reads on without a sink: the answer came early and what is left is little. */
    void discardRest() {
        cancelled = true;
        sink = null;
    }

    /**
     * Takes what it can from the input.
     *
     * @throws Refused where the framing is broken or the body is too large
     */
    void feed(ByteBuf input) throws Refused {
        ChunkedDecoder decoder = chunked;
        while (!ended && (cancelled || isWanted())) {
            boolean more = decoder == null ? feedByLength(input) : feedByChunk(decoder, input);
            if (!more) {
                return;
            }
        }
    }

    private boolean feedByLength(ByteBuf input) throws Refused {
        if (remaining > 0 && !input.isReadable()) {
            return false;
        }
        int length = (int) Math.min(remaining, input.readableBytes());
        remaining -= length;
        if (length > 0) {
            deliver(input.readRetainedSlice(length));
        }
        if (remaining == 0) {
            end();
        }
        return true;
    }

    private boolean feedByChunk(ChunkedDecoder decoder, ByteBuf input) throws Refused {
        ByteBuffer view = input.nioBuffer();
        ChunkedDecoder.Step step = decoder.next(view);
        input.skipBytes(view.position());
        return switch (step) {
            case DATA -> {
                deliver(input.readRetainedSlice(decoder.dataLength()));
                yield true;
            }
            case MORE -> false;
            case END -> {
                end();
                yield true;
            }
            case MALFORMED -> throw new Refused(400, "bad-chunk");
        };
    }

    private void deliver(ByteBuf bytes) throws Refused {
        received += bytes.readableBytes();
        BodySink to = sink;
        if (received > mostBytes) {
            bytes.release();
            throw new Refused(413, "body-too-large");
        }
        if (cancelled || to == null) {
            bytes.release();
            return;
        }
        paused = !to.data(bytes);
    }

    private void end() {
        ended = true;
        if (sink != null && !cancelled) {
            sink.end(Fields.EMPTY);
        }
    }

    /** Tells the sink that the rest will not come. */
    void fail(Throwable reason) {
        if (!ended && sink != null && !cancelled) {
            cancelled = true;
            sink.fail(reason);
        }
        ended = true;
    }
}
