package dev.slipway.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.slipway.http.WebSocketHandshake;
import dev.slipway.site.Limits;
import dev.slipway.testing.App;
import dev.slipway.testing.Contents;
import dev.slipway.testing.Edge;
import dev.slipway.testing.RawClient;
import dev.slipway.testing.RawClient.Response;
import dev.slipway.testing.Routes;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6455 §4 and RFC 9110 §7.8 with a hostile client, or a hostile app, and the edge between them. */
class Rfc6455TunnelTest {
    /** The example of RFC 6455 §1.3. */
    private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    private static final String ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";
    private static final String OPENING = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
            + "Connection: Upgrade\r\nSec-WebSocket-Accept: " + ACCEPT + "\r\n";
    private static final String PLAIN = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final String VERSION = "Sec-WebSocket-Version: 13\r\n";
    private static final String ASKING = "Upgrade: websocket\r\nConnection: Upgrade\r\n";
    private static final String KEYED = "Sec-WebSocket-Key: " + KEY + "\r\n";

    @TempDir
    Path folder;

    private Edge edge(App app) throws IOException {
        return Edge.with(new Contents(folder))
                .routes(Routes.app("/*"))
                .app(app.port())
                .start();
    }

    private static String handshake() {
        return get(ASKING + VERSION + KEYED);
    }

    private static String get(String fields) {
        return "GET /chat HTTP/1.1\r\nHost: shop.localhost\r\n" + fields + "\r\n";
    }

    private static String text(RawClient client, int bytes) throws IOException {
        return new String(client.readBytes(bytes), StandardCharsets.ISO_8859_1);
    }

    @Test
    void theAcceptIsThatOfTheRfc() {
        assertThat(WebSocketHandshake.accept(KEY)).isEqualTo(ACCEPT);
    }

    @Test
    void bytesGoBothWaysAsTheyAre() throws IOException {
        try (App app = App.playing(connection -> {
                    connection.readHead();
                    connection.send(OPENING + "\r\nearly");
                    connection.send(connection.readUntil("!") + "\0GET / HTTP/1.1\r\n\r\n");
                });
                Edge edge = edge(app);
                RawClient client = edge.connect()) {
            Response response = client.send(handshake()).read();
            assertThat(response.status()).isEqualTo(101);
            assertThat(response.all("Upgrade")).containsExactly("websocket");
            assertThat(response.all("Connection")).containsExactly("Upgrade");
            assertThat(response.all("Sec-WebSocket-Accept")).containsExactly(ACCEPT);
            assertThat(text(client, 5)).isEqualTo("early");
            client.send("0\r\n\r\n!");
            assertThat(text(client, 25)).isEqualTo("0\r\n\r\n!\0GET / HTTP/1.1\r\n\r\n");
            client.expectClose();
        }
    }

    @Test
    void theAppIsAskedByAHandshakeOfOurOwn() throws Exception {
        BlockingQueue<String> heads = new LinkedBlockingQueue<>();
        try (App app = App.playing(connection -> {
                    heads.add(connection.readHead());
                    connection.send(OPENING + "\r\n");
                    connection.awaitEnd();
                });
                Edge edge = edge(app);
                RawClient client = edge.connect()) {
            String asked = get("uPGRADE: h2c, WebSocket\r\nCONNECTION: keep-alive, upGRADE\r\n" + VERSION + KEYED);
            assertThat(client.send(asked).read().status()).isEqualTo(101);
            String head = heads.poll(20, TimeUnit.SECONDS);
            assertThat(head)
                    .containsOnlyOnce("Connection: Upgrade\r\n")
                    .containsOnlyOnce("Upgrade: websocket\r\n")
                    .containsOnlyOnce(KEYED)
                    .doesNotContain("h2c")
                    .doesNotContain("Content-Length")
                    .doesNotContain("Transfer-Encoding");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 400, 404, 426})
    void whatIsSentBeforeARefusalNeverReachesTheApp(int status) throws Exception {
        BlockingQueue<String> behind = new LinkedBlockingQueue<>();
        try (App app = App.playing(connection -> {
                    connection.readHead();
                    connection.send("HTTP/1.1 " + status + " No\r\nContent-Length: 2\r\n\r\nno");
                    behind.add(connection.readHead());
                });
                Edge edge = edge(app);
                RawClient client = edge.connect()) {
            client.send(handshake() + "POST /admin HTTP/1.1\r\nHost: shop.localhost\r\nContent-Length: 0\r\n\r\n");
            Response response = client.read();
            assertThat(response.status()).isEqualTo(status);
            assertThat(response.closes()).isTrue();
            client.expectClose();
            assertThat(behind.poll(1, TimeUnit.SECONDS)).isIn(null, "");
        }
    }

