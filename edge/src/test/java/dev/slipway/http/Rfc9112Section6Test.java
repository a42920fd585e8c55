package dev.slipway.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The length of a request's body, and whether its connection goes on (RFC 9112 §6 and §9.3). */
class Rfc9112Section6Test {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Content-Length: 0                                        | accepted
                    Content-Length: 7                                        | accepted
                    content-length:007                                       | accepted
                    Transfer-Encoding: chunked                               | accepted
                    transfer-encoding: CHUNKED                               | accepted
                    Content-Length: 7; Content-Length: 7                     | 400 repeated-content-length
                    Content-Length: 7; Content-Length: 8                     | 400 repeated-content-length
                    Content-Length: 7, 7                                     | 400 bad-content-length
                    Content-Length: +7                                       | 400 bad-content-length
                    Content-Length: -7                                       | 400 bad-content-length
                    Content-Length: 0x7                                      | 400 bad-content-length
                    Content-Length: 1_0                                      | 400 bad-content-length
                    Content-Length: 7 7                                      | 400 bad-content-length
                    Content-Length:                                          | 400 bad-content-length
                    Content-Length: 9223372036854775808                      | 400 bad-content-length
                    Content-Length: 18446744073709551623                     | 400 bad-content-length
                    Content-Length: 7; Transfer-Encoding: chunked            | 400 length-and-transfer-encoding
                    Transfer-Encoding: chunked; Content-Length: 0            | 400 length-and-transfer-encoding
                    Transfer-Encoding: gzip                                  | 400 unknown-transfer-encoding
                    Transfer-Encoding: identity                              | 400 unknown-transfer-encoding
                    Transfer-Encoding: gzip, chunked                         | 501 unknown-transfer-encoding
                    Transfer-Encoding: chunked, gzip                         | 400 unknown-transfer-encoding
                    Transfer-Encoding: chunked, chunked                      | 400 unknown-transfer-encoding
                    Transfer-Encoding: gzip, deflate, Chunked                | 501 unknown-transfer-encoding
                    Transfer-Encoding: , chunked                             | 400 unknown-transfer-encoding
                    Transfer-Encoding: chunked, gzip, chunked                | 400 unknown-transfer-encoding
                    Transfer-Encoding: chunked,                              | 400 unknown-transfer-encoding
                    Transfer-Encoding: "chunked"                             | 400 unknown-transfer-encoding
                    Transfer-Encoding: xchunked                              | 400 unknown-transfer-encoding
                    Transfer-Encoding:                                       | 400 unknown-transfer-encoding
                    Transfer-Encoding: chunked; Transfer-Encoding: chunked   | 400 repeated-transfer-encoding
                    Transfer-Encoding: chunked; Transfer-Encoding: identity  | 400 repeated-transfer-encoding
                    """)
    void framing(String lines, String verdict) {
        assertThat(Requests.verdict(Requests.fields(lines.split("; ")))).isEqualTo(verdict);
    }

    @Test
    void transferEncodingIsUnknownToHttp10() {
        assertThat(Requests.verdict("POST / HTTP/1.0\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n"))
                .isEqualTo("400 transfer-encoding-in-http-1.0");
    }

    @Test
    void lengths() throws Refused {
        assertThat(Requests.decode(Requests.fields("Content-Length: 7")).bodyLength())
                .isEqualTo(7);
        assertThat(Requests.decode(Requests.fields("Transfer-Encoding: chunked"))
                        .bodyLength())
                .isEqualTo(RequestFraming.CHUNKED);
        assertThat(Requests.decode(Requests.fields("X: y")).bodyLength()).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    HTTP/1.1 | X: y                            | true
                    HTTP/1.1 | Connection: close               | false
                    HTTP/1.1 | Connection: keep-alive, Close   | false
                    HTTP/1.1 | Connection: x                   | true
                    HTTP/1.0 | X: y                            | false
                    HTTP/1.0 | Connection: Keep-Alive          | true
                    HTTP/1.0 | Connection: keep-alive, close   | false
                    """)
    void persistence(String version, String line, boolean keepAlive) throws Refused {
        assertThat(Requests.decode("GET / " + version + "\r\nHost: a.test\r\n" + line + "\r\n\r\n")
                        .keepAlive())
                .isEqualTo(keepAlive);
    }

    @Test
    void expectations() throws Refused {
        assertThat(Requests.decode(Requests.fields("Expect: 100-Continue")).expectsContinue())
                .isTrue();
        for (String list : new String[] {", 100-continue", "100-CONTINUE ,", "100-continue,100-continue"}) {
            assertThat(Requests.decode(Requests.fields("Expect: " + list)).expectsContinue())
                    .as(list)
                    .isTrue();
        }
        assertThat(Requests.decode(Requests.fields("Expect:")).expectsContinue())
                .isFalse();
        assertThat(Requests.verdict(Requests.fields("Expect: 100-continue, tea")))
                .isEqualTo("417 unknown-expectation");
        assertThat(Requests.verdict(Requests.fields("Expect: 200-ok"))).isEqualTo("417 unknown-expectation");
        assertThat(Requests.decode("POST / HTTP/1.0\r\nHost: a.test\r\nExpect: 100-continue\r\n\r\n")
                        .expectsContinue())
                .as("RFC 9110 §10.1.1: ignored in HTTP/1.0")
                .isFalse();
    }
}
