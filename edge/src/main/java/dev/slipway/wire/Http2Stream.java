package dev.slipway.wire;

import dev.slipway.body.Body;
import dev.slipway.body.BodySink;
import dev.slipway.body.BodyStream;
import dev.slipway.body.FileStream;
import dev.slipway.exchange.Answer;
import dev.slipway.exchange.Responder;
import dev.slipway.http.Fields;
import dev.slipway.http.Http2Request;
import dev.slipway.http.PreparedHead;
import dev.slipway.http.Refused;
import dev.slipway.http.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** One request and its answer on an HTTP/2 connection (RFC 9113 §5.1, §8.1). */
final class Http2Stream implements Responder {
    /** Above this a body that arrives in pieces waits until the client has taken them. */
    private static final int HIGH_BYTES = 64 << 10;

    private static final ResponseHead CONTINUE = new ResponseHead(100, Fields.EMPTY);

    private final Http2Connection connection;
    private final int id;
    private final @Nullable Http2Upload upload;
    private final long announced;
    private final boolean tunnel;
    private @Nullable ArrayDeque<ByteBuf> pending;
    private int pendingBytes;
    private long window;
    private boolean enlisted;
    private long received;
    private boolean remoteEnded;
    private @Nullable Runnable giveUp;
    private @Nullable Answer answer;
    private @Nullable BodyStream source;
    private boolean sourcePaused;
    private boolean ending;
    private boolean ended;
    private boolean closed;
    private long sent;
    private long progressNanos;

    /**
     * @param window what the client takes at first
     * @param end whether the request came without a body
     */
    Http2Stream(Http2Connection connection, int id, Http2Request request, long window, boolean end) {
        this.connection = connection;
        this.id = id;
        this.announced = request.contentLength();
        this.tunnel = request.protocol() != null;
        this.window = window;
        this.remoteEnded = end;
        this.upload = end ? null : new Http2Upload(this, request.expectsContinue());
        this.progressNanos = connection.loop.nanos();
    }

    int id() {
        return id;
    }

    /** The body of the request, or null where it came without one. */
    @Nullable
    Http2Upload upload() {
        return upload;
    }

    /** Whether it waits for its answer still. */
    boolean isUnanswered() {
        return answer == null && !closed;
    }

    boolean isRemoteEnded() {
        return remoteEnded;
    }

    ByteBufAllocator buffers() {
        return connection.channel.alloc();
    }

    // --- what comes

    /** Takes a frame of the body, whose bytes stay the caller's. */
    void data(ByteBuf payload, int flowBytes, boolean end) throws Http2Error {
        progress();
        received += payload.readableBytes();
        if (announced >= 0 && (received > announced || end && received < announced)) {
            connection.consumed(flowBytes);
            throw Http2Error.stream(id, Http2Code.PROTOCOL_ERROR, "h2-content-length");
        }
        if (upload == null || !upload.arrived(payload, flowBytes)) {
            connection.consumed(flowBytes);
            throw Http2Error.stream(id, Http2Code.FLOW_CONTROL_ERROR, "h2-window-exceeded");
        }
        if (!tunnel && received > connection.loop.limits().requestBodyBytes()) {
            refuse(new Refused(413, "body-too-large"));
        } else if (end) {
            endRemote();
        }
    }

    /** The client has said all it has to say. */
    void endRemote() throws Http2Error {
        if (announced > 0 && received != announced) {
            throw Http2Error.stream(id, Http2Code.PROTOCOL_ERROR, "h2-content-length");
        }
        remoteEnded = true;
        if (upload != null) {
            upload.end();
        }
    }

    /** The client takes more. */
    void widen(long increment) throws Http2Error {
        window = Http2FrameDecoder.widened(window, increment, id);
        if (pendingBytes > 0 && window > 0) {
            connection.sender.enlist(this);
        }
    }

    // --- what the upload says

    void progress() {
        progressNanos = connection.loop.nanos();
    }

