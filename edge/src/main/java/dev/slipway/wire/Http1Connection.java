package dev.slipway.wire;

import dev.slipway.exchange.Corridor;
import dev.slipway.exchange.Request;
import dev.slipway.http.Refused;
import dev.slipway.http.RequestDecoder;
import dev.slipway.http.RequestFraming;
import dev.slipway.site.Limits;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1.1 connection from accept to close: reads heads, hands requests to the corridor one after the other, and
 * reads no more than it has room for. Pipelined requests that are answered from memory leave in one write.
 *
 * <p>Everything happens on the connection's event loop.
 */
final class Http1Connection extends ChannelInboundHandlerAdapter {
    /** A request line may not be longer, whatever the head may hold. */
    private static final int LINE_BYTES = 8 << 10;

    /** What is read ahead while a request is under way: pipelined requests, and the news that the client left. */
    private static final int AHEAD_BYTES = 8 << 10;

    /** What is read and dropped after the last answer, before the connection is closed for good. */
    private static final int LINGER_BYTES = 256 << 10;

    final Channel channel;
    final AnswerWriter writer;
    final LoopState loop;
    private final Corridor corridor;
    private final InetSocketAddress peer;
    private final InetSocketAddress local;
    private @Nullable ByteBuf input;
    private int scanned;
    private @Nullable Http1Exchange current;
    private boolean working;
    private boolean reading;
    private boolean closing;
    private boolean lastRequest;
    private boolean crlfSkipped;
    private long headStartedNanos;
    private long discarded;
    private final Deadlines deadlines;

    Http1Connection(Channel channel, LoopState loop, Corridor corridor) {
        this.channel = channel;
        this.loop = loop;
        this.corridor = corridor;
        this.writer = new AnswerWriter(channel, loop.date());
        this.deadlines = new Deadlines(loop.limits(), loop.nanos());
        this.peer = (InetSocketAddress) channel.remoteAddress();
        this.local = (InetSocketAddress) channel.localAddress();
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
        ByteBuf bytes = (ByteBuf) message;
        if (closing) {
            discarded += bytes.readableBytes();
            bytes.release();
            return;
        }
        append(bytes);
        work();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        reading = false;
        flush();
        readMore();
    }

    private void append(ByteBuf bytes) {
        ByteBuf before = input;
        if (before == null || !before.isReadable()) {
            if (before != null) {
                before.release();
            }
            input = bytes;
            return;
        }
        if (before.refCnt() > 1 || before.writableBytes() < bytes.readableBytes()) {
            ByteBuf larger = channel.alloc().directBuffer(before.readableBytes() + bytes.readableBytes() + 1024);
            larger.writeBytes(before);
            before.release();
            input = larger;
        }
        java.util.Objects.requireNonNull(input).writeBytes(bytes);
        bytes.release();
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
        ByteBuf in = input;
        Http1Exchange exchange = current;
        if (in == null) {
            return false;
        }
        if (exchange == null) {
            return channel.isWritable() && readHead(in);
        }
        RequestBody body = exchange.body();
        if (body == null || body.isEnded()) {
            return false;
        }
        int before = in.readableBytes();
        body.feed(in);
        exchange.bodyProgress();
        return current != exchange || body.isEnded() && before != in.readableBytes();
    }

    private boolean readHead(ByteBuf in) throws Refused {
        int end = endOfHead(in);
        if (end < 0) {
            return false;
        }
        int length = end - in.readerIndex();
        byte[] scratch = loop.scratch();
        in.readBytes(scratch, 0, length);
        scanned = 0;
        crlfSkipped = false;
        long started = headStartedNanos == 0 ? loop.nanos() : headStartedNanos;
        headStartedNanos = 0;
        begin(RequestDecoder.decode(scratch, length, limits().fields()), started);
        return true;
    }

