package dev.slipway.check.timing;

import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * The one event loop that sends and receives, woken as exactly as the system can. The JDK's selectors wait in whole
 * milliseconds, so a request would leave half a millisecond late on average, and its latency would say so of the server.
 * epoll waits in nanoseconds, to which Linux adds a slack of 50 µs unless the thread asks for less.
 */
final class SendingLoop implements AutoCloseable {
    private static final Path THIS_THREAD = Path.of("/proc/thread-self");

    private final MultiThreadIoEventLoopGroup group;
    private final EventLoop loop;

    SendingLoop() {
        IoHandlerFactory handlers = Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        this.group = new MultiThreadIoEventLoopGroup(1, handlers);
        this.loop = group.next();
        loop.execute(SendingLoop::withoutSlack);
    }

    EventLoop loop() {
        return loop;
    }

    static Class<? extends SocketChannel> channelType() {
        return Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class;
    }

    /** Asks for the least slack there is (0 would mean the default); where that is not possible, wake-ups are later. */
    private static void withoutSlack() {
        try {
            if (Files.exists(slackOfThisThread())) {
                Files.writeString(slackOfThisThread(), "1");
            }
        } catch (IOException e) {
            // Not Linux, or a container without it: the lag that every report shows says what it costs.
        }
    }

    /** Where Linux keeps how many nanoseconds later than asked for a thread may be woken: {@code /proc/4711/timerslack_ns}. */
    static Path slackOfThisThread() throws IOException {
        if (!Files.exists(THIS_THREAD)) {
            return THIS_THREAD.resolve("timerslack_ns");
        }
        return Path.of(
                "/proc", Files.readSymbolicLink(THIS_THREAD).getFileName().toString(), "timerslack_ns");
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
