package dev.slipway.wire;

import dev.slipway.http.Refused;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.net.InetSocketAddress;

/** A connection from a load balancer until it has said whom it speaks for. */
final class ProxyOpening extends ChannelInboundHandlerAdapter implements Connection {
    /** Whoever takes the place of this handler once the ends are known. */
    interface Next {
        void begin(ChannelHandlerContext place, LoopState loop, Ends ends);
    }

    private final Channel channel;
    private final LoopState loop;
    private final Ends own;
    private final Next next;
    private final Incoming incoming;
    private final long startedNanos;
    private boolean over;

    /**
     * @param own the ends of the balancer's connection
     * @param next goes on with the client's; what the client sent already comes to whoever stands in the pipeline then
     */
    ProxyOpening(Channel channel, LoopState loop, Ends own, Next next) {
        this.channel = channel;
        this.loop = loop;
        this.own = own;
        this.next = next;
        this.incoming = new Incoming(channel.alloc());
        this.startedNanos = loop.nanos();
    }

    void open() {
        loop.opened(this);
        channel.read();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (over) {
            bytes.release();
            return;
        }
        incoming.append(bytes);
        try {
            ProxyHeader header = ProxyHeader.decode(incoming.bytes().nioBuffer());
            if (header != null) {
                begin(context, header);
            }
        } catch (ProxyHeader.Malformed malformed) {
            fail(malformed.reason());
        }
    }

    private void begin(ChannelHandlerContext context, ProxyHeader header) {
        over = true;
        ByteBuf rest = incoming.bytes().skipBytes(header.length()).retain();
        incoming.release();
        InetSocketAddress source = header.source();
        InetSocketAddress destination = header.destination();
        if (source == null || destination == null) {
            next.begin(context, loop, own);
        } else {
            next.begin(context, loop, new Ends(source, destination, own.secure()));
        }
        loop.closed(this);
        if (rest.isReadable()) {
            channel.pipeline().fireChannelRead(rest);
        } else {
            rest.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (!over) {
            channel.read();
        }
    }

    private void fail(String reason) {
        if (!over) {
            over = true;
            loop.refused(new Refused(400, reason), own.peer());
            channel.close();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            abort();
        }
    }

    @Override
    public void checkDeadlines(long nowNanos) {
        if (nowNanos - startedNanos > loop.limits().headTime().toNanos()) {
            fail("slow-proxy-header");
        }
    }

    @Override
    public void drain() {
        abort();
    }

    @Override
    public void abort() {
        over = true;
        channel.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        over = true;
        incoming.release();
        loop.closed(this);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        abort();
    }
}
