package dev.slipway.wire;

import dev.slipway.http.Refused;
import dev.slipway.site.Limits;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * One HTTP/2 connection (RFC 9113) from its preface to its end: reads frames, keeps the windows of the connection, and ends
 * it where the client breaks the protocol or asks too much. Answers of one read batch leave in one write.
 *
 * <p>Everything happens on the connection's event loop.
 */
final class Http2Connection extends ChannelInboundHandlerAdapter implements Connection {
    /** What a client says first (§3.4). Its first 18 bytes look like the head of an HTTP/1.1 request. */
    static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    static final int PREFACE_HEAD = 18;

    /** What all streams together may have waiting here. */
    private static final int WINDOW_BYTES = 1 << 20;

    private static final int FIRST_WINDOW = 65_535;

    /** A compressed block may be longer than what is accepted of it: refusing a request must not end the others. */
    private static final int BLOCK_FACTOR = 2;

    /** What is read and dropped after GOAWAY, before the connection is closed for good. */
    private static final int LINGER_BYTES = 256 << 10;

    /** After GOAWAY, how long a client may take to close its side. */
    private static final long LINGER_NANOS = 2_000_000_000L;

    /** Then other connections of the loop have their turn: one that floods must not make them wait. */
    private static final int FRAMES_A_TURN = 64;

    private static final long DRAIN_PING = 0x736c6970776179L;

    private static final int MAX_CONCURRENT_STREAMS = 3;
    private static final int INITIAL_WINDOW_SIZE = 4;
    private static final int MAX_HEADER_LIST_SIZE = 6;
    private static final int ENABLE_CONNECT_PROTOCOL = 8;
    private static final int NO_RFC7540_PRIORITIES = 9;

    private enum Going {
        /** New streams are welcome. */
        ON,
        /** The client was told that the end is near, and may have streams on the way. */
        WARNED,
        /** The client knows which stream is the last. */
        TOLD,
        CLOSING
    }

    final Channel channel;
    final LoopState loop;
    final Ends ends;
    final Http2Writer writer;
    final Http2Guard guard;
    final Http2Sender sender;
    final Http2Streams streams;
    private final Outgoing outgoing;
    private final Http2FrameDecoder decoder;
    private final Incoming incoming;
    private final OutputWatch watch;
    private int prefaceAt;
    private int window = WINDOW_BYTES;
    private int credit;
    private Going going = Going.ON;
    private boolean reading;
    private boolean waitsForTurn;
    private boolean inputEnded;
    private long discarded;
    private long quietSinceNanos;
    private long blockSinceNanos;

    /** @param prefaceSeen how many bytes of the preface were read already */
    Http2Connection(Channel channel, LoopState loop, Ends ends, int prefaceSeen) {
        this.channel = channel;
        this.loop = loop;
        this.ends = ends;
        this.prefaceAt = prefaceSeen;
        this.outgoing = new Outgoing(channel, ends.secure());
        this.writer = new Http2Writer(outgoing, loop.date());
        this.guard = new Http2Guard(loop.nanos());
        this.sender = new Http2Sender(channel, guard);
        this.streams = new Http2Streams(this);
        this.decoder = new Http2FrameDecoder(streams, blockBytes(loop.limits()));
        this.incoming = new Incoming(channel.alloc());
        this.watch = new OutputWatch(channel, loop.nanos());
        this.quietSinceNanos = loop.nanos();
    }

    /** How long a field block may be as it comes; at least a frame. */
    static int blockBytes(Limits limits) {
        return Math.max(Http2FrameDecoder.FRAME_BYTES, BLOCK_FACTOR * limits.headBytes());
    }

    /**
     * Begins: sends our settings and reads.
     *
     * @param ahead what was read behind the seen part of the preface; taken over
     */
    void open(ByteBuf ahead) {
        loop.opened(this);
        writer.settings(
                MAX_CONCURRENT_STREAMS,
                Http2Streams.MOST,
                INITIAL_WINDOW_SIZE,
                Http2Upload.WINDOW_BYTES,
                MAX_HEADER_LIST_SIZE,
                loop.limits().headBytes(),
                ENABLE_CONNECT_PROTOCOL,
                1,
                NO_RFC7540_PRIORITIES,
                1);
        writer.windowUpdate(0, WINDOW_BYTES - FIRST_WINDOW);
        begin();
        incoming.append(ahead);
        work();
        channelReadComplete();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        begin();
        ByteBuf bytes = (ByteBuf) message;
        if (going == Going.CLOSING) {
            discarded += bytes.readableBytes();
            bytes.release();
            return;
        }
        incoming.append(bytes);
        work();
    }

    private void begin() {
        reading = true;
        loop.clock().hold();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        channelReadComplete();
    }

    private void channelReadComplete() {
        reading = false;
        incoming.releaseIfEmpty();
        flush();
        readMore();
        loop.clock().letGo();
    }

    private void work() {
        ByteBuf in = incoming.bytes();
        if (waitsForTurn) {
            return;
        }
        try {
            if (!preface(in)) {
                return;
            }
            int taken = 0;
            while (going != Going.CLOSING && frame(in)) {
                if (++taken == FRAMES_A_TURN) {
                    waitsForTurn = true;
                    // Not execute(): what a task adds, the loop runs before it looks at its connections again.
                    var unused = channel.eventLoop().schedule(this::goOn, 0, TimeUnit.NANOSECONDS);
                    break;
                }
            }
            streams.handleAsked();
            blockSinceNanos = !decoder.isInBlock() ? 0 : blockSinceNanos == 0 ? loop.nanos() : blockSinceNanos;
        } catch (Http2Error error) {
            end(error);
        }
    }

    private void goOn() {
        waitsForTurn = false;
        begin();
        work();
        channelReadComplete();
    }

