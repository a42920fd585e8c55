package dev.slipway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.testing.Edge;
import dev.slipway.testing.RawClient;
import dev.slipway.testing.RawClient.Response;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parsing of requests as they arrive (RFC 9112 §2.2), and the bounds of heads. */
class Rfc9112Section2_2Test {
    private Edge edge;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        edge = Small.site(folder).start();
    }

    @AfterEach
    void stop() {
        edge.close();
    }

    @Test
    void aHeadMayArriveInTwoPiecesCutAnywhere() throws IOException {
        String request = Small.request("GET /a HTTP/1.1", "X: y\r\n");
        try (RawClient client = edge.connect()) {
            for (int cut = 1; cut < request.length(); cut++) {
                long before = edge.recorder().recorded();
                client.send(request.substring(0, cut));
                // A request in between on another connection shows that the edge has read on.
                try (RawClient other = edge.connect()) {
                    Small.expectUsable(other);
                }
                assertThat(edge.recorder().recorded()).isEqualTo(before + 1);
                client.send(request.substring(cut));
                assertThat(client.read().text()).as("cut at " + cut).isEqualTo("content of a");
            }
        }
    }

    @Test
    void oneEmptyLineBeforeARequestIsIgnored() throws IOException {
        try (RawClient client = edge.connect()) {
            for (int i = 0; i < 3; i++) {
                client.send("\r\n" + Small.get("/a"));
                assertThat(client.read().status()).isEqualTo(200);
            }
            client.send("\r\n\r\n" + Small.get("/a"));
            assertThat(client.read().status()).isEqualTo(400);
            client.expectClose();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\nGET /a HTTP/1.1\r\nHost: shop.localhost\r\n\r\n",
                "\r\rGET /a HTTP/1.1\r\nHost: shop.localhost\r\n\r\n",
                " GET /a HTTP/1.1\r\nHost: shop.localhost\r\n\r\n",
                "\0GET /a HTTP/1.1\r\nHost: shop.localhost\r\n\r\n",
                "GET /a HTTP/1.1\nHost: shop.localhost\n\n",
                "GET /a HTTP/1.1\r\nHost: shop.localhost\r\n\n",
                "GET /a HTTP/1.1\r\nHost: shop.localhost\r\nX: a\rb\r\n\r\n",
                "GET /a HTTP/1.1\r\nHost: shop.localhost\r\n X: folded\r\n\r\n",
                "GET /a\r\n\r\n",
                "\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\u0003\u0003\r\n\r\n"
            })
    void whatIsNoRequestIsRefusedAndTheConnectionClosed(String bytes) throws IOException {
        try (RawClient client = edge.connect()) {
            client.send(bytes + Small.get("/b"));

            Response response = client.read();
            assertThat(response.status()).isEqualTo(400);
            assertThat(response.closes()).isTrue();
            assertThat(response.field("Cache-Control")).isEqualTo("no-store");
            assertThat(response.text()).contains("refused").contains("Nothing of it was forwarded");
            client.expectClose();
        }
        assertThat(edge.recorder().refusals()).hasSize(1);
        assertThat(edge.recorder().events()).isEmpty();
    }

    @Test
    void aRequestLineBeyondItsBoundIs414EvenWhenItArrivesWhole() throws IOException {
        String longest = Small.get("/" + "x".repeat(8 * 1024 - "GET / HTTP/1.1\r".length()));
        String longer = Small.get("/" + "x".repeat(9 * 1024));
        try (RawClient client = edge.connect()) {
            assertThat(client.send(longest).read().status()).isEqualTo(404);
            assertThat(client.send(longer).read().status()).isEqualTo(414);
            client.expectClose();
        }
    }

    @Test
    void aRequestLineWithoutEndIs414() throws IOException {
        try (RawClient client = edge.connect()) {
            client.send("GET /" + "x".repeat(20 * 1024));
            assertThat(client.read().status()).isEqualTo(414);
        }
    }

    @Test
    void aHeadBeyondItsBoundIs431() throws IOException {
        try (RawClient client = edge.connect()) {
            client.send("GET /a HTTP/1.1\r\nHost: shop.localhost\r\nX: " + "x".repeat(33 * 1024));
            assertThat(client.read().status()).isEqualTo(431);
        }
    }

    @Test
    void tooManyFieldsAre431() throws IOException {
        try (RawClient client = edge.connect()) {
            assertThat(client.send(Small.request("GET /a HTTP/1.1", "X: y\r\n".repeat(99)))
                            .read()
                            .status())
                    .isEqualTo(200);
            assertThat(client.send(Small.request("GET /a HTTP/1.1", "X: y\r\n".repeat(100)))
                            .read()
                            .status())
                    .isEqualTo(431);
            client.expectClose();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONNECT shop.localhost:443", "TRACE /a"})
    void methodsThatAreNeverOfferedAre405WithAllow(String line) throws IOException {
        try (RawClient client = edge.connect()) {
            client.send(Small.request(line + " HTTP/1.1", ""));
            Response response = client.read();
            assertThat(response.status()).isEqualTo(405);
            assertThat(response.field("Allow")).contains("GET").doesNotContain("TRACE");
            client.expectClose();
        }
    }
}