    /** Where the head ends, or -1 when it is not there yet; refuses what can no longer become a head. */
    private int endOfHead(ByteBuf in) throws Refused {
        skipOneCrlf(in);
        int start = in.readerIndex();
        int end = in.writerIndex();
        if (start == end) {
            return -1;
        }
        if (headStartedNanos == 0) {
            headStartedNanos = loop.nanos();
        }
        boolean firstLine = scanned == 0;
        for (int at = start + scanned; (at = in.indexOf(at, end, (byte) '\n')) >= 0; at++) {
            if (at == start || in.getByte(at - 1) != '\r') {
                throw new Refused(400, "bare-cr-or-lf");
            }
            firstLine = false;
            scanned = at - start;
            if (at + 2 >= end) {
                break;
            }
            if (in.getByte(at + 1) == '\r' && in.getByte(at + 2) == '\n') {
                return checkLength(at + 3, start);
            }
        }
        if (firstLine && end - start > LINE_BYTES) {
            throw new Refused(414, "request-line-too-long");
        }
        checkLength(end, start);
        return -1;
    }

    private int checkLength(int end, int start) throws Refused {
        if (end - start > limits().headBytes()) {
            throw new Refused(431, "head-too-large");
        }
        return end;
    }

    /** RFC 9112 §2.2: a server ignores at least one empty line before the request line. We ignore exactly one. */
    private void skipOneCrlf(ByteBuf in) throws Refused {
        if (scanned > 0 || !in.isReadable()) {
            return;
        }
        byte first = in.getByte(in.readerIndex());
        if (first != '\r') {
            if (first <= ' ' || first == 0x7f) {
                throw new Refused(400, "bytes-before-request");
            }
            return;
        }
        if (crlfSkipped) {
            throw new Refused(400, "bytes-before-request");
        }
        if (in.readableBytes() >= 2) {
            if (in.getByte(in.readerIndex() + 1) != '\n') {
                throw new Refused(400, "bare-cr-or-lf");
            }
            in.skipBytes(2);
            crlfSkipped = true;
            skipOneCrlf(in);
        }
    }

    private void begin(RequestFraming framing, long startedNanos) throws Refused {
        if (framing.bodyLength() > limits().requestBodyBytes()) {
            throw new Refused(413, "body-too-large");
        }
        RequestBody body =
                framing.bodyLength() == 0 ? null : new RequestBody(this, framing, limits().requestBodyBytes());
        Http1Exchange exchange = new Http1Exchange(this, framing, body, lastRequest || loop.isDraining());
        current = exchange;
        Request request = new Request(
                framing.head(),
                body,
                framing.bodyLength(),
                peer.getAddress(),
                false,
                local.getPort(),
                channel.eventLoop(),
                startedNanos);
        corridor.handle(request, exchange);
    }

    void writeContinue() {
        writer.proceed();
        flush();
    }

    void bodyWanted() {
        work();
    }

    /** The current exchange is over; the next request may begin, unless this was the last. */
    void finished(Http1Exchange exchange, boolean close) {
        if (current != exchange) {
            return;
        }
        current = null;
        if (close) {
            close();
            return;
        }
        work();
    }

    /** Sends what is gathered. */
    void flush() {
        writer.pass();
        channel.flush();
    }

    private void readMore() {
        ByteBuf in = input;
        int ahead = in == null ? 0 : in.readableBytes();
        Http1Exchange exchange = current;
        boolean wanted;
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
        loop.refused(refused, peer);
        Http1Exchange exchange = current;
        if (exchange != null) {
            exchange.refuse(refused);
            return;
        }
        lastRequest = true;
        Http1Exchange answerer = new Http1Exchange(this, Refusals.unreadable(), null, true);
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
            if (channel instanceof io.netty.channel.socket.DuplexChannel duplex && written.isSuccess()) {
                duplex.shutdownOutput();
                channel.read();
            } else {
                channel.close();
            }
        });
    }

    /** Closes now: the client gets an answer cut short, which it can see, or none. */
    void abort() {
        closing = true;
        channel.close();
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
        if (input != null) {
            input.release();
            input = null;
        }
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

    /** Called now and then by the loop: ends what has waited too long. */
    void checkDeadlines(long nowNanos) {
        switch (deadlines.judge(channel, nowNanos, current, headStartedNanos, closing)) {
            case FINE -> {}
            case SLOW_HEAD -> refuse(new Refused(408, "slow-head"));
            case SLOW_BODY -> refuse(new Refused(408, "slow-body"));
            case IDLE -> close();
            case STUCK -> abort();
        }
    }

    /** No more requests after the current one; an idle connection closes now. */
    void drain() {
        lastRequest = true;
        if (current == null && (input == null || !input.isReadable())) {
            close();
        }
    }
}
