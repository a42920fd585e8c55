package dev.slipway.wire;

import dev.slipway.body.Body;
import dev.slipway.body.FileStream;
import dev.slipway.exchange.Request;
import dev.slipway.http.Refused;
import dev.slipway.http.RequestDecoder;
import dev.slipway.http.RequestFraming;
import dev.slipway.http.WebSocketHandshake;
import dev.slipway.loop.LoopReads;
import dev.slipway.site.Limits;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1.1 connection from accept to close: reads heads, hands requests to the corridor one after the other, and
 * reads no more than it has room for. Pipelined requests that are answered from memory leave in one write.
 *
 * <p>Everything happens on the connection's event loop.
 */
final class Http1Connection extends ChannelInboundHandlerAdapter implements Connection {
    /** What is read ahead while a request is under way: pipelined requests, and the news that the client left. */
    private static final int AHEAD_BYTES = 8 << 10;

    /** What is read and dropped after the last answer, before the connection is closed for good. */
    private static final int LINGER_BYTES = 256 << 10;

    final Channel channel;
    final AnswerWriter writer;
    final LoopState loop;
    private final Ends ends;
    private final Incoming incoming;
    private final LoopReads reads;
    private @Nullable Http1Exchange current;
    private boolean working;
    private boolean reading;
    private boolean closing;
    private boolean lastRequest;
    private boolean inputEnded;
    private long discarded;
    private long requests;
    private final HeadReader heads;
    private final Deadlines deadlines;

    Http1Connection(Channel channel, LoopState loop, Ends ends) {
        this.channel = channel;
        this.loop = loop;
        this.ends = ends;
        this.incoming = new Incoming(channel.alloc());
        this.reads = new LoopReads(channel);
        this.writer = new AnswerWriter(channel, loop.date(), ends.secure());
        this.heads = new HeadReader(loop);
        this.deadlines = new Deadlines(channel, loop.limits(), loop.nanos());
    }

    /** Begins to read. */
    void open() {
        loop.opened(this);
        channel.read();
    }

    private Limits limits() {
        return loop.limits();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        reading = true;
        loop.clock().hold();
        ByteBuf bytes = (ByteBuf) message;
        if (closing) {
            discarded += bytes.readableBytes();
            bytes.release();
            return;
        }
        incoming.append(bytes);
        work();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        reading = false;
        incoming.releaseIfEmpty();
        incoming.detach();
        flush();
        readMore();
        loop.clock().letGo();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (!(event instanceof ChannelInputShutdownEvent)) {
            return;
        }
        inputEnded = true;
        if (closing) {
            closeAfterOutput();
        } else {
            work();
        }
    }

    /**
     * The client closed its side and may still read ours. A request that is here gets its answer, unless the app is
     * asked for it: most clients that close have left, and the app should not work on for nobody.
     */
    private void concludeInput() throws Refused {
        Http1Exchange exchange = current;
        if (exchange == null) {
            if (channel.isWritable()) {
                close();
            }
        } else if (exchange.isTunnel()) {
            RequestBody body = exchange.body();
            if (body != null && !incoming.bytes().isReadable()) {
                body.endOfTunnel();
            }
        } else if (exchange.awaitsBody()) {
            throw new Refused(400, "body-incomplete");
        } else if (exchange.isGivenUpWithClient()) {
            abort();
        }
    }

    /** Goes as far as the input and the client's room allow. */
    void work() {
        if (working) {
            return;
        }
        working = true;
        try {
            while (!closing && step()) {
                // Each step takes one head or a piece of a body.
            }
            if (inputEnded && !closing) {
                concludeInput();
            }
        } catch (Refused refused) {
            refuse(refused);
        } finally {
            working = false;
        }
        if (!reading) {
            flush();
            readMore();
        }
    }

    private boolean step() throws Refused {
        ByteBuf in = incoming.bytes();
        Http1Exchange exchange = current;
        if (exchange == null) {
            return in.isReadable() && channel.isWritable() && readHead(in);
        }
        RequestBody body = exchange.body();
        if (body == null || body.isEnded()) {
            return false;
        }
        int before = in.readableBytes();
        body.feed(in);
        if (before != in.readableBytes()) {
            exchange.bodyProgress();
        }
        return current != exchange || body.isEnded() && before != in.readableBytes();
    }

    private boolean readHead(ByteBuf in) throws Refused {
        int length = heads.read(in);
        if (length == 0) {
            return false;
        }
        byte[] head = loop.scratch();
        if (requests == 0 && isHttp2(head, length)) {
            becomeHttp2();
            return false;
        }
        long startedNanos = heads.taken();
        begin(RequestDecoder.decode(head, length, limits().fields(), loop.knownParts()), startedNanos);
        return true;
    }

    /** RFC 9113 §3.4: a client that knows beforehand that we speak HTTP/2 begins with that. */
    private static boolean isHttp2(byte[] head, int length) {
        return Arrays.equals(head, 0, length, Http2Connection.PREFACE, 0, Http2Connection.PREFACE_HEAD);
    }

    private void becomeHttp2() {
        closing = true;
        Http2Connection next = new Http2Connection(channel, loop, ends, Http2Connection.PREFACE_HEAD);
        reads.apart(true);
        incoming.detach();
        ByteBuf ahead = incoming.bytes().retain();
        incoming.release();
        channel.pipeline().replace(this, "http2", next);
        next.open(ahead);
        loop.closed(this);
    }