    private boolean frame(ByteBuf in) throws Http2Error {
        try {
            return decoder.next(in);
        } catch (Http2Error error) {
            if (error.stream() == 0) {
                throw error;
            }
            loop.refused(new Refused(400, error.reason()), ends.peer());
            streams.fail(error);
            return true;
        }
    }

    private boolean preface(ByteBuf in) throws Http2Error {
        while (prefaceAt < PREFACE.length && in.isReadable()) {
            if (in.readByte() != PREFACE[prefaceAt++]) {
                throw Http2Error.connection(Http2Code.PROTOCOL_ERROR, "h2-bad-preface");
            }
        }
        return prefaceAt == PREFACE.length;
    }

    // --- windows of the connection

    /** DATA came that counts against the window. */
    void received(int bytes) throws Http2Error {
        window -= bytes;
        if (window < 0) {
            throw Http2Error.connection(Http2Code.FLOW_CONTROL_ERROR, "h2-window-exceeded");
        }
    }

    /** Bytes of DATA were taken: the client may send as many more, half a window at a time. */
    void consumed(int bytes) {
        credit += bytes;
        if (credit >= WINDOW_BYTES / 2) {
            writer.windowUpdate(0, credit);
            window += credit;
            credit = 0;
            flushSoon();
        }
    }

    // --- output

    /** Sends what is gathered at the end of the read batch, or now where there is none. */
    void flushSoon() {
        if (!reading) {
            flush();
        }
    }

    private void flush() {
        outgoing.flush();
    }

    private void readMore() {
        if (inputEnded || waitsForTurn) {
            return;
        }
        if (going == Going.CLOSING) {
            if (discarded < LINGER_BYTES) {
                channel.read();
            } else {
                channel.close();
            }
        } else if (channel.isWritable()) {
            // Else the client does not read what it asked for: PING and SETTINGS cannot fill our memory with answers.
            channel.read();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (channel.isWritable() && going != Going.CLOSING) {
            sender.run();
            flushSoon();
            if (!reading) {
                readMore();
            }
        }
    }

    // --- the end

    /** RFC 9113 §5.4.1: says why, and closes. */
    private void end(Http2Error error) {
        loop.refused(new Refused(400, error.reason()), ends.peer());
        close(error.code());
    }

    private void close(Http2Code code) {
        if (going == Going.CLOSING) {
            return;
        }
        going = Going.CLOSING;
        quietSinceNanos = loop.nanos();
        writer.goAway(streams.lastId(), code);
        for (Http2Stream stream : streams.all()) {
            stream.gone(true);
        }
        outgoing.pass();
        channel.writeAndFlush(channel.alloc().buffer(0)).addListener(written -> {
            if (inputEnded || !written.isSuccess()) {
                channel.close();
            } else {
                Closing.endOutput(channel);
            }
        });
    }

    @Override
    public void drain() {
        switch (going) {
            case ON -> {
                if (streams.isEmpty()) {
                    close(Http2Code.NO_ERROR);
                    return;
                }
                // In two steps: requests that are on the way now are still answered (RFC 9113 §6.8).
                going = Going.WARNED;
                writer.goAway(Integer.MAX_VALUE, Http2Code.NO_ERROR);
                writer.ping(DRAIN_PING, false);
                flushSoon();
            }
            case WARNED, TOLD, CLOSING -> {}
        }
    }

    /** The client has read what was sent before our PING. */
    void ponged() {
        if (going == Going.WARNED) {
            going = Going.TOLD;
            streams.allowNoMore();
            writer.goAway(streams.lastId(), Http2Code.NO_ERROR);
            streamClosed();
        }
    }

    /** A stream is over; a connection that drains closes with its last one. */
    void streamClosed() {
        quietSinceNanos = loop.nanos();
        if (going == Going.TOLD && streams.isEmpty()) {
            close(Http2Code.NO_ERROR);
        } else if (going == Going.WARNED && streams.isEmpty()) {
            ponged();
        }
    }

    @Override
    public void abort() {
        going = Going.CLOSING;
        channel.close();
    }

    @Override
    public void checkDeadlines(long nowNanos) {
        if (watch.isStuck(loop.limits().bodyTime(), nowNanos)) {
            abort();
            return;
        }
        if (going == Going.CLOSING) {
            // Everything is written, or the watch ends it: the client has had a sweep's time to close its side.
            if (watch.pendingBytes() == 0 && nowNanos - quietSinceNanos > LINGER_NANOS) {
                channel.close();
            }
            return;
        }
        for (Http2Stream stream : streams.all()) {
            stream.checkDeadlines(nowNanos);
        }
        if (prefaceAt < PREFACE.length || blockSinceNanos != 0) {
            long since = blockSinceNanos != 0 ? blockSinceNanos : quietSinceNanos;
            if (nowNanos - since > loop.limits().headTime().toNanos()) {
                end(Http2Error.connection(Http2Code.PROTOCOL_ERROR, "slow-head"));
            }
            return;
        }
        if (streams.isEmpty()) {
            decoder.rest();
            streams.rest();
            writer.rest();
            if (nowNanos - quietSinceNanos > loop.limits().idleTime().toNanos()) {
                close(Http2Code.NO_ERROR);
            }
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            inputEnded = true;
            if (going == Going.CLOSING && ((DuplexChannel) channel).isOutputShutdown() || streams.isEmpty()) {
                channel.close();
            } else {
                // A client that closes its side of an HTTP/2 connection can no longer widen windows: it has left.
                abort();
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        going = Going.CLOSING;
        for (Http2Stream stream : streams.all()) {
            stream.gone(false);
        }
        incoming.release();
        outgoing.release();
        loop.closed(this);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!(cause instanceof IOException)) {
            loop.unexpected(cause);
        }
        abort();
    }
}
