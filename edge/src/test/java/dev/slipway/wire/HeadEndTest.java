package dev.slipway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HeadEndTest {
    private static int find(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return HeadEnd.find(bytes, bytes.length);
    }

    @Test
    void isBehindTheFirstEmptyLine() {
        assertThat(find("GET / HTTP/1.1\r\n\r\n")).isEqualTo(18);
        assertThat(find("GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\n\r\n"))
                .isEqualTo(27);
        assertThat(find("GET / HTTP/1.1\r\nHost: a\r\n")).isZero();
        assertThat(find("GET / HTTP/1.1\n\n")).isZero();
        assertThat(find("")).isZero();
    }

    @Test
    void isWhatASlowerSearchFinds() {
        Random random = new Random(20261130);
        for (int i = 0; i < 100_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(40); length > 0; length--) {
                text.append("\r\n\r\nab".charAt(random.nextInt(6)));
            }
            int end = text.indexOf("\r\n\r\n");
            assertThat(find(text.toString())).as(text.toString()).isEqualTo(end < 0 ? 0 : end + 4);
        }
    }
}