    private void begin(RequestFraming framing, long startedNanos) throws Refused {
        if (framing.bodyLength() > limits().requestBodyBytes()) {
            throw new Refused(413, "body-too-large");
        }
        String upgrade = WebSocketHandshake.isAskedFor(framing) ? WebSocketHandshake.PROTOCOL : null;
        RequestBody body = upgrade == null ? body(framing) : RequestBody.tunnel(this, framing);
        Http1Exchange exchange = new Http1Exchange(this, framing, body, upgrade);
        current = exchange;
        requests++;
        if (body != null) {
            // Its pieces may be held for as long as the app does not take them.
            reads.apart(true);
            incoming.detach();
        }
        Request request = new Request(
                framing.head(),
                body,
                upgrade == null ? framing.bodyLength() : -1,
                ends.peer().getAddress(),
                ends.secure(),
                ends.local().getPort(),
                upgrade,
                channel.eventLoop(),
                startedNanos);
        loop.corridor().handle(request, exchange);
    }

    private @Nullable RequestBody body(RequestFraming framing) {
        return framing.bodyLength() == 0 ? null : new RequestBody(this, framing, limits().requestBodyBytes());
    }

    /** Writes 100 (Continue), unless the answer is on its way already. */
    void writeContinue() {
        Http1Exchange exchange = current;
        if (exchange != null && !exchange.isAnswered()) {
            writer.proceed();
            flush();
        }
    }

    void bodyWanted() {
        Http1Exchange exchange = current;
        if (exchange != null) {
            exchange.bodyAwaited();
        }
        work();
    }

    /** The current exchange is over; the next request may begin, unless this was the last. */
    void finished(Http1Exchange exchange, boolean close) {
        if (current != exchange) {
            return;
        }
        current = null;
        reads.apart(false);
        if (close || isLastRequest()) {
            close();
            return;
        }
        work();
    }

    /** Whether the connection ends with the request under way: asked when its answer begins, for a drain may begin late. */
    boolean isLastRequest() {
        return lastRequest || loop.isDraining();
    }

    /** Whether bytes have to be encrypted on their way, which the kernel does not do. */
    boolean isSecure() {
        return ends.secure();
    }

    /** A file in pieces. */
    FileStream read(Body.FilePart part) {
        return new FileStream(part, channel.alloc(), loop.blocking(), channel.eventLoop());
    }

    /** Sends what is gathered. */
    void flush() {
        writer.flush();
    }

    private void readMore() {
        int ahead = incoming.bytes().readableBytes();
        Http1Exchange exchange = current;
        boolean wanted;
        if (inputEnded) {
            return;
        }
        if (closing) {
            wanted = discarded < LINGER_BYTES;
        } else if (exchange == null) {
            wanted = channel.isWritable();
        } else {
            RequestBody body = exchange.body();
            wanted = body != null && body.isWanted() || ahead < AHEAD_BYTES;
        }
        if (wanted) {
            channel.read();
        } else if (closing) {
            channel.close();
        }
    }

    private void refuse(Refused refused) {
        loop.refused(refused, ends.peer());
        Http1Exchange exchange = current;
        if (exchange != null) {
            exchange.refuse(refused);
            return;
        }
        lastRequest = true;
        Http1Exchange answerer = new Http1Exchange(this, Refusals.unreadable(), null);
        current = answerer;
        answerer.answer(Refusals.answer(refused));
    }

    /**
     * Closes once everything is written. The output is shut first and a bounded rest of input read and dropped: closing
     * with unread input would reset the connection and could destroy the answer on its way (RFC 9112 §9.6).
     */
    void close() {
        if (closing) {
            return;
        }
        closing = true;
        writer.pass();
        channel.writeAndFlush(channel.alloc().buffer(0)).addListener(written -> {
            if (inputEnded || !written.isSuccess()) {
                channel.close();
            } else {
                Closing.endOutput(channel);
            }
        });
    }

    /** Both sides have closed; what is still being written goes out first. */
    private void closeAfterOutput() {
        if (((DuplexChannel) channel).isOutputShutdown()) {
            channel.close();
        }
    }

    @Override
    public void abort() {
        closing = true;
        channel.close();
    }

    /** Closes with a reset: where the end of the connection would look like the end of the answer (RFC 9112 §8). */
    void reset() {
        closing = true;
        Closing.cut(channel);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (!channel.isWritable()) {
            return;
        }
        Http1Exchange exchange = current;
        if (exchange != null) {
            exchange.resume();
        } else {
            work();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        closing = true;
        Http1Exchange exchange = current;
        current = null;
        if (exchange != null) {
            exchange.gone();
        }
        incoming.release();
        writer.release();
        loop.closed(this);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!(cause instanceof IOException)) {
            loop.unexpected(cause);
        }
        abort();
    }

    @Nullable
    Http1Exchange current() {
        return current;
    }

    /** How many requests have begun. */
    long requests() {
        return requests;
    }

    /** As {@link HeadReader#startedNanos}. */
    long headStartedNanos() {
        return heads.startedNanos();
    }

    boolean isClosing() {
        return closing;
    }

    @Override
    public void checkDeadlines(long nowNanos) {
        switch (deadlines.judge(this, nowNanos)) {
            case FINE -> {}
            case SLOW_HEAD -> refuse(new Refused(408, "slow-head"));
            case SLOW_BODY -> refuse(new Refused(408, "slow-body"));
            case IDLE -> close();
            case STUCK -> abort();
        }
    }

    @Override
    public void drain() {
        lastRequest = true;
        if (current == null && !incoming.bytes().isReadable()) {
            close();
        }
    }
}
