package dev.slipway.origin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.http.Fields;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Heads that follow each other on one connection: what is taken from the one before, and what must not be. */
class PreviousHeadTest {
    private static final String DATE = "date: Tue, 01 Dec 2026 05:00:0";

    private final ResponseDecoder decoder = new ResponseDecoder(8 << 10, 50);

    private ResponseDecoder.Step decode(String... lines) {
        decoder.reset();
        String head = "HTTP/1.1 200 OK\r\n" + String.join("\r\n", lines) + "\r\n\r\n";
        return decoder.feed(Unpooled.copiedBuffer(head, StandardCharsets.ISO_8859_1));
    }

    private Fields fields(String... lines) {
        assertThat(decode(lines)).isEqualTo(ResponseDecoder.Step.HEAD);
        return decoder.fields();
    }

    @Test
    void theSameLinesAreTheSameFields() {
        Fields first = fields(DATE + "1 GMT", "server: uvicorn", "content-length: 2");
        assertThat(fields(DATE + "1 GMT", "server: uvicorn", "content-length: 2"))
                .isSameAs(first);
    }

    @Test
    void aLineThatDiffersIsReadAndTheOthersAreTaken() {
        Fields first = fields(DATE + "1 GMT", "server: uvicorn", "content-length: 2");
        Fields second = fields(DATE + "2 GMT", "server: uvicorn", "content-length: 2");
        assertThat(second)
                .isEqualTo(
                        Fields.of("date", "Tue, 01 Dec 2026 05:00:02 GMT", "server", "uvicorn", "content-length", "2"));
        assertThat(second.value(1)).isSameAs(first.value(1));
        assertThat(first.get("date")).isEqualTo("Tue, 01 Dec 2026 05:00:01 GMT");
    }

    /** Each line is held against the one of its number: a line less or more moves those behind it. */
    @Test
    void linesThatComeGoOrChangePlacesAreReadAsTheyStand() {
        String[][] heads = {
            {"a: 1", "b: 2", "c: 3"},
            {"b: 2", "c: 3"},
            {"a: 1", "b: 2", "c: 3", "d: 4"},
            {"a: 1"},
            {"a: 1", "a: 1"},
            {"a: 1", "b: 2", "c: 3"},
            {"c: 3", "b: 2", "a: 1"},
            {"a: 1", "b: 2", "c: 34"},
            {"a: 1", "b: 2", "c: 3"},
        };
        for (String[] head : heads) {
            String[] said = String.join(": ", head).split(": ", -1);
            assertThat(fields(head)).isEqualTo(Fields.of(said));
        }
    }

    @Test
    void aHeadWithoutLinesSaysNothing() {
        fields("a: 1");
        decoder.reset();
        assertThat(decoder.feed(Unpooled.copiedBuffer("HTTP/1.1 200 OK\r\n\r\n", StandardCharsets.ISO_8859_1)))
                .isEqualTo(ResponseDecoder.Step.HEAD);
        assertThat(decoder.fields()).isEqualTo(Fields.EMPTY);
        assertThat(fields("a: 1")).isEqualTo(Fields.of("a", "1"));
    }

    @Test
    void whatIsMalformedStaysSoBehindWhatWasGood() {
        fields("a: 1", "b: 2");
        assertThat(decode("a: 1", "b : 2")).isEqualTo(ResponseDecoder.Step.MALFORMED);
        assertThat(decode("a: 1", " b: 2")).isEqualTo(ResponseDecoder.Step.MALFORMED);
        assertThat(fields("a: 1", "b: 2")).isEqualTo(Fields.of("a", "1", "b", "2"));
    }

    @Test
    void longHeadsAndThoseOfManyLinesAreReadEachTime() {
        String cookie = "set-cookie: " + "x".repeat(3_000);
        assertThat(fields(cookie, "a: 1")).isNotSameAs(fields(cookie, "a: 1"));
        assertThat(fields("b: 2", "a: 1")).isEqualTo(Fields.of("b", "2", "a", "1"));
        String[] many = new String[40];
        for (int i = 0; i < many.length; i++) {
            many[i] = "x-" + i + ": " + i;
        }
        assertThat(fields(many)).isNotSameAs(fields(many)).isEqualTo(fields(many));
    }
}
