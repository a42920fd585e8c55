package dev.slipway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.testing.App;
import dev.slipway.testing.Edge;
import dev.slipway.testing.RawClient;
import dev.slipway.testing.RawClient.Response;
import dev.slipway.testing.Routes;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Persistence, pipelining and the end of connections (RFC 9112 §9.3 to §9.6). */
class Rfc9112Section9_3Test {
    private App app;
    private Edge edge;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        // Waits for the request's end like a worker that reads a form: a broken body must not reach an answer.
        app = App.playing(App.Connection::awaitEnd);
        edge = Small.site(folder, Routes.app("/app/*")).app(app.port()).start();
    }

    @AfterEach
    void stop() throws IOException {
        edge.close();
        app.close();
    }

    @Test
    void answersOfPipelinedRequestsComeInOrder() throws IOException {
        try (RawClient client = edge.connect()) {
            // The first of each is read from disk, the others are in memory by then.
            client.send((Small.get("/a") + Small.get("/big") + Small.get("/missing") + Small.get("/b")).repeat(5));
            for (int i = 0; i < 5; i++) {
                assertThat(client.read().text()).isEqualTo("content of a");
                assertThat(client.read().body()).hasSize(Small.BIG);
                assertThat(client.read().status()).isEqualTo(404);
                assertThat(client.read().text()).isEqualTo("content of b");
            }
        }
    }

    @Test
    void manyPipelinedRequestsAreAnsweredWhileTheClientOnlyWrites() throws Exception {
        int count = 20_000;
        edge.recorder().forget();
        try (RawClient client = edge.connect()) {
            Thread writer = Thread.ofVirtual().start(() -> {
                try {
                    client.send(Small.get("/a").repeat(count));
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            for (int i = 0; i < count; i++) {
                assertThat(client.read().text()).isEqualTo("content of a");
            }
            writer.join();
        }
    }

    @Test
    void aRequestThatSaysCloseIsTheLast() throws IOException {
        try (RawClient client = edge.connect()) {
            client.send(Small.request("GET /a HTTP/1.1", "Connection: close\r\n") + Small.get("/b"));
            assertThat(client.read().closes()).isTrue();
            client.expectClose();
        }
    }

    @Test
    void http10ClosesUnlessItAsksNotTo() throws IOException {
        try (RawClient client = edge.connect()) {
            client.send(Small.request("GET /a HTTP/1.0", "Connection: keep-alive\r\n"));
            assertThat(client.read().field("Connection")).isEqualTo("keep-alive");
            client.send(Small.request("GET /a HTTP/1.0", ""));
            assertThat(client.read().closes()).isTrue();
            client.expectClose();
        }
    }

    @Test
    void aSmallUnreadBodyIsDroppedAndTheConnectionKept() throws IOException {
        try (RawClient client = edge.connect()) {
            client.send(Small.request("POST /a HTTP/1.1", "Content-Length: 10\r\n"));
            assertThat(client.read().status()).isEqualTo(405);
            client.send("GET /evil ");
            assertThat(client.send(Small.get("/b")).read().text()).isEqualTo("content of b");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 10000000\r\n", "Transfer-Encoding: chunked\r\n"})
    void aLargeUnreadBodyEndsTheConnectionButNotTheAnswer(String framing) throws IOException {
        try (RawClient client = edge.connect()) {
            client.send(Small.request("POST /a HTTP/1.1", framing) + "5\r\nhello\r\n" + "x".repeat(100_000));
            Response response = client.read();
            assertThat(response.status()).isEqualTo(405);
            assertThat(response.closes()).isTrue();
            client.expectClose();
        }
    }

    @Test
    void nothingBehindABrokenChunkIsARequest() throws IOException {
        try (RawClient client = edge.connect()) {
            client.send(Small.request("POST /app/x HTTP/1.1", "Transfer-Encoding: chunked\r\n") + "3\r\nabc\r\n");
            client.send("zz\r\n" + Small.get("/b"));
            Response response = client.read();
            assertThat(response.status()).isEqualTo(400);
            assertThat(response.closes()).isTrue();
            assertThat(response.text()).contains("bad-chunk");
            client.expectClose();
        }
    }

    @Test
    void nothingBehindABrokenChunkOfADroppedBodyIsARequest() throws IOException {
        try (RawClient client = edge.connect()) {
            client.send(
                    Small.request("POST /a HTTP/1.1", "Transfer-Encoding: chunked\r\n") + "zz\r\n" + Small.get("/b"));
            assertThat(client.read().closes()).isTrue();
            client.expectClose();
        }
    }

    @Test
    void aClientThatClosesItsSideStillGetsWhatItAskedFor() throws IOException {
        try (RawClient client = edge.connect()) {
            client.send(Small.get("/a") + Small.get("/big") + Small.get("/b")).finishSending();
            assertThat(client.read().text()).isEqualTo("content of a");
            assertThat(client.read().body()).hasSize(Small.BIG);
            assertThat(client.read().text()).isEqualTo("content of b");
            client.expectClose();
        }
        Edge.await("the connection is gone", () -> edge.listener().connections() == 0);
    }

    @Test
    void aClientThatClosesWithinARequestIsLetGo() throws IOException {
        try (RawClient client = edge.connect()) {
            client.send("GET /a HT").finishSending();
            client.expectClose();
        }
        try (RawClient client = edge.connect()) {
            client.send(Small.request("POST /app/x HTTP/1.1", "Content-Length: 10\r\n") + "abc")
                    .finishSending();
            assertThat(client.read().status()).isEqualTo(400);
            client.expectClose();
        }
        Edge.await("the connections are gone", () -> edge.listener().connections() == 0);
    }

    @Test
    void aClientThatLeavesWhileTheAppWorksIsRecordedOnce() throws IOException {
        try (RawClient client = edge.connect()) {
            client.send(Small.get("/app/slow"));
            Edge.await("the app is asked", () -> edge.listener().connections() == 1);
        }
        Edge.await("the connection is gone", () -> edge.listener().connections() == 0);
        Edge.await("the exchange is recorded", () -> edge.recorder().recorded() > 0);
        assertThat(edge.recorder().events()).singleElement().satisfies(event -> {
            assertThat(event.detail()).isEqualTo("client-left");
            assertThat(event.complete()).isFalse();
        });
    }
}
