package dev.slipway.loop;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two real sockets on one loop, and a reader that keeps what it is given until the test lets it go. */
class LoopReadsTest {
    private record Read(Channel channel, LoopReads reads, ByteBuf bytes) {
        /** Lets the bytes go and does the rest, on the loop. */
        void release(Runnable then) throws Exception {
            channel.eventLoop()
                    .submit(() -> {
                        bytes.release();
                        then.run();
                    })
                    .get(20, TimeUnit.SECONDS);
        }

        void release() throws Exception {
            release(() -> {});
        }

        String text() {
            return bytes.toString(ISO_8859_1);
        }
    }

    private final BlockingQueue<Read> taken = new LinkedBlockingQueue<>();
    private EventLoopGroup loops;
    private Channel server;
    private Socket one;
    private Socket other;

    @BeforeEach
    void connect() throws IOException {
        assumeThat(Epoll.isAvailable()).isTrue();
        loops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        server = new ServerBootstrap()
                .group(loops)
                .channel(EpollServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new Reader(new LoopReads(channel)));
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .syncUninterruptibly()
                .channel();
        InetSocketAddress address = (InetSocketAddress) server.localAddress();
        one = new Socket(address.getAddress(), address.getPort());
        other = new Socket(address.getAddress(), address.getPort());
    }

    private final class Reader extends ChannelInboundHandlerAdapter {
        private final LoopReads reads;

        Reader(LoopReads reads) {
            this.reads = reads;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            taken.add(new Read(context.channel(), reads, (ByteBuf) message));
        }
    }

    @AfterEach
    void close() throws IOException {
        if (loops != null) {
            one.close();
            other.close();
            server.close().syncUninterruptibly();
            loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    private Read read(Socket socket, String text) throws Exception {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
        Read read = taken.poll(20, TimeUnit.SECONDS);
        assertThat(read).isNotNull();
        assertThat(read.text()).isEqualTo(text);
        return read;
    }

    @Test
    void connectionsHaveOneBufferInTurn() throws Exception {
        Read first = read(one, "one");
        first.release();
        Read second = read(other, "another");
        assertThat(second.bytes).isSameAs(first.bytes);
        second.release();
    }

    @Test
    void aBufferThatIsHeldIsNotUsedAgain() throws Exception {
        Read first = read(one, "one");
        Read second = read(other, "another");
        assertThat(second.bytes).isNotSameAs(first.bytes);
        assertThat(first.text()).isEqualTo("one");
        first.release();
        assertThat(first.bytes.refCnt()).as("the loop has let it go, too").isZero();
        second.release();
        Read third = read(one, "once more");
        assertThat(third.bytes).isSameAs(second.bytes);
        third.release();
    }

    @Test
    void apartAConnectionHasBuffersOfItsOwn() throws Exception {
        Read first = read(one, "one");
        first.release(() -> first.reads.apart(true));
        Read own = read(one, "own");
        assertThat(own.bytes).isNotSameAs(first.bytes);
        assertThat(own.bytes.capacity()).as("as large as what came").isLessThan(first.bytes.capacity());
        Read others = read(other, "another");
        assertThat(others.bytes).isSameAs(first.bytes);
        others.release();
        own.release(() -> own.reads.apart(false));
        Read back = read(one, "in turn again");
        assertThat(back.bytes).isSameAs(first.bytes);
        back.release();
    }
}
