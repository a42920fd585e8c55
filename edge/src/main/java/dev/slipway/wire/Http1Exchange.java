package dev.slipway.wire;

import dev.slipway.body.Body;
import dev.slipway.body.BodySink;
import dev.slipway.body.BodyStream;
import dev.slipway.exchange.Answer;
import dev.slipway.exchange.Responder;
import dev.slipway.http.Fields;
import dev.slipway.http.HttpVersion;
import dev.slipway.http.PreparedHead;
import dev.slipway.http.Refused;
import dev.slipway.http.RequestFraming;
import dev.slipway.http.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.channel.DefaultFileRegion;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** One request and its answer on an HTTP/1.1 connection: the framing of the answer, and what becomes of the connection. */
final class Http1Exchange implements Responder {
    /** A rest of a request body that is read and dropped to keep the connection; more than that closes it. */
    private static final long DRAINED_BYTES = 64 << 10;

    private final Http1Connection connection;
    private final RequestFraming framing;
    private final @Nullable RequestBody body;
    private final @Nullable String upgrade;
    private @Nullable Runnable giveUp;
    private @Nullable Answer answer;
    private @Nullable BodyStream stream;
    private boolean streamPaused;
    private boolean drainingBody;
    private boolean close;
    private boolean ended;
    private long sent;
    private long bodyProgressNanos; // only where there is a body

    Http1Exchange(Http1Connection connection, RequestFraming framing, @Nullable RequestBody body) {
        this(connection, framing, body, null);
    }

    /** @param upgrade the protocol that the client wants to go on in; then the body is what it sends in that */
    Http1Exchange(
            Http1Connection connection, RequestFraming framing, @Nullable RequestBody body, @Nullable String upgrade) {
        this.upgrade = upgrade;
        this.connection = connection;
        this.framing = framing;
        this.body = body;
        if (body != null) {
            bodyAwaited();
        }
    }

    @Nullable
    RequestBody body() {
        return body;
    }

    long bodyProgressNanos() {
        return bodyProgressNanos;
    }

    /** Whether the next thing to happen is that the client sends more of its body. */
    boolean awaitsBody() {
        return upgrade == null && body != null && !body.isEnded() && (drainingBody || body.isWanted());
    }

    /** Whether the connection is a tunnel, all the client's bytes of which have gone to the app or wait to. */
    boolean isTunnel() {
        return upgrade != null && answer != null && answer.head().status() == 101;
    }

    /** From now on it is the client's turn to send. */
    void bodyAwaited() {
        bodyProgressNanos = connection.loop.nanos();
    }

    /** Bytes of the request's body were read; ends the exchange when they were the last it waited for. */
    void bodyProgress() {
        bodyAwaited();
        if (drainingBody && body != null && body.isEnded()) {
            drainingBody = false;
            connection.finished(this, false);
        }
    }

    @Override
    public void onGone(Runnable give) {
        if (!ended) {
            giveUp = give;
        }
    }

    /** Whether somebody works on the answer to a whole request who can be told to stop when the client leaves. */
    boolean isGivenUpWithClient() {
        return giveUp != null && (upgrade != null || body == null || body.isEnded());
    }

    @Override
    public void interim(ResponseHead head) {
        if (answer == null && framing.head().version() == HttpVersion.HTTP_1_1) {
            connection.writer.interim(head);
            connection.flush();
        }
    }

    @Override
    public void answer(Answer given) {
        if (answer != null || !connection.channel.isActive()) {
            drop(given);
            return;
        }
        answer = given;
        PreparedHead head = given.head();
        if (upgrade != null && head.status() == 101) {
            close = true;
            connection.writer.upgrade(head, upgrade);
            connection.flush();
            if (given.body() instanceof Body.Streamed streamed) {
                pump(streamed, false);
            }
            return;
        }
        boolean unknown = head.contentLength() == PreparedHead.UNKNOWN_LENGTH;
        boolean hasBody = !(given.body() instanceof Body.None);
        boolean chunked = unknown && hasBody && framing.head().version() == HttpVersion.HTTP_1_1;
        // What follows a request for an upgrade may be meant for the protocol that it did not get: never read as HTTP.
        close |= upgrade != null;
        close |=
                connection.isLastRequest() || !framing.keepAlive() || unknown && hasBody && !chunked || leavesTooMuch();
        boolean keepAliveNamed = framing.head().version() == HttpVersion.HTTP_1_0;
        long following = given.body() instanceof Body.Bytes bytes ? bytes.length() : 0;
        connection.writer.head(given, close, keepAliveNamed, chunked, following);
        switch (given.body()) {
            case Body.None none -> complete();
            case Body.Bytes bytes -> send(bytes.bytes());
            case Body.FilePart part
            when connection.isSecure() -> pump(new Body.Streamed(connection.read(part), part.length()), false);
            case Body.FilePart part -> sendFile(part);
            case Body.Streamed streamed -> pump(streamed, chunked);
        }
    }

