package dev.slipway.wire;

import static dev.slipway.testing.Http2Client.DATA;
import static dev.slipway.testing.Http2Client.END_STREAM;
import static dev.slipway.testing.Http2Client.GOAWAY;
import static dev.slipway.testing.Http2Client.HEADERS;
import static dev.slipway.testing.Http2Client.PING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.testing.App;
import dev.slipway.testing.Edge;
import dev.slipway.testing.Http2Client;
import dev.slipway.testing.Http2Client.Frame;
import dev.slipway.testing.Routes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HTTP/2 connections over time: bodies both ways, deadlines, and the end of a node. */
class Http2LifeTest {
    private final CountDownLatch answer = new CountDownLatch(1);
    private final CountDownLatch asked = new CountDownLatch(1);
    private App app;
    private Edge edge;
    private Http2Client client;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        app = App.playing(connection -> {
            String head = connection.readHead();
            asked.countDown();
            if (head.contains("/slow")) {
                try {
                    answer.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nslow");
            } else if (head.contains("/half")) {
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
                return;
            } else if (head.contains("/echo")) {
                String length = Integer.toString(chunkedLength(connection));
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + length.length() + "\r\n\r\n" + length);
            }
            connection.awaitEnd();
        });
        edge = Small.site(folder, Routes.app("/app/*")).app(app.port()).start();
        client = Http2Client.to(edge.port());
        client.begin();
    }

    /** How many octets come up to the last chunk. */
    private static int chunkedLength(App.Connection connection) throws IOException {
        InputStream in = connection.socket().getInputStream();
        byte[] piece = new byte[64 << 10];
        String tail = "";
        int length = 0;
        for (int read; !tail.endsWith("0\r\n\r\n") && (read = in.read(piece)) >= 0; ) {
            length += read;
            String text = tail + new String(piece, 0, read, StandardCharsets.ISO_8859_1);
            tail = text.substring(Math.max(0, text.length() - 8));
        }
        return length;
    }

    @AfterEach
    void stop() throws IOException {
        answer.countDown();
        client.close();
        edge.close();
        app.close();
    }

    @Test
    void aLargeFileComesWhole() throws IOException {
        assertThat(client.get(1, "/big").answer(1).body()).hasSize(Small.BIG);
    }

    @Test
    void aLargeUploadGoesThroughAsTheAppTakesIt() throws Exception {
        client.post(1, "/app/echo");
        int pieces = 400;
        CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
            try {
                sendWithinWindows(pieces);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        sending.join();
        Http2Client.Answer got = client.answer(1);
        assertThat(got.status()).isEqualTo(200);
        // Chunk sizes come on top of what was sent.
        assertThat(Integer.parseInt(got.text())).isGreaterThan(pieces * 16_384);
    }

    /** Sends as a client must: no more than it was given windows for. */
    private void sendWithinWindows(int pieces) throws IOException {
        long stream = 256 << 10;
        long connection = 65_535;
        for (int i = 0; i < pieces; i++) {
            while (stream < 16_384 || connection < 16_384) {
                Frame update = client.await(frame -> frame.type() == Http2Client.WINDOW_UPDATE);
                if (update.stream() == 0) {
                    connection += update.integer(0);
                } else {
                    stream += update.integer(0);
                }
            }
            client.data(1, i == pieces - 1, new byte[16_384]);
            stream -= 16_384;
            connection -= 16_384;
        }
    }

    @Test
    void anAnswerOfTheAppThatBreaksOffIsNotEndedCleanly() throws IOException {
        client.get(1, "/app/half");
        assertThat(client.reset(1)).isEqualTo(Http2Code.INTERNAL_ERROR.ordinal());
        assertThat(client.get(3, "/b").answer(3).text()).isEqualTo("content of b");
    }

    @Test
    void aBodyThatDoesNotComeIsTimedOut() throws Exception {
        client.post(1, "/app/echo").data(1, false, (byte) 1);
        client.frame(PING, 0, 0, new byte[8]);
        client.await(frame -> frame.type() == PING);
        asked.await();
        edge.skip(Duration.ofSeconds(31));
        assertThat(client.answer(1).status()).isEqualTo(408);
        assertThat(client.reset(1)).isEqualTo(Http2Code.NO_ERROR.ordinal());
    }

    @Test
    void aHeadThatDoesNotEndIsTimedOut() throws IOException {
        client.frame(HEADERS, END_STREAM, 1, client.block(Http2Client.request("GET", "/a")));
        client.await(frame -> frame.type() == Http2Client.SETTINGS && frame.flags() == 1);
        edge.skip(Duration.ofSeconds(11));
        assertThat(client.goAway()).isEqualTo(Http2Code.PROTOCOL_ERROR.ordinal());
        assertThat(edge.recorder().refusals()).contains("slow-head");
    }

    @Test
    void aPrefaceThatDoesNotEndIsTimedOut() throws IOException {
        try (Http2Client slow = Http2Client.to(edge.port())) {
            slow.raw("PRI * HTTP/2.0\r\n\r\nSM".getBytes(StandardCharsets.US_ASCII));
            slow.read();
            edge.skip(Duration.ofSeconds(11));
            assertThat(slow.goAway()).isEqualTo(Http2Code.PROTOCOL_ERROR.ordinal());
        }
    }

    @Test
    void anIdleConnectionIsClosed() throws IOException {
        client.get(1, "/a").answer(1);
        edge.skip(Duration.ofSeconds(1));
        client.get(3, "/a").answer(3);
        edge.skip(Duration.ofSeconds(76));
        assertThat(client.goAway()).isEqualTo(Http2Code.NO_ERROR.ordinal());
        assertThat(client.isClosed()).isTrue();
    }

    @Test
    void aClientThatLeavesIsForgottenByTheApp() throws IOException {
        client.get(1, "/app/slow");
        client.frame(PING, 0, 0, new byte[8]);
        client.await(frame -> frame.type() == PING);
        client.close();
        Edge.await("the connection is over", () -> edge.listener().connections() == 0);
    }

    @Test
    void aNodeThatEndsLetsFinishWhatRuns() throws Exception {
        client.get(1, "/app/slow");
        client.frame(PING, 0, 0, new byte[8]);
        client.await(frame -> frame.type() == PING);
        CompletableFuture<Boolean> drained = CompletableFuture.supplyAsync(() -> {
            try {
                return edge.listener().drain();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        });
        Frame warning = client.await(frame -> frame.type() == GOAWAY);
        assertThat(warning.integer(0)).isEqualTo(Integer.MAX_VALUE);
        assertThat(warning.integer(4)).isZero();
        // A request that was on its way is still answered.
        assertThat(client.get(3, "/b").answer(3).text()).isEqualTo("content of b");
        Frame ping = client.await(frame -> frame.type() == PING);
        client.frame(PING, 1, 0, ping.payload());
        Frame last = client.await(frame -> frame.type() == GOAWAY);
        assertThat(last.integer(0)).isEqualTo(3);
        client.get(5, "/a");
        answer.countDown();
        assertThat(client.await(frame -> frame.type() == DATA).payload())
                .asString()
                .isEqualTo("slow");
        assertThat(drained.join()).isTrue();
        assertThat(client.isClosed()).isTrue();
    }

    @Test
    void anIdleConnectionClosesAtOnceWhenTheNodeEnds() throws Exception {
        client.get(1, "/a").answer(1);
        assertThat(edge.listener().drain()).isTrue();
        assertThat(client.goAway()).isZero();
    }
}
