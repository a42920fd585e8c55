package dev.slipway.wire;

import dev.slipway.certificates.Certificates;
import dev.slipway.http.Refused;
import dev.slipway.site.ListenAddress;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The sockets that traffic arrives at. Opens them, hands each connection to a loop, and drains them at the end. */
public final class TrafficListener implements AutoCloseable {
    private static final int BACKLOG = 4096;

    /** Above the high mark a connection's answers wait; below the low one they go on. */
    private static final WriteBufferWaterMark WATER = new WriteBufferWaterMark(64 << 10, 256 << 10);

    private final EventLoopGroup loops;
    private final Gate gate;
    private final TlsContexts contexts;
    private final AtomicInteger open = new AtomicInteger();
    private final Map<EventLoop, LoopState> states = new ConcurrentHashMap<>();
    private final List<Channel> listening = new ArrayList<>();

    /** @param certificates for the listeners under TLS */
    public TrafficListener(EventLoopGroup loops, Gate gate, Certificates certificates) {
        this.loops = loops;
        this.gate = gate;
        this.contexts = new TlsContexts(certificates, gate.clock()::nanos);
    }

    /**
     * Opens a socket.
     *
     * @return the address it is bound to, with the port the system chose where port 0 was asked for
     * @throws IOException when the address cannot be bound
     */
    public InetSocketAddress listen(ListenAddress listen) throws IOException {
        InetSocketAddress address = listen.address();
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops)
                .channel(serverChannel())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                // The adaptive allocator, Netty's default, falls back to fresh buffers in small heaps
                // (docs/decisions.md).
                .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .childOption(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new Opening(listen));
                    }
                });
        try {
            Channel channel = bootstrap.bind(address).syncUninterruptibly().channel();
            listening.add(channel);
            return (InetSocketAddress) channel.localAddress();
        } catch (Exception e) {
            throw new IOException(
                    "cannot listen on " + address.getHostString() + ":" + address.getPort() + ": " + e.getMessage(), e);
        }
    }

    private Class<? extends ServerChannel> serverChannel() {
        return Transport.isEpoll() ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    private LoopState state(EventLoop loop) {
        return states.computeIfAbsent(loop, key -> {
            LoopState state = new LoopState(gate, open);
            loop.execute(() -> state.sweep(loop));
            return state;
        });
    }

    /** Puts the connection in its place once it is active, or sheds it when there are too many. */
    private final class Opening extends ChannelInboundHandlerAdapter {
        private final ListenAddress listen;

        Opening(ListenAddress listen) {
            this.listen = listen;
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            if (open.get() >= gate.limits().connections()) {
                gate.telemetry().refused("too-many-connections");
                ctx.close();
                return;
            }
            Channel channel = ctx.channel();
            LoopState state = state(channel.eventLoop());
            Ends ends = Ends.of(channel, listen.tls());
            if (gate.balancers().isEmpty()) {
                begin(ctx, state, ends);
            } else if (isBalancer(ends.peer().getAddress())) {
                ProxyOpening opening = new ProxyOpening(channel, state, ends, this::begin);
                channel.pipeline().replace(this, "proxy", opening);
                opening.open();
            } else {
                state.refused(new Refused(400, "proxy-peer"), ends.peer());
                ctx.close();
            }
        }

        /** Puts a connection whose ends are known in the place of that handler. */
        private void begin(ChannelHandlerContext place, LoopState state, Ends ends) {
            Channel channel = place.channel();
            if (listen.tls()) {
                TlsOpening opening = new TlsOpening(channel, state, ends);
                channel.pipeline().replace(place.handler(), "opening", opening);
                opening.open(contexts);
            } else {
                Http1Connection connection = new Http1Connection(channel, state, ends);
                channel.pipeline().replace(place.handler(), "http1", connection);
                connection.open();
            }
        }
    }

    /** Whether that peer speaks for others; processes of this machine may, for the node itself is one of them. */
    private boolean isBalancer(InetAddress peer) {
        return peer.isLoopbackAddress() || gate.balancers().stream().anyMatch(range -> range.contains(peer));
    }

    /** How many client connections are open. */
    public int connections() {
        return open.get();
    }

    /**
     * Stops accepting, closes idle connections, and lets what runs finish.
     *
     * @return whether everything had finished within the limit
     */
    public boolean drain() throws InterruptedException {
        for (Channel channel : listening) {
            channel.close().syncUninterruptibly();
        }
        states.forEach((loop, state) -> loop.execute(state::drain));
        long deadline = gate.clock().nanos() + gate.limits().drainTime().toNanos();
        while (open.get() > 0 && gate.clock().nanos() < deadline) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        return open.get() == 0;
    }

    /** Stops accepting and cuts the connections that are still open, each on its loop. */
    @Override
    public void close() {
        for (Channel channel : listening) {
            channel.close().syncUninterruptibly();
        }
        states.forEach((loop, state) -> loop.execute(state::cut));
    }
}
