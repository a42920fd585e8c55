package dev.slipway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.testing.App;
import dev.slipway.testing.Edge;
import dev.slipway.testing.RawClient;
import dev.slipway.testing.Routes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are unusual and legal: none of them is refused, and the app gets what the client meant. */
class LegalRequestsTest {
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private App app;
    private Edge edge;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        app = App.echoing(heard);
        edge = Small.site(folder, Routes.app("/app/*")).app(app.port()).start();
    }

    @AfterEach
    void stop() throws IOException {
        edge.close();
        app.close();
    }

    /** What the app heard of these bytes, after which the connection is still good for another request. */
    private String heardOf(String bytes) throws IOException {
        try (RawClient client = edge.connect()) {
            assertThat(client.send(bytes).read().status()).isEqualTo(200);
            Small.expectUsable(client);
            assertThat(heard).hasSize(1);
            return heard.getFirst();
        }
    }

    private String heardOfFields(String fields) throws IOException {
        return heardOf(Small.request("GET /app/x HTTP/1.1", fields));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: shop.localhost:",
                "Host: SHOP.localhost",
                "Host: shop.localhost:8080",
                "hOsT:shop.localhost",
                "Host: \t shop.localhost \t "
            })
    void everyFormOfHost(String host) throws IOException {
        assertThat(heardOf("GET /app/x HTTP/1.1\r\n" + host + "\r\n\r\n")).contains("\r\nHost: shop.localhost");
    }

    @ParameterizedTest
    @ValueSource(strings = {"get", "M-SEARCH", "PROPFIND", "x!#$%&'*+-.^_`|~9", "DELETE"})
    void everyMethodThatIsAToken(String method) throws IOException {
        assertThat(heardOf(Small.request(method + " /app/x HTTP/1.1", ""))).startsWith(method + " /app/x HTTP/1.1\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/app/?",
                "/app/x??a=/?b",
                "/app/;p=1,2:@!$&'()*+",
                "/app/%e4%F6?%zz",
                "/app/a//b",
                "/app/a|b\"<>^`{}",
                "/app/x?a=[1]&b=\\"
            })
    void everyTargetAsItCame(String target) throws IOException {
        assertThat(heardOf(Small.request("GET " + target + " HTTP/1.1", "")))
                .startsWith("GET " + target + " HTTP/1.1\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://shop.localhost/app/x",
                "HTTP://SHOP.LOCALHOST/app/x",
                "https://shop.localhost/app/x",
                "http://shop.localhost:/app/x"
            })
    void absoluteForm(String target) throws IOException {
        assertThat(heardOf(Small.request("GET " + target + " HTTP/1.1", ""))).startsWith("GET /app/x HTTP/1.1\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "http://shop.localhost"})
    void optionsOfTheWholeServer(String target) throws IOException {
        try (RawClient client = edge.connect()) {
            client.send(Small.request("OPTIONS " + target + " HTTP/1.1", ""));
            assertThat(client.read().status()).isEqualTo(204);
            Small.expectUsable(client);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, ''", "000, ''", "1, 0", "10, 9", "x, x", "99999999999, 99999999999"})
    void optionsGoesSoManyHopsAndNoFurther(String hops, String left) throws IOException {
        try (RawClient client = edge.connect()) {
            client.send(Small.request("OPTIONS /app/x HTTP/1.1", "Max-Forwards: " + hops + "\r\n"));
            assertThat(client.read().status()).isEqualTo(left.isEmpty() ? 204 : 200);
            Small.expectUsable(client);
        }
        assertThat(heard).hasSize(left.isEmpty() ? 0 : 1);
        assertThat(heard).allSatisfy(request -> assertThat(request).contains("\r\nMax-Forwards: " + left + "\r\n"));
    }

    @Test
    void otherMethodsDoNotCountHops() throws IOException {
        assertThat(heardOfFields("Max-Forwards: 0\r\n")).contains("\r\nMax-Forwards: 0\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X:",
                "X: ",
                "X:y",
                "X: \u00e9\u00ff\u0080",
                "X: a\tb",
                "X: \"quoted, \\\" string; a=b\"",
                "X: (a comment (nested))",
                "X: ,, a, ,b,",
                "!#$%&'*+-.^_`|~1: y",
                "x: 1\r\nX: 2\r\nx: 3"
            })
    void everyFieldLine(String lines) throws IOException {
        for (String line : lines.split("\r\n")) {
            int colon = line.indexOf(':');
            assertThat(heardOfOnce(lines))
                    .contains("\r\n" + line.substring(0, colon) + ": "
                            + line.substring(colon + 1).strip() + "\r\n");
        }
    }

    private String heardOfOnce(String lines) throws IOException {
        heard.clear();
        return heardOfFields(lines + "\r\n");
    }

    @Test
    void manySmallFieldsAndOneLarge() throws IOException {
        StringBuilder fields = new StringBuilder();
        for (int i = 0; i < 98; i++) {
            fields.append("X").append(i).append(":").append(i).append("\r\n");
        }
        fields.append("Big: ").append("b".repeat(20_000)).append("\r\n");
        assertThat(heardOfFields(fields.toString())).contains("\r\nX97: 97\r\nBig: bbb");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "00", "000000000000000000"})
    void aGetWhoseBodyIsEmpty(String length) throws IOException {
        assertThat(heardOfFields("Content-Length: " + length + "\r\n")).doesNotContain("chunked");
    }

    @Test
    void aGetThatHasABody() throws IOException {
        assertThat(heardOf(Small.request("GET /app/x HTTP/1.1", "Content-Length: 0005\r\n") + "hello"))
                .contains("\r\nContent-Length: 5\r\n")
                .endsWith("\r\n\r\nhello");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "5\r\nhello\r\n0\r\n\r\n",
                "0005\r\nhello\r\n000\r\n\r\n",
                "2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n",
                "5;a=b\r\nhello\r\n0;c\r\n\r\n",
                "5 ; a = \"b; \\\" c\" ;d\r\nhello\r\n0\r\n\r\n",
                "5;\u00e9\r\nhello\r\n0\r\n\r\n",
                "5\r\nhello\r\n0\r\nTrailer: x\r\nEmpty:\r\n\r\n",
                "5\r\nhello\r\n0\r\nContent-Length: 9\r\nHost: evil\r\nX-Forwarded-For: evil\r\n\r\n"
            })
    void chunksWithExtensionsAndTrailers(String chunks) throws IOException {
        String request = heardOf(Small.request("POST /app/x HTTP/1.1", "Transfer-Encoding: Chunked\r\n") + chunks);
        assertThat(request).endsWith("\r\n\r\nhello").doesNotContain("evil", "Trailer", "Empty");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"100-continue", "100-CONTINUE", ", 100-continue", "100-continue ,,", "100-continue, 100-Continue"
            })
    void anExpectationInAnySpelling(String expectation) throws IOException {
        try (RawClient client = edge.connect()) {
            client.send(Small.request("POST /app/x HTTP/1.1", "Content-Length: 5\r\nExpect: " + expectation + "\r\n"));
            assertThat(client.read().status()).isEqualTo(100);
            assertThat(client.send("hello").read().text())
                    .endsWith("\r\n\r\nhello")
                    .doesNotContain("Expect");
            Small.expectUsable(client);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"keep-alive", "Keep-Alive", ", keep-alive,", "x, KEEP-ALIVE", "TE, keep-alive"})
    void keepAliveOfHttp10(String connection) throws IOException {
        try (RawClient client = edge.connect()) {
            client.send(Small.request("GET /app/x HTTP/1.0", "Connection: " + connection + "\r\n"));
            assertThat(client.read().field("Connection")).isEqualTo("keep-alive");
            Small.expectUsable(client);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",", "x", "keep-alive", "close-not", "\"close\""})
    void whatDoesNotSayCloseStaysOpen(String connection) throws IOException {
        assertThat(heardOfFields("Connection: " + connection + "\r\n")).doesNotContain("Connection:");
    }

    @Test
    void pipelinedRequestsWithBodiesOfEveryFraming() throws IOException {
        String sized = Small.request("POST /app/1 HTTP/1.1", "Content-Length: 18\r\n") + "GET /evil HTTP/1.1";
        String chunked = Small.request("PUT /app/2 HTTP/1.1", "Transfer-Encoding: chunked\r\n")
                + "3\r\nabc\r\n2;x\r\nde\r\n0\r\nT: x\r\n\r\n";
        String empty = Small.request("POST /app/3 HTTP/1.1", "Content-Length: 0\r\n");
        String none = Small.request("DELETE /app/4 HTTP/1.1", "");
        String all = sized + chunked + "\r\n" + empty + none + Small.get("/a");
        for (int cut = 1; cut < all.length(); cut += 7) {
            try (RawClient client = edge.connect()) {
                client.send(all.substring(0, cut)).send(all.substring(cut));
                assertThat(client.read().text()).startsWith("POST /app/1 ").endsWith("\r\n\r\nGET /evil HTTP/1.1");
                assertThat(client.read().text()).startsWith("PUT /app/2 ").endsWith("\r\n\r\nabcde");
                assertThat(client.read().text()).startsWith("POST /app/3 ").endsWith("\r\n\r\n");
                assertThat(client.read().text()).startsWith("DELETE /app/4 ").endsWith("\r\n\r\n");
                assertThat(client.read().text()).isEqualTo("content of a");
            }
        }
    }
}