    void consumed(int bytes) {
        connection.consumed(bytes);
    }

    void widenTheirs(int bytes) {
        connection.writer.windowUpdate(id, bytes);
        connection.flushSoon();
    }

    /** Writes 100 (Continue), unless the answer is on its way already. */
    void proceed() {
        interim(CONTINUE);
    }

    // --- what goes

    @Override
    public void onGone(Runnable give) {
        if (!ended) {
            giveUp = give;
        }
    }

    @Override
    public void interim(ResponseHead head) {
        if (answer == null && !closed) {
            connection.writer.interim(id, head);
            connection.flushSoon();
        }
    }

    @Override
    public void answer(Answer given) {
        if (answer != null || closed) {
            drop(given);
            return;
        }
        answer = given;
        progress();
        Body body = given.body();
        boolean none = body.length() == 0;
        connection.writer.head(id, tunnel ? withoutSwitch(given) : given, none);
        switch (body) {
            case Body.None nothing -> finish();
            case Body.Bytes bytes -> send(bytes.bytes());
            case Body.FilePart part -> {
                if (none) {
                    finish();
                } else {
                    FileStream file =
                            new FileStream(part, buffers(), connection.loop.blocking(), connection.channel.eventLoop());
                    pump(new Body.Streamed(file, part.length()));
                }
            }
            case Body.Streamed streamed -> {
                if (none) {
                    streamed.stream().cancel();
                    finish();
                } else {
                    pump(streamed);
                }
            }
        }
        connection.flushSoon();
    }

    /** RFC 8441 §5.1: where HTTP/1.1 says 101, an extended CONNECT is answered 200. */
    private static Answer withoutSwitch(Answer given) {
        if (given.head().status() != 101) {
            return given;
        }
        PreparedHead head = new PreparedHead(new ResponseHead(200, given.head().fields()), PreparedHead.NO_LENGTH);
        return new Answer(head, given.more(), given.body(), given.done());
    }

    private void send(ByteBuf bytes) {
        if (!bytes.isReadable()) {
            bytes.release();
            finish();
            return;
        }
        ending = true;
        int length = bytes.readableBytes();
        if (length > window || !connection.sender.passes(length)) {
            pend(bytes);
            return;
        }
        connection.writer.data(id, bytes, true);
        window -= length;
        sent += length;
        finish();
    }

    private static void drop(Answer given) {
        switch (given.body()) {
            case Body.None none -> {}
            case Body.FilePart part -> {}
            case Body.Bytes bytes -> bytes.bytes().release();
            case Body.Streamed streamed -> streamed.stream().cancel();
        }
        given.done().done(0, false);
    }

    private void pend(ByteBuf bytes) {
        if (pendingBytes == 0) {
            progress();
        }
        ArrayDeque<ByteBuf> waiting = pending;
        if (waiting == null) {
            waiting = new ArrayDeque<>(2);
            pending = waiting;
        }
        waiting.add(bytes);
        pendingBytes += bytes.readableBytes();
        if (window > 0) {
            connection.sender.enlist(this);
            connection.sender.run();
        }
    }

    private void pump(Body.Streamed streamed) {
        source = streamed.stream();
        streamed.stream().start(new BodySink() {
            private long left = streamed.length();

            @Override
            public boolean data(ByteBuf bytes) {
                if (closed) {
                    bytes.release();
                    return false;
                }
                left -= bytes.readableBytes();
                if (bytes.isReadable()) {
                    pend(bytes);
                } else {
                    bytes.release();
                }
                connection.flushSoon();
                sourcePaused = pendingBytes >= HIGH_BYTES;
                return !sourcePaused;
            }

            @Override
            public void end(Fields trailers) {
                source = null;
                if (streamed.length() >= 0 && left != 0) {
                    fail(new IOException("the body has another length than announced: " + left + " are left"));
                    return;
                }
                ending = true;
                if (pendingBytes == 0) {
                    connection.writer.end(id);
                    finish();
                }
                connection.flushSoon();
            }

            @Override
            public void fail(Throwable reason) {
                source = null;
                reset(Http2Code.INTERNAL_ERROR);
            }
        });
    }

