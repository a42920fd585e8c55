package dev.slipway.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Buffers that the kernel sends from: what leaves is what was written, also when the buffer is gone before it arrives. */
@Isolated("one of them takes all that the process may have")
class SendableBytesTest {
    private static final int LENGTH = SendableBytes.LEAST + 12_345;

    /** One in memory, or where there can be none, one of the usual kind. */
    private static ByteBuf buffer(int bytes) {
        SendableBytes.Place place = SendableBytes.Place.of(bytes);
        return place == null ? Unpooled.directBuffer(bytes, bytes) : new SendableBytes(place);
    }

    private static byte[] content(int seed) {
        byte[] content = new byte[LENGTH];
        new Random(seed).nextBytes(content);
        return content;
    }

    @Test
    void itIsABufferAsAny() {
        ByteBuf bytes = buffer(LENGTH);
        try {
            assertThat(bytes).isInstanceOf(SendableBytes.class);
            assertThat(bytes.readableBytes()).isZero();
            assertThat(bytes.maxCapacity()).isEqualTo(LENGTH);
            bytes.writeBytes(content(1));
            assertThat(bytes).isEqualTo(Unpooled.wrappedBuffer(content(1)));
        } finally {
            bytes.release();
        }
    }

    /** Netty writes from what it is given here; two event loops must not be given the same. */
    @Test
    void loopsShareNothingOfItButTheBytes() {
        for (ByteBuf bytes : List.of(buffer(LENGTH), new SharedBytes(LENGTH))) {
            bytes.writeBytes(content(1));
            ByteBuf view = bytes.slice(10, 100);
            ByteBuffer one = view.internalNioBuffer(0, 50);
            ByteBuffer other = bytes.duplicate().internalNioBuffer(1000, 2000);
            assertThat(Unpooled.wrappedBuffer(one)).isEqualTo(bytes.slice(10, 50));
            assertThat(Unpooled.wrappedBuffer(other)).isEqualTo(bytes.slice(1000, 2000));
            bytes.release();
        }
    }

    @Test
    void fewBytesAndOtherBuffersAreNotForTheKernel() {
        ByteBuf few = buffer(SendableBytes.LEAST - 1);
        ByteBuf other = Unpooled.directBuffer(LENGTH).writeBytes(content(1));
        ByteBuf sendable = buffer(LENGTH).writeBytes(content(1));
        try {
            assertThat(few).isNotInstanceOf(SendableBytes.class);
            assertThat(SendableBytes.find(other)).isNull();
            assertThat(SendableBytes.find(sendable.slice(0, SendableBytes.LEAST - 1)))
                    .isNull();
        } finally {
            few.release();
            other.release();
            sendable.release();
        }
    }

    /** Every client has a view of its own, from another place on, and none is in the way of another. */
    @Test
    void aViewIsSentFromWhereItBegins() throws IOException {
        ByteBuf whole = buffer(LENGTH).writeBytes(content(2));
        for (int from : List.of(0, 1, 4095, 4096, 12_345)) {
            ByteBuf view = whole.retainedSlice(from, LENGTH - from).slice(0, SendableBytes.LEAST);
            try (Pair pair = new Pair()) {
                pair.send(view);
                assertThat(pair.read(SendableBytes.LEAST)).isEqualTo(whole.slice(from, SendableBytes.LEAST));
                view.release();
            }
        }
        assertThat(whole.refCnt()).isOne();
        whole.release();
    }

    /** The kernel still has pages of it on their way when the next object is written. */
    @Test
    void whatIsOnItsWayDoesNotChangeWhenTheBufferIsFreedAndOthersAreWritten() throws IOException {
        List<Pair> pairs = new ArrayList<>();
        try {
            for (int i = 0; i < 50; i++) {
                Pair pair = new Pair();
                pairs.add(pair);
                ByteBuf bytes = buffer(LENGTH).writeBytes(content(i));
                pair.send(bytes);
                assertThat(bytes.release()).isTrue();
            }
            for (int i = 0; i < 50; i++) {
                assertThat(pairs.get(i).read(LENGTH)).isEqualTo(Unpooled.wrappedBuffer(content(i)));
            }
        } finally {
            for (Pair pair : pairs) {
                pair.close();
            }
        }
    }

    @Test
    void whatWasReadFromAFileIsSentFromItThoughItIsDeleted(@TempDir Path folder) throws IOException {
        Path path = Files.write(folder.resolve("content"), content(3));
        ByteBuf bytes = Objects.requireNonNull(new MemoryBudget(LENGTH).read(path, LENGTH));
        Files.delete(path);
        assertThat(SendableBytes.find(bytes)).isNotNull();
        assertThat(bytes).isEqualTo(Unpooled.wrappedBuffer(content(3)));
        try (Pair pair = new Pair()) {
            pair.send(bytes.skipBytes(5));
            assertThat(bytes.release()).isTrue();
            assertThat(pair.read(LENGTH - 5))
                    .isEqualTo(Unpooled.wrappedBuffer(content(3)).skipBytes(5));
        }
    }

    @Test
    void aFileThatIsTooShortFails(@TempDir Path folder) throws IOException {
        Path path = Files.write(folder.resolve("content"), content(3));
        assertThatThrownBy(() -> new MemoryBudget(1 << 20).read(path, LENGTH + 1))
                .isInstanceOf(EOFException.class)
                .hasMessageContaining("shorter than");
    }

    @Test
    void whereTooManyAreOpenOneGetsABufferOfTheUsualKind() {
        List<ByteBuf> open = new ArrayList<>();
        try {
            for (int i = 0; i <= SendableBytes.MOST; i++) {
                open.add(buffer(SendableBytes.LEAST));
            }
            assertThat(open.getLast()).isNotInstanceOf(SendableBytes.class);
        } finally {
            open.forEach(ByteBuf::release);
        }
        ByteBuf again = buffer(LENGTH);
        assertThat(again).isInstanceOf(SendableBytes.class);
        again.release();
    }

    /** Two ends of a connection; what one sends fits into the buffers between. */
    private static final class Pair implements AutoCloseable {
        private final SocketChannel from;
        private final SocketChannel to;

        Pair() throws IOException {
            try (ServerSocketChannel server = ServerSocketChannel.open()) {
                server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                from = SocketChannel.open(server.getLocalAddress());
                to = server.accept();
            }
        }

        void send(ByteBuf bytes) throws IOException {
            SendableBytes.InFile place = Objects.requireNonNull(SendableBytes.find(bytes));
            for (long sent = 0; sent < place.length(); ) {
                sent += place.file().transferTo(place.offset() + sent, place.length() - sent, from);
            }
        }

        ByteBuf read(int length) throws IOException {
            ByteBuffer read = ByteBuffer.allocate(length);
            while (read.hasRemaining()) {
                if (to.read(read) < 0) {
                    throw new IOException("ended after " + read.position());
                }
            }
            return Unpooled.wrappedBuffer(read.flip());
        }

        @Override
        public void close() throws IOException {
            from.close();
            to.close();
        }
    }
}
