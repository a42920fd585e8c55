package dev.slipway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PreparedHeadTest {
    private static String encoded(int status, long length, String... fields) {
        PreparedHead head = new PreparedHead(new ResponseHead(status, Fields.of(fields)), length);
        return new String(head.http1(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void aHeadIsEncodedWithoutItsEmptyLine() {
        assertThat(encoded(200, 3, "A", "b", "C", "d"))
                .isEqualTo("HTTP/1.1 200 OK\r\nA: b\r\nC: d\r\nContent-Length: 3\r\n");
        assertThat(encoded(200, 0)).isEqualTo("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n");
        assertThat(encoded(304, PreparedHead.NO_LENGTH)).isEqualTo("HTTP/1.1 304 Not Modified\r\n");
        assertThat(encoded(200, PreparedHead.UNKNOWN_LENGTH)).isEqualTo("HTTP/1.1 200 OK\r\n");
    }

    @Test
    void anUnknownStatusHasNoPhraseButItsSpace() {
        assertThat(encoded(299, 0)).startsWith("HTTP/1.1 299 ");
    }

    @Test
    void aDateOfTheAppStays() {
        assertThat(new PreparedHead(new ResponseHead(200, Fields.of("date", "x")), 0).isDated())
                .isTrue();
        assertThat(new PreparedHead(new ResponseHead(200, Fields.EMPTY), 0).isDated())
                .isFalse();
    }
}
