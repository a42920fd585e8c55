package dev.slipway.wire;

import static dev.slipway.testing.Http2Client.END_HEADERS;
import static dev.slipway.testing.Http2Client.END_STREAM;
import static dev.slipway.testing.Http2Client.HEADERS;
import static dev.slipway.testing.Http2Client.literals;
import static dev.slipway.testing.Http2Client.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.testing.App;
import dev.slipway.testing.Edge;
import dev.slipway.testing.Http2Client;
import dev.slipway.testing.Http2Client.Answer;
import dev.slipway.testing.Routes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests and answers in frames (RFC 9113 §8): what is malformed never reaches the app. */
class Rfc9113Section8Test {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: keep-alive\r\n\r\nok";

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private App app;
    private Edge edge;
    private Http2Client client;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        app = App.playing(connection -> {
            for (String head; !(head = connection.readHead()).isEmpty(); ) {
                asked.add(head);
                String body = connection.readBody(head);
                if (!body.isEmpty()) {
                    asked.add(body);
                }
                connection.send(head.contains("/early") ? "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + OK : OK);
            }
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

    private void expectUsable(int stream) throws IOException {
        assertThat(client.get(stream, "/b").answer(stream).text()).isEqualTo("content of b");
    }

    /** A URL that is too long over HTTP/1.1 is so here. */
    @Test
    void aTargetBeyondItsBoundIs414() throws IOException {
        client.get(1, "/app/" + "x".repeat(8 << 10));
        assertThat(client.answer(1).status()).isEqualTo(414);
        assertThat(client.get(3, "/app/" + "x".repeat(8_000)).answer(3).status())
                .isEqualTo(200);
        assertThat(asked).hasSize(1);
    }

    static Stream<Arguments> malformed() {
        return Stream.of(
                lines("§8.2.1 an upper-case name", request("GET", "/app/", "Accept", "x")),
                lines("§8.2.1 a blank in a name", request("GET", "/app/", "a b", "x")),
                lines("§8.2.1 a control in a name", request("GET", "/app/", "a\u0001", "x")),
                lines("§8.2.1 a colon in a name", request("GET", "/app/", "a:b", "x")),
                lines("§8.2.1 an empty name", request("GET", "/app/", "", "x")),
                lines("§8.2.1 LF in a value", request("GET", "/app/", "a", "x\ny: z")),
                lines("§8.2.1 CR in a value", request("GET", "/app/", "a", "x\r\ny: z")),
                lines("§8.2.1 NUL in a value", request("GET", "/app/", "a", "x\u0000")),
                lines("§8.2.1 a blank before a value", request("GET", "/app/", "a", " x")),
                lines("§8.2.1 a tab behind a value", request("GET", "/app/", "a", "x\t")),
                lines("§8.2.2 Connection", request("GET", "/app/", "connection", "close")),
                lines("§8.2.2 Keep-Alive", request("GET", "/app/", "keep-alive", "1")),
                lines("§8.2.2 Proxy-Connection", request("GET", "/app/", "proxy-connection", "close")),
                lines("§8.2.2 Transfer-Encoding", request("GET", "/app/", "transfer-encoding", "chunked")),
                lines("§8.2.2 Upgrade", request("GET", "/app/", "upgrade", "h2c")),
                lines("§8.2.2 TE with anything but trailers", request("GET", "/app/", "te", "gzip")),
                lines("§8.3 an unknown pseudo field", request("GET", "/app/", ":status", "200")),
                lines(
                        "§8.3 a pseudo field behind others",
                        ":method",
                        "GET",
                        ":scheme",
                        "http",
                        "a",
                        "b",
                        ":path",
                        "/app/",
                        ":authority",
                        Edge.HOST),
                lines("§8.3 twice the path", request("GET", "/app/", ":path", "/app/2")),
                lines("§8.3.1 no method", ":scheme", "http", ":path", "/app/", ":authority", Edge.HOST),
                lines("§8.3.1 no scheme", ":method", "GET", ":path", "/app/", ":authority", Edge.HOST),
                lines("§8.3.1 no path", ":method", "GET", ":scheme", "http", ":authority", Edge.HOST),
                lines("§8.3.1 an empty path", request("GET", "")),
                lines("§8.3.1 a path in absolute form", request("GET", "http://shop.localhost/app/")),
                lines("§8.3.1 a path without its slash", request("GET", "app/")),
                lines("§8.3.1 a blank in the path", request("GET", "/app/ HTTP/1.1")),
                lines("§8.3.1 CR and LF in the path", request("GET", "/app/\r\nx: y")),
                lines("§8.3.1 a fragment in the path", request("GET", "/app/#x")),
                lines("§8.3.1 the asterisk of another method", request("GET", "*")),
                lines("§8.3.1 a method that is none", request("GET /x", "/app/")),
                lines("§8.3.1 no authority at all", ":method", "GET", ":scheme", "http", ":path", "/app/"),
                lines(
                        "§8.3.1 an authority that is none",
                        ":method",
                        "GET",
                        ":scheme",
                        "http",
                        ":path",
                        "/app/",
                        ":authority",
                        "a b"),
                lines(
                        "§8.3.1 user and password",
                        ":method",
                        "GET",
                        ":scheme",
                        "http",
                        ":path",
                        "/app/",
                        ":authority",
                        "me@" + Edge.HOST),
                lines("§8.3.1 a Host that says otherwise", request("GET", "/app/", "host", "other.test")),
                lines("§8.3.1 twice Host", request("GET", "/app/", "host", Edge.HOST, "host", Edge.HOST)),
                lines(
                        "§8.3.1 another scheme",
                        ":method",
                        "GET",
                        ":scheme",
                        "ftp",
                        ":path",
                        "/app/",
                        ":authority",
                        Edge.HOST),
                lines("RFC 8441 §4 a protocol without CONNECT", request("GET", "/app/", ":protocol", "websocket")),
                lines(
                        "RFC 9110 §8.6 twice Content-Length",
                        request("POST", "/app/", "content-length", "0", "content-length", "0")),
                lines("RFC 9110 §8.6 no number", request("POST", "/app/", "content-length", "+0")),
                lines("§8.1.1 a length without a body", request("POST", "/app/", "content-length", "1")));
    }

    private static Arguments lines(String what, String... lines) {
        return Arguments.of(what, literals(lines));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformed")
    void aMalformedRequestEndsItsStreamAndReachesNobody(String what, byte[] block) throws IOException {
        client.frame(HEADERS, END_STREAM | END_HEADERS, 1, block);
        assertThat(client.reset(1)).as(what).isEqualTo(Http2Code.PROTOCOL_ERROR.ordinal());
        expectUsable(3);
        assertThat(asked).isEmpty();
    }

    static Stream<Arguments> legal() {
        return Stream.of(
                lines("TE: trailers", request("GET", "/app/", "te", "trailers")),
                lines(
                        "Host in the authority's place",
                        ":method",
                        "GET",
                        ":scheme",
                        "http",
                        ":path",
                        "/app/",
                        "host",
                        Edge.HOST),
                lines("a Host that says the same", request("GET", "/app/", "host", "SHOP.localhost")),
                lines(
                        "another order of pseudo fields",
                        ":path",
                        "/app/",
                        ":authority",
                        Edge.HOST,
                        ":scheme",
                        "https",
                        ":method",
                        "GET"),
                lines("an empty value", request("GET", "/app/", "x", "")),
                lines("octets beyond ASCII", request("GET", "/app/", "x", "\u00e9")),
                lines("a tab inside a value", request("GET", "/app/", "x", "a\tb")),
                lines("every sign of a token", request("GET", "/app/", "!#$%&'*+-.^_`|~09az", "x")),
                lines("an unusual method", request("PROPFIND", "/app/")),
                lines("a length of nothing", request("GET", "/app/", "content-length", "0")),
                lines("a query of odd signs", request("GET", "/app/?a[]={}|^`\"<>")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("legal")
    void nothingValidIsRefused(String what, byte[] block) throws IOException {
        client.frame(HEADERS, END_STREAM | END_HEADERS, 1, block);
        assertThat(client.answer(1).text()).as(what).isEqualTo("ok");
        assertThat(asked).hasSize(1);
    }

    @Test
    void theAppIsAskedAsOverHttp1() throws IOException {
        client.get(1, "/app/x?y", "cookie", "a=1", "cookie", "b=2", "te", "trailers", "accept", "text/html");
        Answer answer = client.answer(1);
        assertThat(answer.fields())
                .doesNotContainKeys("connection", "transfer-encoding")
                .containsKey("date");
        assertThat(asked.getFirst())
                .startsWith("GET /app/x?y HTTP/1.1\r\nHost: " + Edge.HOST + "\r\n")
                .contains("Cookie: a=1; b=2\r\n")
                .containsIgnoringCase("accept: text/html\r\n")
                .contains("Via: 2 slipway\r\n")
                .doesNotContainIgnoringCase("\r\nte:");
    }

    @Test
    void aBodyOfUnknownLengthGoesOnInChunks() throws IOException {
        client.post(1, "/app/").data(1, false, "one".getBytes(StandardCharsets.US_ASCII));
        client.data(1, false).data(1, true, "two".getBytes(StandardCharsets.US_ASCII));
        assertThat(client.answer(1).text()).isEqualTo("ok");
        assertThat(asked.get(1)).isEqualTo("onetwo");
    }

    @Test
    void trailersEndARequestAndBecomeNoFields() throws IOException {
        client.post(1, "/app/").data(1, false, "one".getBytes(StandardCharsets.US_ASCII));
        client.frame(HEADERS, END_STREAM | END_HEADERS, 1, client.block("authorization", "secret"));
        assertThat(client.answer(1).text()).isEqualTo("ok");
        assertThat(String.join("", asked)).doesNotContain("secret");
    }

    @Test
    void trailersWithoutTheEndAndPseudoFieldsInThemAreMalformed() throws IOException {
        client.post(1, "/app/").frame(HEADERS, END_HEADERS, 1, client.block("x", "y"));
        assertThat(client.reset(1)).isEqualTo(Http2Code.PROTOCOL_ERROR.ordinal());
        client.post(3, "/app/").frame(HEADERS, END_HEADERS | END_STREAM, 3, literals(":path", "/y"));
        assertThat(client.reset(3)).isEqualTo(Http2Code.PROTOCOL_ERROR.ordinal());
        expectUsable(5);
    }

    @Test
    void aBodyOfAnotherLengthThanAnnouncedIsMalformed() throws IOException {
        client.post(1, "/app/", "content-length", "5").data(1, true, new byte[4]);
        assertThat(client.reset(1)).isEqualTo(Http2Code.PROTOCOL_ERROR.ordinal());
        client.post(3, "/app/", "content-length", "5").data(3, false, new byte[6]);
        assertThat(client.reset(3)).isEqualTo(Http2Code.PROTOCOL_ERROR.ordinal());
        expectUsable(5);
    }

    @Test
    void earlyHintsGoOn() throws IOException {
        client.get(1, "/app/early");
        Answer answer = client.answer(1);
        assertThat(answer.interim()).containsExactly(103);
        assertThat(answer.text()).isEqualTo("ok");
    }

    @Test
    void aClientThatWaitsForContinueGetsIt() throws IOException {
        client.post(1, "/app/", "expect", "100-continue");
        client.await(frame -> frame.type() == HEADERS && frame.stream() == 1);
        client.data(1, true, "one".getBytes(StandardCharsets.US_ASCII));
        assertThat(client.answer(1).text()).isEqualTo("ok");
    }

    @Test
    void anAnswerThatComesBeforeTheBodyIsFollowedByAReset() throws IOException {
        client.post(1, "/a").data(1, false, new byte[10]);
        assertThat(client.answer(1).status()).isEqualTo(405);
        assertThat(client.reset(1)).isEqualTo(Http2Code.NO_ERROR.ordinal());
        client.data(1, true, new byte[10]);
        expectUsable(3);
    }

    @Test
    void whatIsTooLargeOrNotOfferedIsAnswered() throws IOException {
        client.get(1, "/app/", "x", "y".repeat(33_000));
        assertThat(client.answer(1).status()).isEqualTo(431);
        String[] many = new String[2 * 120];
        for (int i = 0; i < 120; i++) {
            many[2 * i] = "x" + i;
            many[2 * i + 1] = "";
        }
        client.get(3, "/app/", many);
        assertThat(client.answer(3).status()).isEqualTo(431);
        client.frame(HEADERS, END_STREAM | END_HEADERS, 5, client.block(request("TRACE", "/app/")));
        assertThat(client.answer(5).status()).isEqualTo(405);
        client.frame(
                HEADERS,
                END_STREAM | END_HEADERS,
                7,
                client.block(":method", "CONNECT", ":authority", Edge.HOST + ":80"));
        assertThat(client.answer(7).status()).isEqualTo(405);
        expectUsable(9);
        assertThat(asked).isEmpty();
    }

    @Test
    void headHasNoBodyAndAnUnknownHostIsMisdirected() throws IOException {
        client.frame(HEADERS, END_STREAM | END_HEADERS, 1, client.block(request("HEAD", "/a")));
        Answer head = client.answer(1);
        assertThat(head.body()).isEmpty();
        assertThat(head.fields()).containsEntry("content-length", "12");
        client.frame(
                HEADERS,
                END_STREAM | END_HEADERS,
                3,
                client.block(":method", "GET", ":scheme", "http", ":path", "/", ":authority", "elsewhere.test"));
        assertThat(client.answer(3).status()).isEqualTo(421);
    }
}
