package dev.slipway.origin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.origin.AppFailure.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9112 §4, §5 and §6.3 from the side of an app that lies: 502, and the connection is never used again. */
class Rfc9112Section6_3Test {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nContent-Length: +2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nContent-Length: 0x2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nContent-Length: \r\n\r\nok",
                "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokk",
                "HTTP/1.1 204 No Content\r\n\r\nbody",
                "HTTP/1.1 200 OK\r\nA: b\r\n folded\r\n\r\n",
                "HTTP/1.1 200 OK\r\nA : b\r\n\r\n",
                "HTTP/1.1 200 OK\r\n: b\r\n\r\n",
                "HTTP/1.1 200 OK\r\nA\r\n\r\n",
                "HTTP/1.1 200 OK\r\nA: b\nC: d\r\n\r\n",
                "HTTP/1.1 200 OK\r\nA: b\rC: d\r\n\r\n",
                "HTTP/1.1 200 OK\r\nA: \u0000\r\n\r\n",
                "HTTP/1.1 200 OK\n\n",
                "HTTP/1.1 99 Low\r\n\r\n",
                "HTTP/1.1 2x0 OK\r\n\r\n",
                "HTTP/1.1 2000 OK\r\n\r\n",
                "HTTP/2.0 200 OK\r\n\r\n",
                "http/1.1 200 OK\r\n\r\n",
                "\r\n\r\n",
                "hello\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\n\r\n"
            })
    void anAnswerThatCannotBeFramedIsMalformed(String text) throws Exception {
        assertMalformed(text);
    }

    @Test
    void headsAreBounded() throws Exception {
        assertMalformed("HTTP/1.1 200 OK\r\nA: " + "x".repeat(9000) + "\r\n\r\n");
        assertMalformed("HTTP/1.1 200 OK\r\n" + "A: b\r\n".repeat(51) + "\r\n");
        assertMalformed("HTTP/1.1 103 Early Hints\r\n\r\n".repeat(100));
    }

    @Test
    void brokenChunksFailTheBody() throws Exception {
        try (ScriptedOrigin app = ScriptedOrigin.tcp(ScriptedOrigin.always(
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nzz\r\n"));
                Client client = Client.of(app.address())) {
            Client.Answer answer = client.get("/");

            assertThat(answer.bodyFailure()).hasMessageContaining("hexadecimal");
            assertThat(client.idle()).isZero();
        }
    }

    @Test
    void bytesAfterTheLastChunkFailTheBody() throws Exception {
        try (ScriptedOrigin app = ScriptedOrigin.tcp(
                        ScriptedOrigin.always(
                                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\nHTTP/1.1 200 OK\r\n"));
                Client client = Client.of(app.address())) {
            Client.Answer answer = client.get("/");

            assertThat(answer.bodyFailure()).hasMessageContaining("after the end");
            assertThat(client.idle()).isZero();
        }
    }

    private static void assertMalformed(String text) throws Exception {
        try (ScriptedOrigin app = ScriptedOrigin.tcp(ScriptedOrigin.always(text));
                Client client = Client.of(app.address())) {
            Client.Answer answer = client.get("/");

            assertThat(answer.failure()).as(text).extracting(AppFailure::reason).isEqualTo(Reason.MALFORMED);
            assertThat(client.idle()).isZero();
        }
    }
}
