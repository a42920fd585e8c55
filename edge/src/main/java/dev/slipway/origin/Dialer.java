package dev.slipway.origin;

import dev.slipway.site.AppAddress;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;

/**
 * The opener of connections to the app, over TCP or a Unix socket, on whichever event loop asks: epoll where the loop
 * is one, NIO otherwise.
 */
final class Dialer {
    private final int timeoutMillis;

    Dialer(Duration timeout) {
        this.timeoutMillis = (int) Math.clamp(timeout.toMillis(), 1, Integer.MAX_VALUE);
    }

    /** Connects to that address; the handler then owns the channel. */
    ChannelFuture connect(AppAddress address, EventLoop loop, ChannelHandler handler) {
        boolean epoll = loop instanceof IoEventLoop io && io.isIoType(EpollIoHandler.class);
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .resolver(NameResolvers.GROUP)
                .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, timeoutMillis)
                // After a failed write the answer may still be there to read: 413 before the whole upload.
                .option(ChannelOption.AUTO_CLOSE, false)
                .handler(handler);
        return switch (address) {
            case AppAddress.Tcp(String host, int port) -> {
                ChannelFactory<?> channels = epoll ? EpollSocketChannel::new : NioSocketChannel::new;
                yield bootstrap
                        .channelFactory(() -> channels.newChannel())
                        .option(ChannelOption.TCP_NODELAY, true)
                        .connect(tcp(host, port));
            }
            case AppAddress.Unix(var path) -> {
                ChannelFactory<?> channels = epoll ? EpollDomainSocketChannel::new : NioDomainSocketChannel::new;
                SocketAddress socket =
                        epoll ? new DomainSocketAddress(path.toString()) : UnixDomainSocketAddress.of(path);
                yield bootstrap.channelFactory(() -> channels.newChannel()).connect(socket);
            }
        };
    }

    private static InetSocketAddress tcp(String host, int port) {
        byte[] literal = NetUtil.createByteArrayFromIpAddressString(host);
        if (literal == null) {
            return InetSocketAddress.createUnresolved(host, port);
        }
        try {
            return new InetSocketAddress(InetAddress.getByAddress(literal), port);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("not an address: " + host, e);
        }
    }
}
