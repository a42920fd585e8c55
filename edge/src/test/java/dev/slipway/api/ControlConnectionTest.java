package dev.slipway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers as they come over a wire (RFC 9112 §6 to §9), from a node that says what the test tells it. */
class ControlConnectionTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ConcurrentLinkedQueue<String> answers = new ConcurrentLinkedQueue<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private ServerSocket node;

    @BeforeEach
    void start() throws IOException {
        node = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    Socket socket = node.accept();
                    sockets.add(socket);
                    Thread.ofVirtual().start(() -> answer(socket));
                }
            } catch (IOException e) {
                assertThat(node.isClosed()).isTrue();
            }
        });
    }

    @AfterEach
    void stop() throws IOException {
        node.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    /** Reads heads, which ask for no more here, and sends what is next; closes after an answer that ends in a full stop. */
    private void answer(Socket socket) {
        try (socket) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (!line.isEmpty()) {
                    asked.add(line);
                    continue;
                }
                String next = answers.remove();
                OutputStream out = socket.getOutputStream();
                out.write(next.getBytes(StandardCharsets.ISO_8859_1));
                if (next.endsWith(".")) {
                    return;
                }
            }
        } catch (IOException e) {
            assertThat(socket.isClosed()).isTrue();
        }
    }

    private URI url() {
        return URI.create("http://127.0.0.1:" + node.getLocalPort());
    }

    private static ControlConnection.Answer ask(ControlConnection connection) throws IOException {
        connection.send("GET / HTTP/1.1\r\nHost: x\r\n", 0, out -> {});
        return connection.answer(PATIENCE);
    }

    private static String text(ControlConnection.Answer answer) throws IOException {
        return new String(answer.body().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void aBodyOfSomeLengthLeavesTheConnectionForTheNextRequest() throws IOException {
        answers.add("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello");
        answers.add("HTTP/1.1 204 No Content\r\n\r\n");
        answers.add("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        try (ControlConnection connection = ControlConnection.open(url())) {
            ControlConnection.Answer first = ask(connection);
            assertThat(first.status()).isEqualTo(200);
            assertThat(connection.isReusable()).as("before it is read").isFalse();
            assertThat(text(first)).isEqualTo("hello");
            assertThat(connection.isReusable()).isTrue();
            assertThat(text(ask(connection))).isEmpty();
            assertThat(connection.isReusable()).isTrue();
            assertThat(ask(connection).status()).isEqualTo(404);
            assertThat(connection.isReusable()).isFalse();
        }
        assertThat(sockets).hasSize(1);
    }

    @Test
    void chunksInterimAnswersAndTrailersAreRead() throws IOException {
        answers.add("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
                + "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "5;name=value\r\nhello\r\n1\r\n \r\nA\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n");
        answers.add("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        try (ControlConnection connection = ControlConnection.open(url())) {
            assertThat(text(ask(connection))).isEqualTo("hello 0123456789");
            assertThat(connection.isReusable()).isTrue();
            assertThat(text(ask(connection))).isEqualTo("ok");
        }
    }

    @Test
    void withoutALengthTheConnectionsEndIsTheBodys() throws IOException {
        answers.add("HTTP/1.1 200 OK\r\n\r\nall of it.");
        try (ControlConnection connection = ControlConnection.open(url())) {
            assertThat(text(ask(connection))).isEqualTo("all of it.");
            assertThat(connection.isReusable()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\ncut off.",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n50\r\ncut off.",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\na..\r\n.",
                "HTTP/1.1 200 OK\r\nContent-Len.",
                "."
            })
    void whatIsCutOffIsNoAnswer(String answer) throws IOException {
        answers.add(answer);
        try (ControlConnection connection = ControlConnection.open(url())) {
            assertThatThrownBy(() -> text(ask(connection))).isInstanceOf(EOFException.class);
            assertThat(connection.isReusable()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH_9.2\r\n\r\n",
                "HTTP/1.1 2x0 OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: five\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\nhello",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhello\r\n0\r\n\r\n"
            })
    void whatIsNotHttpIsRefused(String answer) throws IOException {
        answers.add(answer);
        try (ControlConnection connection = ControlConnection.open(url())) {
            assertThatThrownBy(() -> text(ask(connection))).isInstanceOf(IOException.class);
            assertThat(connection.isReusable()).isFalse();
        }
    }

    @Test
    void aHeadWithoutEndIsRefused() throws IOException {
        answers.add("HTTP/1.1 200 OK\r\n" + "a: b\r\n".repeat(20_000));
        answers.add("HTTP/1.1 200 OK\r\na: " + "b".repeat(100_000));
        for (int i = 0; i < 2; i++) {
            try (ControlConnection connection = ControlConnection.open(url())) {
                assertThatThrownBy(() -> ask(connection)).hasMessageContaining("too long");
            }
        }
    }

    @Test
    void aConnectionThatTheNodeClosedMeanwhileIsNotUsedAgain() throws IOException {
        answers.add("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n.");
        try (ControlConnection connection = ControlConnection.open(url())) {
            assertThat(text(ask(connection))).isEqualTo(".");
            // It closes after that answer, though it did not say so: at the latest when it is gone here.
            sockets.getFirst().close();
            assertThat(connection.isReusable()).isFalse();
        }
    }

    @Test
    void aBodyThatIsNotSoLongAsWasSaidIsNotSent() throws IOException {
        for (String body : List.of("four", "sixsix")) {
            try (ControlConnection connection = ControlConnection.open(url())) {
                byte[] bytes = body.getBytes(StandardCharsets.US_ASCII);
                assertThatThrownBy(() ->
                                connection.send("POST / HTTP/1.1\r\nContent-Length: 5\r\n", 5, out -> out.write(bytes)))
                        .hasMessageContaining("than it was before");
                assertThat(connection.isCut()).isFalse();
            }
        }
        assertThat(asked).isEmpty();
    }

    @Test
    void oneClientKeepsItsConnectionFromCallToCall() {
        for (int i = 0; i < 3; i++) {
            answers.add("HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n{\"tokens\":[]}");
        }
        ControlClient client = new ControlClient(url().toString(), "secret");
        for (int i = 0; i < 3; i++) {
            assertThat(client.tokens()).isEmpty();
        }
        assertThat(sockets).hasSize(1);
        assertThat(asked).contains("Authorization: Bearer secret", "Host: 127.0.0.1:" + node.getLocalPort());
    }

    @Test
    void aTokenThatWouldBecomeAnotherFieldIsRefused() {
        assertThatThrownBy(() -> new ControlClient(url().toString(), "secret\r\nX-Admin: yes"))
                .isInstanceOf(ControlException.class);
    }
}