    @Test
    void whatIsSentBeforeThe101WaitsForIt() throws Exception {
        BlockingQueue<Integer> early = new LinkedBlockingQueue<>();
        try (App app = App.playing(connection -> {
                    connection.readHead();
                    early.add(connection.socket().getInputStream().available());
                    connection.send(OPENING + "\r\n");
                    connection.send(connection.readUntil("!"));
                });
                Edge edge = edge(app);
                RawClient client = edge.connect()) {
            client.send(handshake() + "hello!");
            assertThat(client.read().status()).isEqualTo(101);
            assertThat(text(client, 6)).isEqualTo("hello!");
            assertThat(early.take()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 101 No\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
                "HTTP/1.1 101 No\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: x\r\n\r\n",
                "HTTP/1.1 101 No\r\nUpgrade: h2c\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " + ACCEPT
                        + "\r\n\r\n",
                "HTTP/1.1 101 No\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: " + ACCEPT + "\r\n\r\n",
                "HTTP/1.0 101 No\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " + ACCEPT
                        + "\r\n\r\n",
                OPENING + "Sec-WebSocket-Accept: " + ACCEPT + "\r\n\r\n",
                OPENING + "Sec-WebSocket-Protocol: chat\r\n\r\n",
                OPENING + "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n"
            })
    void aFalse101Is502(String answer) throws IOException {
        try (App app = App.answering(answer);
                Edge edge = edge(app);
                RawClient client = edge.connect()) {
            Response response = client.send(handshake()).read();
            assertThat(response.status()).isEqualTo(502);
            client.expectClose();
        }
    }

    @Test
    void a101ThatNobodyAskedForIs502() throws IOException {
        try (App app = App.answering(OPENING + "\r\n");
                Edge edge = edge(app);
                RawClient client = edge.connect()) {
            assertThat(client.send(get("")).read().status()).isEqualTo(502);
            assertThat(client.send(get(ASKING.replace("websocket", "h2c") + VERSION + KEYED))
                            .read()
                            .status())
                    .isEqualTo(502);
        }
    }

    /** Each is an ordinary request, of which the app sees no Upgrade, and behind which another may follow. */
    @Test
    void otherUpgradesAreOrdinaryRequests() throws Exception {
        BlockingQueue<String> heads = new LinkedBlockingQueue<>();
        try (App app = App.playing(connection -> {
                    for (String head; !(head = connection.readHead()).isEmpty(); ) {
                        heads.add(head);
                        connection.send(PLAIN);
                    }
                });
                Edge edge = edge(app);
                RawClient client = edge.connect()) {
            for (String request : List.of(
                    get("Upgrade: h2c\r\nConnection: Upgrade\r\n" + VERSION + KEYED),
                    get("Upgrade: websocket\r\n" + VERSION + KEYED),
                    handshake().replace("GET", "POST"),
                    handshake().replace("HTTP/1.1", "HTTP/1.0\r\nConnection: keep-alive"))) {
                assertThat(client.send(request).read().status()).as(request).isEqualTo(200);
                assertThat(heads.poll(20, TimeUnit.SECONDS)).as(request).doesNotContain("Upgrade:");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 2\r\n\r\nhi", "Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n"})
    void withABodyItIsAnOrdinaryRequest(String body) throws Exception {
        BlockingQueue<String> heads = new LinkedBlockingQueue<>();
        try (App app = App.playing(connection -> {
                    heads.add(connection.readHead() + connection.readUntil("hi"));
                    connection.send(PLAIN);
                    connection.awaitEnd();
                });
                Edge edge = edge(app);
                RawClient client = edge.connect()) {
            String head = handshake();
            client.send(head.substring(0, head.length() - 2) + body);
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(heads.poll(20, TimeUnit.SECONDS))
                    .doesNotContain("Upgrade:")
                    .endsWith("hi");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                KEYED + KEYED,
                "Sec-WebSocket-Key: c2hvcnQ=\r\n",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ\r\n",
                "Sec-WebSocket-Key: " + KEY + ", " + KEY + "\r\n",
                "Sec-WebSocket-Key: !!!!!!!!!!!!!!!!!!!!!!==\r\n"
            })
    void withoutExactlyOneGoodKeyItIs400(String key) throws IOException {
        try (App app = App.answering(OPENING + "\r\n");
                Edge edge = edge(app);
                RawClient client = edge.connect()) {
            assertThat(client.send(get(ASKING + VERSION + key)).read().status()).isEqualTo(400);
            client.expectClose();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Sec-WebSocket-Version: 8\r\n", VERSION + VERSION})
    void anotherVersionIs426ThatNamesOurs(String version) throws IOException {
        try (App app = App.answering(OPENING + "\r\n");
                Edge edge = edge(app);
                RawClient client = edge.connect()) {
            Response response = client.send(get(ASKING + version + KEYED)).read();
            assertThat(response.status()).isEqualTo(426);
            assertThat(response.all("Sec-WebSocket-Version")).containsExactly("13");
            client.expectClose();
        }
    }

    @Test
    void theClientsEndIsTheAppsAndTheRestStillComes() throws IOException {
        try (App app = App.playing(connection -> {
                    connection.readHead();
                    connection.send(OPENING + "\r\n");
                    byte[] all = connection.socket().getInputStream().readAllBytes();
                    connection.send("got " + all.length);
                });
                Edge edge = edge(app);
                RawClient client = edge.connect()) {
            assertThat(client.send(handshake()).read().status()).isEqualTo(101);
            client.send("bye").finishSending();
            assertThat(text(client, 5)).isEqualTo("got 3");
            client.expectClose();
        }
    }

    @Test
    void aResetOfTheAppIsTheClients() throws Exception {
        try (App app = App.playing(connection -> {
                    connection.readHead();
                    connection.send(OPENING + "\r\n");
                    connection.readUntil("!");
                    connection.socket().setSoLinger(true, 0);
                });
                Edge edge = edge(app);
                RawClient client = edge.connect()) {
            assertThat(client.send(handshake()).read().status()).isEqualTo(101);
            assertThat(client.send("!").endsWithReset()).isTrue();
        }
    }

    @Test
    void aClientThatLeavesEndsTheAppsConnection() throws Exception {
        BlockingQueue<String> ends = new LinkedBlockingQueue<>();
        try (App app = App.playing(connection -> {
                    connection.readHead();
                    connection.send(OPENING + "\r\n");
                    connection.awaitEnd();
                    ends.add("ended");
                });
                Edge edge = edge(app)) {
            try (RawClient client = edge.connect()) {
                assertThat(client.send(handshake()).read().status()).isEqualTo(101);
            }
            assertThat(ends.poll(20, TimeUnit.SECONDS)).isEqualTo("ended");
        }
    }

    @Test
    void aResetOfTheClientIsTheAppsEnd() throws Exception {
        BlockingQueue<String> ends = new LinkedBlockingQueue<>();
        try (App app = App.playing(connection -> {
                    connection.readHead();
                    connection.send(OPENING + "\r\n");
                    connection.awaitEnd();
                    ends.add("ended");
                });
                Edge edge = edge(app)) {
            try (RawClient client = edge.connect()) {
                assertThat(client.send(handshake()).read().status()).isEqualTo(101);
                client.reset();
            }
            assertThat(ends.poll(20, TimeUnit.SECONDS)).isEqualTo("ended");
        }
    }

    @Test
    void aTunnelIsCountedAsLongAsItIsOpen() throws Exception {
        try (App app = App.playing(connection -> {
                    connection.readHead();
                    connection.send(OPENING + "\r\n");
                    connection.awaitEnd();
                });
                Edge edge = edge(app)) {
            try (RawClient client = edge.connect()) {
                assertThat(client.send(handshake()).read().status()).isEqualTo(101);
                assertThat(edge.recorder().tunnels()).isOne();
            }
            Edge.await("it is closed", () -> edge.recorder().tunnels() == 0);
        }
    }

    @Test
    void anAnnouncedLengthOfZeroIsNoBody() throws IOException {
        try (App app = App.playing(connection -> {
                    connection.readHead();
                    connection.send(OPENING + "\r\n");
                    connection.send(connection.readUntil("!"));
                });
                Edge edge = edge(app);
                RawClient client = edge.connect()) {
            String request = get(ASKING + VERSION + KEYED + "Content-Length: 0\r\n");
            assertThat(client.send(request).read().status()).isEqualTo(101);
            assertThat(text(client.send("ahoy!"), 5)).isEqualTo("ahoy!");
        }
    }

    @Test
    void onARouteOfFilesItIsAnsweredByTheFile() throws IOException {
        try (Edge edge = Small.site(folder, Routes.app("/app/*")).start();
                RawClient client = edge.connect()) {
            String request = handshake().replace("/chat", "/b");
            assertThat(client.send(request).read().text()).isEqualTo("content of b");
            client.expectClose(); // what follows may be meant for WebSocket
        }
    }

    @Test
    void theDeadlinesOfHttpDoNotHoldInATunnel() throws Exception {
        try (App app = App.playing(connection -> {
                    connection.readHead();
                    connection.send(OPENING + "\r\n");
                    connection.send(connection.readUntil("!"));
                });
                Edge edge = edge(app);
                RawClient client = edge.connect()) {
            assertThat(client.send(handshake()).read().status()).isEqualTo(101);
            // Two, so that each of the two loops has one: when they are closed, both loops have looked.
            try (RawClient one = edge.connect();
                    RawClient other = edge.connect()) {
                Edge.await("both are open", () -> edge.listener().connections() == 3);
                edge.skip(Limits.DEFAULT.idleTime().plus(Duration.ofSeconds(1)));
                one.expectClose();
                other.expectClose();
            }
            client.send("still here!");
            assertThat(text(client, 11)).isEqualTo("still here!");
        }
    }

    @Test
    void aTunnelWithoutTrafficEnds() throws Exception {
        try (App app = App.playing(connection -> {
                    connection.readHead();
                    connection.send(OPENING + "\r\n");
                    connection.awaitEnd();
                });
                Edge edge = Edge.with(new Contents(folder))
                        .routes(Routes.app("/*"))
                        .app(app.port())
                        .limits(with(Duration.ofMillis(200), Limits.DEFAULT.drainTime()))
                        .start();
                RawClient client = edge.connect()) {
            assertThat(client.send(handshake()).read().status()).isEqualTo(101);
            client.expectClose();
        }
    }

    @Test
    void aTunnelThatEndsWithBytesLeftDoesNotEndInOrder() throws Exception {
        CompletableFuture<IOException> cut = new CompletableFuture<>();
        try (App app = App.playing(connection -> {
                    connection.readHead();
                    connection.send(OPENING + "\r\n");
                    byte[] piece = new byte[64 << 10];
                    try {
                        while (true) {
                            connection.socket().getOutputStream().write(piece);
                        }
                    } catch (IOException closed) {
                        cut.complete(closed);
                    }
                });
                Edge edge = Edge.with(new Contents(folder))
                        .routes(Routes.app("/*"))
                        .app(app.port())
                        .limits(with(Duration.ofMillis(500), Limits.DEFAULT.drainTime()))
                        .start();
                RawClient client = RawClient.narrow(edge.port())) {
            assertThat(client.send(handshake()).read().status()).isEqualTo(101);
            assertThat(cut.get(20, TimeUnit.SECONDS)).isNotNull();
            assertThatExceptionOfType(SocketException.class).isThrownBy(() -> {
                while (true) {
                    client.readBytes(1 << 10);
                }
            });
        }
    }

    /** Far more than the buffers of the sockets hold is on its way, and neither side reads until the other waits. */
    @Test
    void whatASlowReaderLeavesStaysWithTheSender() throws Exception {
        int size = 64 << 20;
        java.util.concurrent.atomic.AtomicLong sent = new java.util.concurrent.atomic.AtomicLong();
        try (App app = App.playing(connection -> {
                    connection.readHead();
                    connection.send(OPENING + "\r\n");
                    byte[] piece = new byte[64 << 10];
                    for (int i = 0; i < size / piece.length; i++) {
                        connection.socket().getOutputStream().write(piece);
                        sent.addAndGet(piece.length);
                    }
                    connection.awaitEnd();
                });
                Edge edge = edge(app);
                RawClient client = RawClient.narrow(edge.port())) {
            assertThat(client.send(handshake()).read().status()).isEqualTo(101);
            Edge.await("the app has begun", () -> sent.get() > 0);
            client.readBytes(1 << 20);
            // The sockets on the way hold a few MB at most: the rest is not in the edge.
            assertThat(sent.get()).isLessThan(size / 2);
            client.readBytes(size - (1 << 20));
            assertThat(sent.get()).isEqualTo(size);
        }
    }

    @Test
    void aDrainCutsTunnelsAtItsEndAndTheLogHasThem() throws Exception {
        try (App app = App.playing(connection -> {
                    connection.readHead();
                    connection.send(OPENING + "\r\nhello");
                    connection.awaitEnd();
                });
                Edge edge = Edge.with(new Contents(folder))
                        .routes(Routes.app("/*"))
                        .app(app.port())
                        .limits(with(Limits.DEFAULT.tunnelIdleTime(), Duration.ofMillis(100)))
                        .start();
                RawClient client = edge.connect()) {
            assertThat(client.send(handshake()).read().status()).isEqualTo(101);
            assertThat(text(client, 5)).isEqualTo("hello");
            assertThat(edge.recorder().events()).isEmpty();
            assertThat(edge.listener().drain()).isFalse();
            edge.listener().close();
            client.readUntilGone();
            Edge.await("it is logged", () -> edge.recorder().events().size() == 1);
            var event = edge.recorder().events().getFirst();
            assertThat(event.status()).isEqualTo(101);
            assertThat(event.outcome()).isEqualTo("tunnel");
            assertThat(event.bodyBytes()).isEqualTo(5);
        }
    }

    private static Limits with(Duration tunnelIdleTime, Duration drainTime) {
        Limits usual = Limits.DEFAULT;
        return new Limits(
                usual.headBytes(),
                usual.fields(),
                usual.requestBodyBytes(),
                usual.connections(),
                usual.headTime(),
                usual.idleTime(),
                usual.bodyTime(),
                usual.appConnectTime(),
                usual.appAnswerTime(),
                usual.appBodyTime(),
                tunnelIdleTime,
                drainTime);
    }
}