    /** Whether the request's body is unread, and too long to be dropped quietly. */
    private boolean leavesTooMuch() {
        return body != null && !body.isEnded() && (body.isContinueDue() || body.left() > DRAINED_BYTES);
    }

    private void drop(Answer given) {
        switch (given.body()) {
            case Body.None none -> {}
            case Body.FilePart part -> {}
            case Body.Bytes bytes -> bytes.bytes().release();
            case Body.Streamed streamed -> streamed.stream().cancel();
        }
        given.done().done(0, false);
    }

    private void send(ByteBuf bytes) {
        DefaultFileRegion region = connection.isSecure() ? null : BufferRegion.of(bytes);
        if (region != null) {
            sendFile(region);
            return;
        }
        sent = bytes.readableBytes();
        connection.writer.data(bytes);
        complete();
    }

    private void sendFile(Body.FilePart part) {
        FileChannel channel;
        try {
            channel = FileChannel.open(part.file(), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            connection.loop.unexpected(e);
            end(false);
            connection.abort();
            return;
        }
        sendFile(new DefaultFileRegion(channel, part.offset(), part.length()));
    }

    private void sendFile(DefaultFileRegion region) {
        sent = region.count();
        connection.writer.file(region).addListener(done -> {
            if (done.isSuccess()) {
                complete();
                return;
            }
            sent = 0;
            end(false);
            connection.abort();
        });
    }

    private void pump(Body.Streamed streamed, boolean chunked) {
        stream = streamed.stream();
        long expected = streamed.length();
        streamed.stream().start(new BodySink() {
            @Override
            public boolean data(ByteBuf bytes) {
                if (answer == null || !connection.channel.isActive()) {
                    bytes.release();
                    return false;
                }
                sent += bytes.readableBytes();
                if (chunked) {
                    connection.writer.chunk(bytes);
                } else {
                    connection.writer.data(bytes);
                }
                connection.flush();
                streamPaused = !connection.channel.isWritable();
                return !streamPaused;
            }

            @Override
            public void end(Fields trailers) {
                if (chunked) {
                    connection.writer.lastChunk();
                }
                stream = null;
                if (expected >= 0 && sent != expected) {
                    fail(new IOException("the body has " + sent + " bytes, not " + expected));
                    return;
                }
                complete();
            }

            @Override
            public void fail(Throwable reason) {
                stream = null;
                Http1Exchange.this.end(false);
                if (expected < 0 && !chunked) {
                    connection.reset();
                } else {
                    connection.abort();
                }
            }
        });
    }

    /** The client has room again. */
    void resume() {
        BodyStream source = stream;
        if (source != null && streamPaused) {
            streamPaused = false;
            source.resume();
        }
    }

    private void complete() {
        end(true);
        if (!close && body != null && !body.isEnded()) {
            drainingBody = true;
            body.discardRest();
            bodyAwaited();
            connection.work();
            return;
        }
        connection.finished(this, close);
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

    /** The client's body broke its framing or its limits while the exchange was under way. */
    void refuse(Refused refused) {
        if (ended) {
            connection.finished(this, true);
            return;
        }
        if (answer != null) {
            connection.abort();
            return;
        }
        close = true;
        // First, so that the failure of the body does not come back as the app's answer.
        giveUp();
        if (body != null) {
            body.fail(refused);
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

    /** The connection closed under the exchange. */
    void gone() {
        BodyStream source = stream;
        stream = null;
        giveUp();
        if (source != null) {
            source.cancel();
        }
        if (body != null) {
            body.fail(new ClientGone());
        }
        end(false);
    }

    boolean isAnswered() {
        return answer != null;
    }
}