    boolean isEnlisted() {
        return enlisted;
    }

    void enlisted(boolean now) {
        enlisted = now;
    }

    /** Sends a frame of what is pending, as far as the stream's own window goes; returns how many bytes. */
    int sendFrame(int most) {
        ArrayDeque<ByteBuf> waiting = pending;
        ByteBuf first = waiting == null ? null : waiting.peek();
        if (waiting == null || first == null || window <= 0) {
            return 0;
        }
        int length = (int) Math.min(Math.min(most, window), first.readableBytes());
        boolean whole = length == first.readableBytes();
        ByteBuf piece = whole ? waiting.remove() : first.readRetainedSlice(length);
        boolean last = whole && waiting.isEmpty() && ending;
        connection.writer.data(id, piece, last);
        pendingBytes -= length;
        window -= length;
        sent += length;
        progress();
        if (last) {
            finish();
        } else {
            if (pendingBytes > 0 && window > 0) {
                connection.sender.enlist(this);
            }
            resumeSource();
        }
        return length;
    }

    private void resumeSource() {
        BodyStream from = source;
        if (from != null && sourcePaused && pendingBytes == 0) {
            sourcePaused = false;
            from.resume();
        }
    }

    /** The answer is complete. A client that still sends is told that nobody listens (RFC 9113 §8.1). */
    private void finish() {
        end(true);
        if (!remoteEnded) {
            connection.writer.reset(id, Http2Code.NO_ERROR);
        }
        close(!remoteEnded);
    }

    private void end(boolean complete) {
        Answer given = answer;
        giveUp = null;
        if (given != null && !ended) {
            ended = true;
            connection.loop.clock().advance();
            given.done().done(sent, complete);
        }
    }

    private void close(boolean byUs) {
        if (closed) {
            return;
        }
        closed = true;
        if (upload != null) {
            upload.drop();
        }
        ArrayDeque<ByteBuf> waiting = pending;
        for (ByteBuf bytes; waiting != null && (bytes = waiting.poll()) != null; ) {
            bytes.release();
        }
        pendingBytes = 0;
        connection.streams.closed(this, byUs);
    }

    /** The request's body broke a limit: answered where there is no answer yet. */
    void refuse(Refused refused) {
        connection.loop.refused(refused, connection.ends.peer());
        if (answer != null) {
            reset(Http2Code.CANCEL);
            return;
        }
        // First, so that the failure of the body does not come back as the app's answer.
        giveUp();
        if (upload != null) {
            upload.fail(refused);
        }
        answer(Refusals.answer(refused));
    }

    private void giveUp() {
        Runnable give = giveUp;
        giveUp = null;
        if (give != null) {
            give.run();
        }
    }

    /** Ends the stream for both sides. */
    void reset(Http2Code code) {
        if (closed) {
            return;
        }
        connection.writer.reset(id, code);
        gone(true);
        connection.flushSoon();
    }

    /** The client reset the stream, or the connection closed under it. */
    void gone(boolean byUs) {
        BodyStream from = source;
        source = null;
        giveUp();
        if (from != null) {
            from.cancel();
        }
        if (upload != null) {
            upload.fail(new ClientGone());
        }
        end(false);
        close(byUs);
    }

    /** Ends what has waited too long. */
    void checkDeadlines(long nowNanos) {
        if (nowNanos - progressNanos <= connection.loop.limits().bodyTime().toNanos()) {
            return;
        }
        if (pendingBytes > 0) {
            connection.loop.refused(new Refused(408, "h2-window-stalled"), connection.ends.peer());
            reset(Http2Code.CANCEL);
        } else if (upload != null && upload.isAwaited() && !tunnel) {
            refuse(new Refused(408, "slow-body"));
        }
    }
}
