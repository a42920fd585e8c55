package dev.slipway.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Request line, request target and Host (RFC 9112 §3). */
class Rfc9112Section3_2Test {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    GET / HTTP/1.1                       | accepted
                    GET / HTTP/1.0                       | accepted
                    M-SEARCH / HTTP/1.1                  | accepted
                    GET /a?b=c&d HTTP/1.1                | accepted
                    GET http://a.test/x HTTP/1.1         | accepted
                    GET HTTP://A.TEST/x HTTP/1.1         | accepted
                    OPTIONS * HTTP/1.1                   | accepted
                    GET / http/1.1                       | 400 bad-version
                    GET / HTTP/2.0                       | 505 bad-version
                    GET / HTTP/1.2                       | 505 bad-version
                    GET / HTTQ/1.1                       | 400 bad-version
                    GET http://a.test:/x HTTP/1.1        | accepted
                    GET / HTTP/1.10                      | 400 bad-version
                    GET / HTTP/1.                        | 400 bad-version
                    GET /                                | 400 bad-request-line
                    GET                                  | 400 bad-request-line
                    GET  / HTTP/1.1                      | 400 bad-version
                    GET / x HTTP/1.1                     | 400 bad-version
                    G(T / HTTP/1.1                       | 400 bad-method
                    GET /a#b HTTP/1.1                    | 400 bad-target
                    GET * HTTP/1.1                       | 400 bad-target
                    GET a.test/x HTTP/1.1                | 400 bad-target
                    GET ftp://a.test/x HTTP/1.1          | 400 bad-target
                    GET http://b.test/x HTTP/1.1         | 400 target-disagrees-with-host
                    GET http://u@a.test/x HTTP/1.1       | 400 target-disagrees-with-host
                    GET http:///x HTTP/1.1               | 400 target-disagrees-with-host
                    CONNECT a.test:80 HTTP/1.1           | 405 method-not-offered
                    TRACE / HTTP/1.1                     | 405 method-not-offered
                    """)
    void requestLines(String line, String verdict) {
        assertThat(Requests.verdict(Requests.line(line))).isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Host: a.test                 | accepted
                    Host: A.test:8080            | accepted
                    Host: 127.0.0.1:80           | accepted
                    Host: [::1]:80               | accepted
                    Host: [::1]                  | accepted
                    X: y                         | 400 missing-host
                    Host:                        | 400 bad-host
                    Host: a.test, b.test         | 400 bad-host
                    Host: a.test/x               | 400 bad-host
                    Host: u@a.test               | 400 bad-host
                    Host: a test                 | 400 bad-host
                    Host: a.test:                | accepted
                    Host: [::1]:                 | accepted
                    Host: :                      | 400 bad-host
                    Host: :80                    | 400 bad-host
                    Host: a.test::               | 400 bad-host
                    Host: a.test:80:80           | 400 bad-host
                    Host: a.test:65536           | 400 bad-host
                    Host: a.test:+80             | 400 bad-host
                    Host: [::1                   | 400 bad-host
                    Host: [::1]x                 | 400 bad-host
                    Host: [x]                    | 400 bad-host
                    Host: a.test\\r\\nHost: a.test | 400 repeated-host
                    Host: a.test\\r\\nhost: b.test | 400 repeated-host
                    """)
    void hosts(String line, String verdict) {
        String lines = line.replace("\\r\\n", "\r\n");
        assertThat(Requests.verdict("GET / HTTP/1.1\r\n" + lines + "\r\n\r\n")).isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    /a/b               | /a/b     | false
                    /%61ccount/x       | /account/x | false
                    /caf%C3%A9         | /café    | false
                    /a%20b             | /a b     | false
                    /.well-known/x     | /.well-known/x | false
                    /..a/b..           | /..a/b.. | false
                    /a/../b            | /b       | true
                    /a/%2e%2e/b        | /b       | true
                    /../../etc/passwd  | /etc/passwd | true
                    /a/./b             | /a/b     | true
                    /a/..              | /        | true
                    /a//b              | /a//b    | true
                    /a%2fb             | /a/b     | true
                    /a%5cb             | /a\\b    | true
                    /a\\b              | /a\\b    | true
                    /a%00b             | '/a\0b'  | true
                    /a%252fb           | /a%2fb   | true
                    /a%                | /a%      | true
                    /a%6               | /a%6     | true
                    /a%zz              | /a%zz    | true
                    /a%ff              | /aÿ      | true
                    """)
    void pathsAreDecodedAndOddOnesMarked(String raw, String path, boolean ambiguous) {
        RequestTarget target = RequestTarget.parse(raw + "?q=%2e");

        assertThat(target.path()).isEqualTo(path.replace("\\0", "\0"));
        assertThat(target.ambiguous()).isEqualTo(ambiguous);
        assertThat(target.query()).isEqualTo("q=%2e");
        assertThat(target.raw()).isEqualTo(raw + "?q=%2e");
    }

    @ParameterizedTest
    @CsvSource({"http://a.test, *", "http://a.test/, /", "http://a.test?x, /?x", "/, /", "*, *"})
    void optionsOfTheWholeServerMayNameIt(String target, String raw) throws Refused {
        assertThat(Requests.decode(Requests.line("OPTIONS " + target + " HTTP/1.1"))
                        .head()
                        .target()
                        .raw())
                .isEqualTo(raw);
    }

    @Test
    void aPortThatIsEmptyMeansTheSameAsNone() throws Refused {
        RequestHead head =
                Requests.decode("GET / HTTP/1.1\r\nHost: A.test:\r\n\r\n").head();

        assertThat(head.authority()).isEqualTo("a.test");
        assertThat(head.host()).isEqualTo("a.test");
    }

    @ParameterizedTest
    @CsvSource({"http://a.test/x?y, /x?y", "http://a.test, /", "http://a.test?y, /?y"})
    void absoluteFormBecomesOriginForm(String target, String raw) throws Refused {
        assertThat(Requests.decode(Requests.line("GET " + target + " HTTP/1.1"))
                        .head()
                        .target()
                        .raw())
                .isEqualTo(raw);
    }
}
