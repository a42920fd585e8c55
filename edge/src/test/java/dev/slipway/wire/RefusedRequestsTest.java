package dev.slipway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.testing.App;
import dev.slipway.testing.Edge;
import dev.slipway.testing.RawClient;
import dev.slipway.testing.RawClient.Response;
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

/**
 * Requests that two readers could understand differently: refused with the connection closed, none of it and nothing
 * behind it reaches the app (RFC 9112 §11).
 */
class RefusedRequestsTest {
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

    /** What stands for bytes that a table cannot hold. */
    private static String bytes(String text) {
        return text.replace("CR", "\r")
                .replace("LF", "\n")
                .replace("NUL", "\0")
                .replace("VT", "\u000b")
                .replace("DEL", "\u007f")
                .replace("TAB", "\t");
    }

    private void refused(String bytes, int status, String reason) throws IOException {
        try (RawClient client = edge.connect()) {
            client.send(bytes + Small.get("/app/behind"));
            Response response = client.read();
            assertThat(response.status()).as(bytes).isEqualTo(status);
            assertThat(response.closes()).isTrue();
            client.expectClose();
        }
        assertThat(edge.recorder().refusals()).containsExactly(reason);
        assertThat(heard).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Content-Length: 3CRLFTransfer-Encoding: chunked           | 400 | length-and-transfer-encoding
            Transfer-Encoding: chunkedCRLFContent-Length: 0           | 400 | length-and-transfer-encoding
            Content-Length: 3CRLFContent-Length: 3                    | 400 | repeated-content-length
            Content-Length: 3CRLFContent-Length: 4                    | 400 | repeated-content-length
            Content-Length: 3CRLFcontent-length: 3                    | 400 | repeated-content-length
            Content-Length: 3, 3                                      | 400 | bad-content-length
            Content-Length: +3                                        | 400 | bad-content-length
            Content-Length: -3                                        | 400 | bad-content-length
            Content-Length: 0x3                                       | 400 | bad-content-length
            Content-Length: 1_0                                       | 400 | bad-content-length
            Content-Length: 3.0                                       | 400 | bad-content-length
            Content-Length: 3;                                        | 400 | bad-content-length
            Content-Length: "3"                                       | 400 | bad-content-length
            Content-Length:                                           | 400 | bad-content-length
            Content-Length: 18446744073709551619                      | 400 | bad-content-length
            Transfer-Encoding: gzip                                   | 400 | unknown-transfer-encoding
            Transfer-Encoding: chunked, gzip                          | 400 | unknown-transfer-encoding
            Transfer-Encoding: chunked, chunked                       | 400 | unknown-transfer-encoding
            Transfer-Encoding: identity                               | 400 | unknown-transfer-encoding
            Transfer-Encoding: gzip, chunked                          | 501 | unknown-transfer-encoding
            Transfer-Encoding: chunked;q=1                            | 400 | unknown-transfer-encoding
            Transfer-Encoding: VTchunked                              | 400 | control-in-field-value
            Transfer-Encoding: chunkedNUL                             | 400 | control-in-field-value
            Transfer-EncodingTAB: chunked                             | 400 | bad-field-name
            Transfer-Encoding : chunked                               | 400 | bad-field-name
            Transfer-Encoding:CRLF chunked                            | 400 | folded-line
            Transfer-Encoding: chunkedCRLFTransfer-Encoding: chunked  | 400 | repeated-transfer-encoding
            X: aLFContent-Length: 3                                   | 400 | bare-cr-or-lf
            X: aCRContent-Length: 3                                   | 400 | bare-cr-or-lf
            X: aNULb                                                  | 400 | control-in-field-value
            X: aDELb                                                  | 400 | control-in-field-value
            X(y: a                                                    | 400 | bad-field-name
            : a                                                       | 400 | bad-field-name
            X                                                         | 400 | field-without-colon
            Host: shop.localhost                                      | 400 | repeated-host
            hOST: other.test                                          | 400 | repeated-host
            Expect: 200-maybe                                         | 417 | unknown-expectation
            """)
    void fields(String lines, int status, String reason) throws IOException {
        refused(Small.request("POST /app/x HTTP/1.1", bytes(lines) + "\r\n"), status, reason);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GET /app/x http/1.1                       | 400 | bad-version
            GET /app/x HTTP/1.2                       | 505 | bad-version
            GET /app/x HTTP/2.0                       | 505 | bad-version
            GET /app/x HTTP/1.1x                      | 400 | bad-version
            GET /app/x HTTP/ 1.1                      | 400 | bad-version
            GET /app/x                                | 400 | bad-request-line
            GET  /app/x HTTP/1.1                      | 400 | bad-version
            GET /app/xTABHTTP/1.1                     | 400 | bad-request-line
            GETTAB/app/x HTTP/1.1                     | 400 | bad-request-line
            GET: /app/x HTTP/1.1                      | 400 | bad-method
            GET /app/x#y HTTP/1.1                     | 400 | bad-target
            GET /app/xNUL HTTP/1.1                    | 400 | bad-target
            GET /app/xCRy HTTP/1.1                    | 400 | bare-cr-or-lf
            GET app/x HTTP/1.1                        | 400 | bad-target
            GET * HTTP/1.1                            | 400 | bad-target
            GET shop.localhost:80 HTTP/1.1            | 400 | bad-target
            GET http://other.test/app/x HTTP/1.1      | 400 | target-disagrees-with-host
            GET http://shop.localhost:81/app/x HTTP/1.1 | 400 | target-disagrees-with-host
            GET http://a@shop.localhost/app/x HTTP/1.1 | 400 | target-disagrees-with-host
            PRI * HTTP/2.1                            | 505 | bad-version
            CONNECT shop.localhost:80 HTTP/1.1        | 405 | method-not-offered
            TRACE /app/x HTTP/1.1                     | 405 | method-not-offered
            """)
    void requestLines(String line, int status, String reason) throws IOException {
        refused(Small.request(bytes(line), ""), status, reason);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            X: y                                  | missing-host
            Host:                                 | bad-host
            Host: shop.localhost,shop.localhost   | bad-host
            Host: shop.localhost other            | bad-host
            Host: shop.localhost/app              | bad-host
            Host: shop.localhost:x                | bad-host
            Host: shop.localhost:99999            | bad-host
            Host: user@shop.localhost             | bad-host
            Host: [::1                            | bad-host
            """)
    void hosts(String line, String reason) throws IOException {
        refused("GET /app/x HTTP/1.1\r\n" + line + "\r\n\r\n", 400, reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "3LFabcCRLF0CRLFCRLF",
                "3CRabcCRLF0CRLFCRLF",
                "0x3CRLFabcCRLF0CRLFCRLF",
                "+3CRLFabcCRLF0CRLFCRLF",
                " 3CRLFabcCRLF0CRLFCRLF",
                "3 CRLFabcCRLF0CRLFCRLF",
                "CRLFabcCRLF0CRLFCRLF",
                "ffffffffffffffffCRLFabcCRLF0CRLFCRLF",
                "10000000000000003CRLFabcCRLF0CRLFCRLF",
                "3;aLFb=cCRLFabcCRLF0CRLFCRLF",
                "3;aCRb=cCRLFabcCRLF0CRLFCRLF",
                "3;aNULCRLFabcCRLF0CRLFCRLF",
                "3CRLFabc0CRLFCRLF",
                "3CRLFabcdCRLF0CRLFCRLF",
                "3CRLFabcLF0CRLFCRLF",
                "3CRLFabCRLF0CRLFCRLF",
                "3CRLFabcCRLF0CRLFX yCRLFCRLF",
                "3CRLFabcCRLF0CRLFX : yCRLFCRLF",
                "3CRLFabcCRLF0CRLF foldedCRLFCRLF",
                "3CRLFabcCRLF0CRLFX: yLFCRLF"
            })
    void chunks(String body) throws IOException {
        refused(
                Small.request("POST /app/x HTTP/1.1", "Transfer-Encoding: chunked\r\n") + bytes(body),
                400,
                "bad-chunk");
    }

    @Test
    void transferEncodingInHttp10() throws IOException {
        refused(
                Small.request("POST /app/x HTTP/1.0", "Transfer-Encoding: chunked\r\nConnection: keep-alive\r\n")
                        + "0\r\n\r\n",
                400,
                "transfer-encoding-in-http-1.0");
    }

    @Test
    void whatComesBehindTheAnswerToARefusalIsReadByNobody() throws IOException {
        try (RawClient client = edge.connect()) {
            client.send(Small.request("POST /app/x HTTP/1.1", "Content-Length: x\r\n"));
            assertThat(client.read().status()).isEqualTo(400);
            client.send(Small.get("/app/behind"));
            client.expectClose();
        }
        assertThat(heard).isEmpty();
    }

    @Test
    void fieldsThatACgiWouldTakeForOursDoNotReachTheApp() throws IOException {
        try (RawClient client = edge.connect()) {
            client.send(
                    Small.request(
                            "GET /app/x HTTP/1.1",
                            "X_Forwarded_For: evil\r\nX-Forwarded_Proto: evil\r\nContent_Length: 9\r\nX_User: evil\r\n"
                                    + "X-User: real\r\nX_Alone: kept\r\nTransfer_Encoding: chunked\r\nX-A_B: first\r\nX_A-B: evil\r\n"));
            String seen = client.read().text();
            assertThat(seen).doesNotContain("evil", "Content_Length", "Transfer_Encoding");
            assertThat(seen).contains("X-User: real", "X_Alone: kept", "X-A_B: first");
        }
    }
}
