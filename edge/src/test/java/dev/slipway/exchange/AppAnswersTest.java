package dev.slipway.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.http.Fields;
import dev.slipway.site.Serve;
import dev.slipway.testing.App;
import dev.slipway.testing.Contents;
import dev.slipway.testing.Edge;
import dev.slipway.testing.RawClient;
import dev.slipway.testing.RawClient.Response;
import dev.slipway.testing.Routes;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers of the app on their way through corridor and gate. */
class AppAnswersTest {
    @TempDir
    Path folder;

    private Edge edge(App app) throws IOException {
        return Edge.with(new Contents(folder))
                .routes(
                        Routes.of("/assets/*", new Serve.Release(null, "app", List.of())),
                        Routes.of("/*", new Serve.App("app"), Fields.of("X-Frame-Options", "DENY"), Map.of()))
                .app(app.port())
                .start();
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: shop.localhost\r\n\r\n";
    }

    @Test
    void anAnswerIsPassedOnWithWhyAndWithTheRoutesFields() throws IOException {
        try (App app = App.answering("HTTP/1.1 299 Odd\r\nContent-Length: 2\r\nSet-Cookie: a=b\r\nSet-Cookie: c=d\r\n"
                        + "Connection: x-hop\r\nX-Hop: gone\r\n\r\nok");
                Edge edge = edge(app);
                RawClient client = edge.connect()) {
            for (int i = 0; i < 3; i++) {
                Response response = client.send(get("/x")).read();
                assertThat(response.status()).isEqualTo(299);
                assertThat(response.text()).isEqualTo("ok");
                assertThat(response.all("Set-Cookie")).containsExactly("a=b", "c=d");
                assertThat(response.field("Cache-Status")).isEqualTo("slipway; fwd=bypass; detail=never");
                assertThat(response.field("X-Frame-Options")).isEqualTo("DENY");
                assertThat(response.field("X-Hop")).isNull();
                assertThat(response.field("X-Request-Id")).isNotEmpty();
            }
            assertThat(client.send(get("/assets/missing.js")).read().status())
                    .as("missing = \"app\"")
                    .isEqualTo(299);
        }
    }

