package dev.slipway.wire;

import static dev.slipway.testing.Http2Client.DATA;
import static dev.slipway.testing.Http2Client.END_HEADERS;
import static dev.slipway.testing.Http2Client.END_STREAM;
import static dev.slipway.testing.Http2Client.HEADERS;
import static dev.slipway.testing.Http2Client.RST_STREAM;
import static dev.slipway.testing.Http2Client.integer;
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
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** WebSocket over HTTP/2 (RFC 8441), to an app that speaks HTTP/1.1. */
class Rfc8441Test {
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private App app;
    private Edge edge;
    private Http2Client client;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        app = App.playing(connection -> {
            String head = connection.readHead();
            if (head.isEmpty()) {
                return;
            }
            asked.add(head);
            if (head.contains("/declines")) {
                connection.send("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
                connection.awaitEnd();
                return;
            }
            connection.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Accept: " + (head.contains("/lies") ? "bGll" : accept(head)) + "\r\n\r\n");
            echo(connection);
            ended.countDown();
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

    /** Sends back what comes, and says goodbye when the other side has ended. */
    private static void echo(App.Connection connection) throws IOException {
        InputStream in = connection.socket().getInputStream();
        byte[] piece = new byte[64 << 10];
        for (int read; (read = in.read(piece)) >= 0; ) {
            connection.socket().getOutputStream().write(piece, 0, read);
        }
        connection.send("bye");
    }

    private static String accept(String head) {
        String key = head.replaceAll("(?is).*sec-websocket-key: ([^\r\n]*)\r\n.*", "$1");
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1")
                    .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private Http2Client connect(int stream, String path, String protocol) throws IOException {
        byte[] block = client.block(
                ":method",
                "CONNECT",
                ":protocol",
                protocol,
                ":scheme",
                "http",
                ":path",
                path,
                ":authority",
                Edge.HOST,
                "sec-websocket-version",
                "13",
                "origin",
                "http://" + Edge.HOST);
        return client.frame(HEADERS, END_HEADERS, stream, block);
    }

    private Map<String, String> head(int stream) throws IOException {
        return client.decode(client.await(frame -> frame.type() == HEADERS && frame.stream() == stream)
                .payload());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void bytesGoBothWays() throws IOException {
        connect(1, "/app/chat?room=1", "websocket");
        Map<String, String> head = head(1);
        assertThat(head)
                .containsEntry(":status", "200")
                .doesNotContainKeys("sec-websocket-accept", "upgrade", "connection", "content-length");
        assertThat(asked.getFirst())
                .startsWith("GET /app/chat?room=1 HTTP/1.1\r\n")
                .containsIgnoringCase("\r\nUpgrade: websocket\r\n")
                .containsIgnoringCase("\r\nOrigin: http://" + Edge.HOST + "\r\n");
        for (String text : List.of("one", "two", "three")) {
            client.data(1, false, bytes(text));
            Frame back = client.await(frame -> frame.type() == DATA);
            assertThat(new String(back.payload(), StandardCharsets.US_ASCII)).isEqualTo(text);
        }
        assertThat(client.get(3, "/b").answer(3).text())
                .as("other streams go on")
                .isEqualTo("content of b");
    }

    @Test
    void theClientsEndIsTheApps() throws Exception {
        connect(1, "/app/", "websocket");
        assertThat(head(1)).containsEntry(":status", "200");
        client.data(1, true, bytes("last"));
        StringBuilder got = new StringBuilder();
        Frame frame;
        do {
            frame = client.await(next -> next.type() == DATA && next.stream() == 1);
            got.append(new String(frame.payload(), StandardCharsets.US_ASCII));
        } while (!frame.ends());
        assertThat(got).hasToString("lastbye");
        ended.await();
    }

    @Test
    void aResetClosesTheAppsConnection() throws Exception {
        connect(1, "/app/", "websocket");
        assertThat(head(1)).containsEntry(":status", "200");
        client.frame(RST_STREAM, 0, 1, integer(Http2Code.CANCEL.ordinal()));
        Edge.await("the log has it", () -> !edge.recorder().events().isEmpty());
        assertThat(client.get(3, "/b").answer(3).text()).isEqualTo("content of b");
    }

    @Test
    void aQuietTunnelIsNoSlowBody() throws IOException {
        connect(1, "/app/", "websocket");
        assertThat(head(1)).containsEntry(":status", "200");
        edge.skip(Duration.ofSeconds(40));
        assertThat(client.get(3, "/b").answer(3).text()).isEqualTo("content of b");
        edge.skip(Duration.ofSeconds(40));
        client.data(1, false, bytes("still here"));
        assertThat(client.await(frame -> frame.type() == DATA && frame.stream() == 1)
                        .payload())
                .isEqualTo(bytes("still here"));
    }

    @Test
    void whatTheAppDeclinesIsAnswered() throws IOException {
        connect(1, "/app/declines", "websocket");
        Http2Client.Answer answer = client.answer(1);
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.text()).isEqualTo("no");
        assertThat(client.get(3, "/b").answer(3).text()).isEqualTo("content of b");
    }

    @Test
    void aFalse101OfTheAppIs502() throws IOException {
        connect(1, "/app/lies", "websocket");
        assertThat(client.answer(1).status()).isEqualTo(502);
    }

    @Test
    void anotherProtocolIsNotOffered() throws IOException {
        connect(1, "/app/", "connect-udp");
        assertThat(client.answer(1).status()).isEqualTo(501);
        assertThat(asked).isEmpty();
    }

    @Test
    void aConnectThatIsNoneIsRefused() throws IOException {
        client.frame(
                HEADERS,
                END_STREAM | END_HEADERS,
                1,
                client.block(
                        ":method",
                        "CONNECT",
                        ":protocol",
                        "websocket",
                        ":scheme",
                        "http",
                        ":path",
                        "/app/",
                        ":authority",
                        Edge.HOST));
        assertThat(client.reset(1)).isEqualTo(Http2Code.PROTOCOL_ERROR.ordinal());
        client.frame(
                HEADERS,
                END_HEADERS,
                3,
                client.block(":method", "CONNECT", ":protocol", "websocket", ":authority", Edge.HOST));
        assertThat(client.reset(3)).isEqualTo(Http2Code.PROTOCOL_ERROR.ordinal());
        assertThat(asked).isEmpty();
    }

    @Test
    void aReleaseHasNoTunnels() throws IOException {
        connect(1, "/a", "websocket");
        assertThat(client.answer(1).status()).isLessThan(500);
        assertThat(asked).isEmpty();
    }
}
