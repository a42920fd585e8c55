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

/** Expect: 100-continue (RFC 9110 §10.1.1). */
class Rfc9110Section10_1_1Test {
    private static final String EXPECT = "Expect: 100-continue\r\nContent-Length: 5\r\n";

    private App app;
    private Edge edge;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        app = App.playing(connection -> {
            while (!connection.readHead().isEmpty()) {
                String body = new String(
                        connection.socket().getInputStream().readNBytes(5),
                        java.nio.charset.StandardCharsets.ISO_8859_1);
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n" + body);
            }
        });
        edge = Small.site(folder, Routes.app("/app/*")).app(app.port()).start();
    }

    @AfterEach
    void stop() throws IOException {
        edge.close();
        app.close();
    }

    @Test
    void theClientIsToldToGoOnWhenTheAppTakesTheBody() throws IOException {
        try (RawClient client = edge.connect()) {
            client.send(Small.request("POST /app/x HTTP/1.1", EXPECT));
            assertThat(client.read().status()).isEqualTo(100);
            client.send("hello");
            assertThat(client.read().text()).isEqualTo("hello");
            Small.expectUsable(client);
        }
    }

    @Test
    void aFinalAnswerInsteadEndsTheConnection() throws IOException {
        try (RawClient client = edge.connect()) {
            client.send(Small.request("POST /a HTTP/1.1", EXPECT));
            Response response = client.read();
            assertThat(response.status()).isEqualTo(405);
            assertThat(response.closes()).isTrue();
            client.send("hello" + Small.get("/b"));
            client.expectClose();
        }
    }

    @Test
    void http10IsNeverSent100() throws IOException {
        try (RawClient client = edge.connect()) {
            client.send(Small.request("POST /app/x HTTP/1.0", EXPECT) + "hello");
            assertThat(client.read().text()).isEqualTo("hello");
        }
    }

    @Test
    void anotherExpectationFails() throws IOException {
        try (RawClient client = edge.connect()) {
            client.send(Small.request("POST /a HTTP/1.1", "Expect: tea\r\n"));
            assertThat(client.read().status()).isEqualTo(417);
        }
    }
}
