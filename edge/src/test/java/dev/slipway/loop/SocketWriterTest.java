package dev.slipway.loop;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Real sockets, and a peer that reads when it is told to. */
class SocketWriterTest {
    private EventLoopGroup loops;
    private ServerSocket server;
    private Socket peer;
    private Channel channel;
    private SocketWriter writer;

    @BeforeEach
    void connect() throws IOException {
        assumeThat(Epoll.isAvailable()).isTrue();
        loops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        channel = new Bootstrap()
                .group(loops)
                .channel(EpollSocketChannel.class)
                .handler(new ChannelInboundHandlerAdapter())
                .connect(server.getLocalSocketAddress())
                .syncUninterruptibly()
                .channel();
        peer = server.accept();
        peer.setSoTimeout(20_000);
        writer = new SocketWriter(channel, true);
    }

    @AfterEach
    void close() throws IOException {
        if (loops != null) {
            channel.close().syncUninterruptibly();
            peer.close();
            server.close();
            loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    private <T> T onLoop(Callable<T> work) throws Exception {
        return channel.eventLoop().submit(work).get(20, TimeUnit.SECONDS);
    }

    private void send(String text) throws Exception {
        onLoop(() -> {
            writer.send(writer.buffer(16).writeBytes(text.getBytes(ISO_8859_1)));
            return null;
        });
    }

    private String received(int bytes) throws IOException {
        return new String(peer.getInputStream().readNBytes(bytes), ISO_8859_1);
    }

    @Test
    void whatLeavesAtOnceLeavesItsBufferForTheNext() throws Exception {
        ByteBuf first = onLoop(() -> {
            ByteBuf buffer = writer.buffer(4096);
            writer.send(buffer.writeBytes("one".getBytes(ISO_8859_1)));
            return buffer;
        });
        ByteBuf second = onLoop(() -> writer.buffer(1000));

        assertThat(received(3)).isEqualTo("one");
        assertThat(second).isSameAs(first);
        assertThat(second.isReadable()).as("it is empty again").isFalse();
        assertThat(onLoop(() -> writer.buffer(4096)))
                .as("while somebody has it, the next is another's")
                .isNotSameAs(second)
                .satisfies(ByteBuf::release);
        second.release();
    }

    @Test
    void bytesStayInOrderBehindWhatTheChannelHolds() throws Exception {
        onLoop(() -> {
            channel.write(channel.alloc().directBuffer().writeBytes("held, ".getBytes(ISO_8859_1)));
            writer.send(writer.buffer(16).writeBytes("then ".getBytes(ISO_8859_1)));
            writer.sendAhead(writer.buffer(16).writeBytes("this ".getBytes(ISO_8859_1)));
            channel.writeAndFlush(channel.alloc().directBuffer().writeBytes("and that".getBytes(ISO_8859_1)));
            return null;
        });

        assertThat(received(24)).isEqualTo("held, then this and that");
    }

    /** Megabytes that no socket takes at once: the rest waits in the channel, and what follows waits behind it. */
    @Test
    void whatTheKernelDoesNotTakeFollowsLater() throws Exception {
        byte[] much = new byte[24 << 20];
        new Random(7).nextBytes(much);
        boolean waited = onLoop(() -> {
            writer.send(channel.alloc().directBuffer(much.length).writeBytes(much));
            writer.send(writer.buffer(16).writeBytes("end".getBytes(ISO_8859_1)));
            return channel.unsafe().outboundBuffer().totalPendingWriteBytes() > 0;
        });

        assertThat(waited).as("the kernel did not take all of it").isTrue();
        InputStream in = peer.getInputStream();
        assertThat(in.readNBytes(much.length)).isEqualTo(much);
        assertThat(received(3)).isEqualTo("end");
    }

    @Test
    void aConnectionThatBrokeIsClosedAndItsBytesAreFreed() throws Exception {
        peer.setSoLinger(true, 0);
        peer.close();
        ByteBuf bytes = onLoop(() -> channel.alloc().directBuffer());
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (channel.isOpen() && System.nanoTime() < deadline) {
            send("anybody?");
        }
        assertThat(channel.isOpen()).isFalse();

        onLoop(() -> {
            writer.send(bytes.writeBytes("nobody".getBytes(ISO_8859_1)));
            return null;
        });
        assertThat(bytes.refCnt()).isZero();
    }

    /** Where a handler encrypts, nothing may go past it. */
    @Test
    void withoutAPlainSocketAllOfItGoesThroughTheChannel() throws Exception {
        writer = new SocketWriter(channel, false);
        ByteBuf first = onLoop(() -> {
            ByteBuf buffer = writer.buffer(64);
            writer.send(buffer.writeBytes("one".getBytes(ISO_8859_1)));
            return buffer;
        });

        assertThat(received(3)).isEqualTo("one");
        assertThat(first.refCnt()).as("the channel released it").isZero();
    }
}
