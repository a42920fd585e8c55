package dev.slipway.wire;

import static dev.slipway.testing.Http2Client.CONTINUATION;
import static dev.slipway.testing.Http2Client.DATA;
import static dev.slipway.testing.Http2Client.END_HEADERS;
import static dev.slipway.testing.Http2Client.END_STREAM;
import static dev.slipway.testing.Http2Client.HEADERS;
import static dev.slipway.testing.Http2Client.PING;
import static dev.slipway.testing.Http2Client.PRIORITY;
import static dev.slipway.testing.Http2Client.RST_STREAM;
import static dev.slipway.testing.Http2Client.SETTINGS;
import static dev.slipway.testing.Http2Client.WINDOW_UPDATE;
import static dev.slipway.testing.Http2Client.bytes;
import static dev.slipway.testing.Http2Client.integer;
import static dev.slipway.testing.Http2Client.pairs;
import static dev.slipway.testing.Http2Client.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.testing.App;
import dev.slipway.testing.Edge;
import dev.slipway.testing.Http2Client;
import dev.slipway.testing.Routes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients that ask for work and take nothing (RFC 9113 §10.5): bounded, and sent away when they go on. */
class Rfc9113Section10_5Test {
    private final AtomicInteger asked = new AtomicInteger();
    private App app;
    private Edge edge;
    private Http2Client client;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        app = App.playing(connection -> {
            if (!connection.readHead().isEmpty()) {
                asked.incrementAndGet();
            }
            connection.awaitEnd();
        });
        edge = Small.site(folder, Routes.app("/app/*")).app(app.port()).start();
        client = Http2Client.to(edge.port());
        client.begin();
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        edge.close();
        app.close();
    }

    private static byte[] many(int count, byte[] frame) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            all.writeBytes(frame);
        }
        return all.toByteArray();
    }

    static Stream<Arguments> floods() {
        return Stream.of(
                flood("PING", bytes(PING, 0, 0, new byte[8])),
                flood("SETTINGS", bytes(SETTINGS, 0, 0)),
                flood("SETTINGS that move the window", bytes(SETTINGS, 0, 0, pairs(4, 1, 4, 100_000))),
                flood("acknowledgements", bytes(SETTINGS, 1, 0)),
                flood("PRIORITY", bytes(PRIORITY, 0, 1, new byte[5])),
                flood("empty DATA", bytes(DATA, 0, 1)),
                flood("DATA of padding", bytes(DATA, 8, 1, new byte[] {0})),
                flood("WINDOW_UPDATE", bytes(WINDOW_UPDATE, 0, 0, integer(1))),
                flood("WINDOW_UPDATE of a stream", bytes(WINDOW_UPDATE, 0, 1, integer(1))),
                flood("unknown types", bytes(0xee, 0, 0)),
                flood("DATA after its stream", bytes(DATA, 0, 3, (byte) 1)));
    }

    private static Arguments flood(String what, byte[] frame) {
        return Arguments.of(what, frame);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("floods")
    void aFloodOfFramesThatAskForNothingEndsTheConnection(String what, byte[] frame) throws IOException {
        client.post(1, "/app/");
        client.get(3, "/b").answer(3);
        Thread.ofVirtual().start(() -> {
            try {
                client.raw(many(5000, frame));
            } catch (IOException theEdgeLeft) {
                return;
            }
        });
        assertThat(client.goAway()).as(what).isEqualTo(Http2Code.ENHANCE_YOUR_CALM.ordinal());
        assertThat(client.isClosed()).isTrue();
    }

    @Test
    void rapidResetsEndTheConnectionAndTheAppHasLittleToDo() throws IOException {
        byte[] reset = integer(Http2Code.CANCEL.ordinal());
        Thread.ofVirtual().start(() -> {
            try {
                for (int stream = 1; stream < 20_000; stream += 2) {
                    byte[] head =
                            bytes(HEADERS, END_STREAM | END_HEADERS, stream, client.block(request("GET", "/app/")));
                    client.raw(head).raw(bytes(RST_STREAM, 0, stream, reset));
                }
            } catch (IOException theEdgeLeft) {
                return;
            }
        });
        assertThat(client.goAway()).isEqualTo(Http2Code.ENHANCE_YOUR_CALM.ordinal());
        assertThat(asked.get()).isLessThanOrEqualTo(202);
        assertThat(edge.recorder().refusals()).contains("h2-too-many-resets");
    }

    @Test
    void resetsThatTheEdgeIsMadeToSendCountAsWell() throws IOException {
        Thread.ofVirtual().start(() -> {
            try {
                for (int stream = 1; stream < 20_000; stream += 2) {
                    client.post(stream, "/app/").frame(WINDOW_UPDATE, 0, stream, integer(0));
                }
            } catch (IOException theEdgeLeft) {
                return;
            }
        });
        assertThat(client.goAway()).isEqualTo(Http2Code.ENHANCE_YOUR_CALM.ordinal());
        assertThat(asked.get()).isLessThanOrEqualTo(202);
    }

    @Test
    void whoCancelsNowAndThenMayGoOn() throws IOException {
        int stream = 1;
        for (int page = 0; page < 5; page++) {
            for (int i = 0; i < 90; i++, stream += 2) {
                client.get(stream, "/app/").frame(RST_STREAM, 0, stream, integer(8));
            }
            assertThat(client.get(stream, "/b").answer(stream).text()).isEqualTo("content of b");
            stream += 2;
            edge.skip(Duration.ofSeconds(5));
        }
    }

    @Test
    void aBlockWithoutAnEndEndsTheConnection() throws IOException {
        client.frame(HEADERS, END_STREAM, 1, client.block(request("GET", "/a")));
        Thread.ofVirtual().start(() -> {
            try {
                client.raw(many(1000, bytes(CONTINUATION, 0, 1, new byte[16_000])));
            } catch (IOException theEdgeLeft) {
                return;
            }
        });
        assertThat(client.goAway()).isEqualTo(Http2Code.ENHANCE_YOUR_CALM.ordinal());
    }

    @Test
    void aBlockOfManyEmptyFragmentsEndsTheConnection() throws IOException {
        client.frame(HEADERS, END_STREAM, 1, client.block(request("GET", "/a")));
        client.raw(many(100, bytes(CONTINUATION, 0, 1)));
        assertThat(client.goAway()).isEqualTo(Http2Code.ENHANCE_YOUR_CALM.ordinal());
    }

    @Test
    void aBombOfIndexedLinesIsRefusedAndTheConnectionGoesOn() throws IOException {
        // One line of 4,000 octets in the table, then 8,000 times its index: 32 MB, were it put together.
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        block.writeBytes(Http2Client.literals(request("GET", "/a")));
        block.write(0x40);
        byte[] literal = Http2Client.literals("x", "y".repeat(4000));
        block.write(literal, 1, literal.length - 1);
        block.writeBytes(many(8000, new byte[] {(byte) (0x80 | 62)}));
        client.frame(HEADERS, END_STREAM | END_HEADERS, 1, block.toByteArray());
        assertThat(client.answer(1).status()).isEqualTo(431);
        assertThat(client.get(3, "/b").answer(3).text()).isEqualTo("content of b");
    }

    @Test
    void crumbsOfACookieAreCountedAsFields() throws IOException {
        String[] crumbs = new String[2 * 5000];
        for (int i = 0; i < crumbs.length; i += 2) {
            crumbs[i] = "cookie";
            crumbs[i + 1] = "";
        }
        client.head(1, END_STREAM, Http2Client.literals(request("GET", "/a", crumbs)));
        assertThat(client.answer(1).status()).isEqualTo(431);
    }

    @Test
    void aClientThatTakesNothingLosesItsStream() throws IOException {
        client.get(1, "/big");
        client.await(frame -> frame.type() == DATA);
        edge.skip(Duration.ofSeconds(31));
        assertThat(client.reset(1)).isEqualTo(Http2Code.CANCEL.ordinal());
        assertThat(edge.recorder().refusals()).contains("h2-window-stalled");
    }

    @Test
    void tinyFramesOfABodyThatWaitsTakeLittleMemory() throws IOException {
        client.post(1, "/app/");
        byte[] tiny = many(50_000, bytes(DATA, 0, 1, (byte) 7));
        client.raw(tiny).frame(PING, 0, 0, new byte[8]);
        client.await(frame -> frame.type() == PING);
        assertThat(client.get(3, "/b").answer(3).text()).isEqualTo("content of b");
    }

    @Test
    void aClientThatReadsNothingLosesItsConnection() throws IOException {
        client.close();
        try (Http2Client deaf = Http2Client.narrow(edge.port())) {
            deaf.begin(4, 1 << 30).frame(WINDOW_UPDATE, 0, 0, integer(1 << 30));
            for (int i = 0; i < 50; i++) {
                deaf.get(2 * i + 1, "/big");
            }
            Edge.await("the deaf client is gone", () -> {
                edge.skip(Duration.ofSeconds(31));
                return edge.listener().connections() == 0;
            });
        }
    }
}
