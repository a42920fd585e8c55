package dev.slipway.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** One connection of {@link FixedRate}: a request at a time, of its answer only status and length are looked at. */
final class FixedRateConnection extends SimpleChannelInboundHandler<ByteBuf> {
    private static final byte[] LENGTH = "\ncontent-length:".getBytes(StandardCharsets.US_ASCII);

    private final FixedRate client;
    private final Channel channel;
    private final byte[] head = new byte[2048];
    private int headLength;
    private boolean inBody;
    private long missing;
    private long due;

    FixedRateConnection(FixedRate client, Channel channel) {
        this.client = client;
        this.channel = channel;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        client.idle(this);
    }

    /** Sends a request that was due then, in nanoseconds from the beginning. */
    void send(byte[] request, long dueAt) {
        due = dueAt;
        channel.writeAndFlush(Unpooled.wrappedBuffer(request), channel.voidPromise());
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf input) throws IOException {
        if (!inBody) {
            int before = headLength;
            int taken = Math.min(input.readableBytes(), head.length - before);
            input.readBytes(head, before, taken);
            headLength += taken;
            int end = endOfHead(Math.max(0, before - 3));
            if (end < 0) {
                return;
            }
            missing = bodyLength(end) - (headLength - end) - input.readableBytes();
            inBody = true;
            headLength = 0;
        } else {
            missing -= input.readableBytes();
        }
        if (missing < 0) {
            throw new IOException("more came than was announced");
        }
        if (missing == 0) {
            inBody = false;
            client.answered(this, due);
        }
    }

    private int endOfHead(int from) throws IOException {
        for (int at = from; at + 3 < headLength; at++) {
            if (head[at] == '\r' && head[at + 1] == '\n' && head[at + 2] == '\r' && head[at + 3] == '\n') {
                return at + 4;
            }
        }
        if (headLength == head.length) {
            throw new IOException("a head of more than " + head.length + " bytes");
        }
        return -1;
    }

    private long bodyLength(int end) throws IOException {
        int status = 100 * (head[9] - '0') + 10 * (head[10] - '0') + head[11] - '0';
        if (status >= 400) {
            throw new IOException("answered with " + status);
        }
        if (status == 304) {
            return 0;
        }
        for (int at = 12; at + LENGTH.length < end; at++) {
            if (head[at] == '\n' && lengthAt(at)) {
                return number(at + LENGTH.length);
            }
        }
        throw new IOException("an answer without Content-Length");
    }

    private boolean lengthAt(int at) {
        for (int i = 1; i < LENGTH.length; i++) {
            int octet = head[at + i];
            if ((octet >= 'A' && octet <= 'Z' ? octet + 32 : octet) != LENGTH[i]) {
                return false;
            }
        }
        return true;
    }

    private long number(int from) {
        int at = from;
        while (head[at] == ' ') {
            at++;
        }
        long number = 0;
        for (; head[at] >= '0' && head[at] <= '9'; at++) {
            number = 10 * number + head[at] - '0';
        }
        return number;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        client.fail(cause);
    }
}
