package dev.slipway.origin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.body.BodySink;
import dev.slipway.body.BodyStream;
import dev.slipway.http.Fields;
import dev.slipway.origin.AppFailure.Reason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies much larger than memory would like, in both directions. */
class StreamingTest {
    private static final long LARGE = 100L << 20;
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aLargeUploadGoesAsFastAsTheAppReads(boolean chunked, @TempDir Path folder) throws Exception {
        AtomicLong read = new AtomicLong();
        try (ScriptedOrigin app = ScriptedOrigin.unix(folder.resolve("app.sock"), with -> {
                    with.readHead();
                    if (chunked) {
                        readChunks(with, read);
                    } else {
                        with.drain(LARGE, read);
                    }
                    with.send(OK);
                });
                Client client = Client.of(app.address())) {
            Source source = new Source(LARGE, 64 << 10, read);
            Client.Answer answer =
                    client.send("POST", "/", source, chunked ? -1 : LARGE).get();

            assertThat(answer.body()).isEqualTo("ok");
            assertThat(read.get()).isEqualTo(LARGE);
            assertThat(source.mostAhead)
                    .as("bytes given that the app has not read")
                    .isLessThan(4 << 20);
        }
    }

    @Test
    void aLargeAnswerWaitsForASlowReader() throws Exception {
        AtomicLong sent = new AtomicLong();
        try (ScriptedOrigin app = ScriptedOrigin.tcp(with -> {
                    with.readHead();
                    with.send("HTTP/1.1 200 OK\r\nContent-Length: " + LARGE + "\r\n\r\n");
                    byte[] block = new byte[64 << 10];
                    for (long left = LARGE; left > 0; left -= block.length) {
                        with.send(block);
                        sent.addAndGet(block.length);
                    }
                    with.readHead();
                });
                Client client = Client.of(app.address())) {
            Pausing reader = new Pausing();
            client.send("GET", "/", null, 0, reader);
            await(() -> reader.received > 0);
            // The app goes on until the socket's own buffers are full, and then stands still.
            long before = -1;
            while (before != sent.get()) {
                before = sent.get();
                long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(300);
                await(() -> System.nanoTime() > until);
            }
            assertThat(sent.get()).isLessThan(LARGE / 2);
            assertThat(reader.received).isLessThan(1 << 20);

            reader.pausing = false;
            client.loop().execute(() -> Objects.requireNonNull(reader.stream).resume());
            assertThat(reader.get().bodyBytes()).isEqualTo(LARGE);
            await(() -> idle(client) == 1);
        }
    }

    @Test
    void aReaderThatPausesAfterEveryPieceGetsEverything() throws Exception {
        String chunks = "3\r\nabc\r\n".repeat(5000);
        try (ScriptedOrigin app = ScriptedOrigin.tcp(with -> {
                    with.readHead();
                    with.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks + "0\r\n\r\n");
                });
                Client client = Client.of(app.address())) {
            Client.Collector reader = new Client.Collector() {
                @Override
                public boolean data(ByteBuf part) {
                    super.data(part);
                    client.loop().execute(() -> Objects.requireNonNull(stream).resume());
                    return false;
                }
            };
            assertThat(client.send("GET", "/", null, 0, reader).get().bodyBytes())
                    .isEqualTo(15_000);
        }
    }

    @Test
    void anAnswerBeforeTheEndOfTheUploadStopsItAndTheConnectionIsNotKept() throws Exception {
        try (ScriptedOrigin app = ScriptedOrigin.tcp(with -> {
                    with.readHead();
                    with.send("HTTP/1.1 413 Content Too Large\r\nContent-Length: 2\r\n\r\nno");
                    with.halfClose();
                });
                Client client = Client.of(app.address())) {
            Source source = new Source(LARGE, 64 << 10);
            Client.Answer answer = client.send("POST", "/", source, LARGE).get();

            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.body()).isEqualTo("no");
            assertThat(source.cancelled).isTrue();
            assertThat(idle(client)).isZero();
        }
    }

    @Test
    void aBodyOfAnotherLengthThanAnnouncedFailsTheRequest() throws Exception {
        try (ScriptedOrigin app = ScriptedOrigin.tcp(ScriptedOrigin.Conversation::hang);
                Client client = Client.of(app.address())) {
            for (long announced : new long[] {100, 20_000}) {
                Client.Answer answer = client.send("POST", "/", new Source(10_000, 1000), announced)
                        .get();
                assertThat(answer.failure()).extracting(AppFailure::reason).isEqualTo(Reason.REQUEST_BODY);
            }
        }
    }

    @Test
    void anUploadIsNeverSentTwice() throws Exception {
        var heads = new LinkedBlockingQueue<Integer>();
        try (ScriptedOrigin app = ScriptedOrigin.tcp(with -> {
                    with.readHead();
                    if (with.number() == 1) {
                        with.send(OK);
                        with.readHead();
                    }
                    heads.add(with.number());
                });
                Client client = Client.of(app.address(), app.address())) {
            client.get("/");
            client.get("/");
            Client.Answer answer =
                    client.send("PUT", "/", new Source(1000, 1000), 1000).get();
            assertThat(answer.failure()).extracting(AppFailure::reason).isEqualTo(Reason.CLOSED);
        }
    }

    private static void readChunks(ScriptedOrigin.Conversation with, AtomicLong read) throws IOException {
        while (true) {
            StringBuilder line = new StringBuilder();
            while (line.indexOf("\r\n") < 0) {
                line.append((char) with.read(1)[0]);
            }
            long size = Long.parseLong(line.substring(0, line.length() - 2), 16);
            with.drain(size, read);
            with.read(2);
            if (size == 0) {
                return;
            }
        }
    }

    private static int idle(Client client) {
        try {
            return client.idle();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited twenty seconds").isLessThan(deadline);
            Thread.yield();
        }
    }

    /** Takes one piece, then nothing until told. */
    private static final class Pausing extends Client.Collector {
        volatile boolean pausing = true;

        @Override
        public boolean data(ByteBuf part) {
            super.data(part);
            return !pausing;
        }
    }

    /** A request body of zeroes that obeys its sink. */
    private static final class Source implements BodyStream {
        private long left;
        private final int piece;
        private final AtomicLong read;
        private long given;
        private BodySink sink = new NoSink();
        private boolean running;
        volatile boolean cancelled;
        volatile long mostAhead;

        Source(long length, int piece) {
            this(length, piece, new AtomicLong());
        }

        /** @param read what the receiver has taken so far */
        Source(long length, int piece, AtomicLong read) {
            this.left = length;
            this.piece = piece;
            this.read = read;
        }

        @Override
        public void start(BodySink to) {
            sink = to;
            resume();
        }

        @Override
        public void resume() {
            if (running) {
                return;
            }
            running = true;
            boolean more = true;
            while (more && left > 0 && !cancelled) {
                int length = (int) Math.min(piece, left);
                left -= length;
                given += length;
                mostAhead = Math.max(mostAhead, given - read.get());
                more = sink.data(
                        PooledByteBufAllocator.DEFAULT.directBuffer(length).writeZero(length));
            }
            running = false;
            if (left == 0 && !cancelled) {
                sink.end(Fields.EMPTY);
            }
        }

        @Override
        public void cancel() {
            cancelled = true;
        }
    }

    private static final class NoSink implements BodySink {
        @Override
        public boolean data(ByteBuf bytes) {
            bytes.release();
            return false;
        }

        @Override
        public void end(Fields trailers) {}

        @Override
        public void fail(Throwable reason) {}
    }
}
