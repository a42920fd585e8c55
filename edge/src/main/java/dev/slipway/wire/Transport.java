package dev.slipway.wire;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;

/** The event loops: on epoll where its native library loads, else on the JDK's selectors. */
public final class Transport {
    private Transport() {}

    public static boolean isEpoll() {
        return Epoll.isAvailable();
    }

    /** One loop for each processor that the process may use. */
    public static EventLoopGroup loops(int count) {
        IoHandlerFactory handlers = isEpoll() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        return new MultiThreadIoEventLoopGroup(count, handlers);
    }
}
