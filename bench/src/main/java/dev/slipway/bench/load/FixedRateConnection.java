package dev.slipway.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** One connection of {@link FixedRate}: a request at a time, of its answer only status and length are looked at. */
final class FixedRateConnection extends SimpleChannelInboundHandler<ByteBuf> {
    private static final String LENGTH = "\r\ncontent-length:";

    private final FixedRate client;
    private final Channel channel;
    private final ByteBuf head = Unpooled.buffer(4096);
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
            head.writeBytes(input);
            int end = endOfHead();
            if (end < 0) {
                return;
            }
            String text = head.toString(0, end, StandardCharsets.ISO_8859_1);
            missing = length(text) - (head.readableBytes() - end);
            inBody = true;
            head.clear();
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

    private int endOfHead() {
        for (int at = 3; at < head.writerIndex(); at++) {
            if (head.getByte(at) == '\n' && head.getByte(at - 2) == '\n') {
                return at + 1;
            }
        }
        return -1;
    }

    private static long length(String text) throws IOException {
        int status = Integer.parseInt(text.substring(9, 12));
        if (status >= 400) {
            throw new IOException("answered with " + status);
        }
        int at = text.toLowerCase(Locale.ROOT).indexOf(LENGTH);
        if (status == 304) {
            return 0;
        }
        if (at < 0) {
            throw new IOException("an answer without Content-Length");
        }
        int from = at + LENGTH.length();
        return Long.parseLong(text.substring(from, text.indexOf('\r', from)).strip());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        client.fail(cause);
    }
}