    /** The fields of both requests are the same to the last byte, and made for the app once; the id is each request's own. */
    @Test
    void requestsOfOneClientReachTheAppWithAnIdEach() throws IOException {
        List<String> heard = new CopyOnWriteArrayList<>();
        try (App app = App.echoing(heard);
                Edge edge = edge(app);
                RawClient client = edge.connect()) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.send(get("/x")).read().status()).isEqualTo(200);
            }
        }
        assertThat(heard)
                .hasSize(3)
                .allSatisfy(request -> assertThat(request).contains("X-Forwarded-For: 127.0.0.1\r\n"));
        assertThat(heard.stream().map(AppAnswersTest::requestId)).doesNotHaveDuplicates();
    }

    private static String requestId(String request) {
        Matcher id = Pattern.compile("\r\nX-Request-Id: ([0-9a-f]{16})\r\n").matcher(request);
        assertThat(id.find()).as(request).isTrue();
        return id.group(1);
    }

    @Test
    void headSaysTheLengthThatGetWouldHave() throws IOException {
        try (App app = App.answering("HTTP/1.1 200 OK\r\nContent-Length: 1234\r\n\r\n");
                Edge edge = edge(app);
                RawClient client = edge.connect()) {
            for (int i = 0; i < 2; i++) {
                client.send("HEAD /x HTTP/1.1\r\nHost: shop.localhost\r\n\r\n");
                assertThat(client.readOfHead().field("Content-Length")).isEqualTo("1234");
            }
        }
    }

    @Test
    void answersWithoutABodyHaveNone() throws IOException {
        try (App app = App.playing(connection -> {
                    connection.readHead();
                    connection.send("HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n");
                    connection.send("HTTP/1.1 304 Not Modified\r\nETag: \"x\"\r\nContent-Length: 99\r\n\r\n");
                    connection.readHead();
                    connection.send("HTTP/1.1 204 No Content\r\n\r\n");
                });
                Edge edge = edge(app);
                RawClient client = edge.connect()) {
            client.send(get("/x") + get("/y"));
            Response early = client.read();
            assertThat(early.status()).isEqualTo(103);
            assertThat(early.field("Link")).isEqualTo("</a.css>");
            assertThat(client.read().status()).isEqualTo(304);
            assertThat(client.read().status()).isEqualTo(204);
        }
    }

    @Test
    void aStreamedAnswerIsChunkedOrEndsWithTheConnectionOfHttp10() throws IOException {
        try (App app = App.playing(connection -> {
                    connection.readHead();
                    connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                    connection.send("3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n");
                });
                Edge edge = edge(app);
                RawClient client = edge.connect();
                RawClient old = edge.connect()) {
            Response chunked = client.send(get("/x")).read();
            assertThat(chunked.field("Transfer-Encoding")).isEqualTo("chunked");
            assertThat(chunked.text()).isEqualTo("abcdefg");
            old.send("GET /x HTTP/1.0\r\nHost: shop.localhost\r\nConnection: keep-alive\r\n\r\n");
            Response whole = old.read();
            assertThat(whole.closes()).isTrue();
            assertThat(whole.text()).isEqualTo("abcdefg");
        }
    }

    @Test
    void anAnswerThatBreaksOffIsNeverEndedCleanly() throws IOException {
        try (App app = App.playing(connection -> {
                    boolean chunked = connection.readHead().contains("/chunked");
                    connection.send("HTTP/1.1 200 OK\r\n"
                            + (chunked
                                    ? "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"
                                    : "Content-Length: 9\r\n\r\nabc"));
                });
                Edge edge = edge(app)) {
            for (String path : List.of("/chunked", "/announced")) {
                try (RawClient client = edge.connect()) {
                    client.send(get(path));
                    assertThatThrownBy(client::read).isInstanceOf(EOFException.class);
                }
            }
            try (RawClient old = edge.connect()) {
                old.send("GET /chunked HTTP/1.0\r\nHost: shop.localhost\r\n\r\n");
                assertThat(old.endsWithReset())
                        .as("an end of the connection would look like the end of the answer")
                        .isTrue();
            }
        }
    }

    @Test
    void anAppThatIsNotThereIs502() throws IOException {
        App gone = App.answering("");
        gone.close();
        try (Edge edge = edge(gone);
                RawClient client = edge.connect()) {
            Response response = client.send(get("/x")).read();
            assertThat(response.status()).isEqualTo(502);
            assertThat(response.field("Cache-Control")).isEqualTo("no-store");
            assertThat(response.text()).contains("Trying again");
            client.send("POST /x HTTP/1.1\r\nHost: shop.localhost\r\nContent-Length: 2\r\n\r\nhi");
            assertThat(client.read().status()).isEqualTo(502);
            assertThat(client.send(get("/x")).read().status()).isEqualTo(502);
        }
    }

    @Test
    void aClientThatLeavesWithinAStreamIsRecordedOnceWithWhatItGot() throws IOException {
        try (App app = App.playing(connection -> {
                    connection.readHead();
                    connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
                    connection.awaitEnd();
                });
                Edge edge = edge(app)) {
            try (RawClient client = edge.connect()) {
                client.send(get("/x"));
                Edge.await("the app is asked", () -> edge.listener().connections() == 1);
                assertThat(new String(client.readBytes(15), java.nio.charset.StandardCharsets.ISO_8859_1))
                        .isEqualTo("HTTP/1.1 200 OK");
            }
            Edge.await("the connection is gone", () -> edge.listener().connections() == 0);
            Edge.await("it is recorded", () -> edge.recorder().recorded() > 0);
            assertThat(edge.recorder().events()).singleElement().satisfies(event -> {
                assertThat(event.status()).isEqualTo(200);
                assertThat(event.complete()).isFalse();
            });
        }
    }

    @Test
    void theEdgeItselfAsAppIsALoop() throws IOException {
        try (App app = App.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                Edge edge = edge(app);
                RawClient client = edge.connect()) {
            client.send("GET /x HTTP/1.1\r\nHost: shop.localhost\r\nVia: 1.1 slipway\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(508);
        }
    }
}
