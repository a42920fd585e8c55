package dev.slipway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9112 §7.1: the chunked transfer coding. */
class Rfc9112Section7_1Test {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 1000})
    void dataComesOutWhateverTheCuts(int step) {
        Decoded decoded =
                decode("4\r\nWiki\r\n00A;name=\"a b\";x\r\n0123456789\r\n1 ;y\r\n!\r\n0\r\nDigest: x\r\n\r\nGET", step);

        assertThat(decoded.outcome()).isEqualTo(ChunkedDecoder.Step.END);
        assertThat(decoded.data()).isEqualTo("Wiki0123456789!");
        assertThat(decoded.rest()).isEqualTo("GET");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\n",
                "g\r\n",
                "0x4\r\n",
                "+4\r\n",
                "-4\r\n",
                " 4\r\n",
                "4 \r\n",
                "4\t\r\n",
                "4_0\r\n",
                "4\n",
                "4\rX",
                "4\u0000\r\n",
                "4;a\nb\r\n",
                "4;a\u0001\r\n",
                "4;a\rb\r\n",
                "4;a\u007f\r\n",
                "4 x\r\n",
                "10000000000000000\r\n",
                "ffffffffffffffff\r\n",
                "0000000000000001\r\n",
                "4\r\nWikiX\r\n",
                "4\r\nWiki\n",
                "4\r\nWiki\rX",
                "4\r\nWik\r\n0\r\n\r\n",
                "0\r\n folded\r\n\r\n",
                "0\r\n: x\r\n\r\n",
                "0\r\na b: x\r\n\r\n",
                "0\r\na : x\r\n\r\n",
                "0\r\na: x\ny\r\n\r\n",
                "0\r\na: \u0000\r\n\r\n",
                "0\r\nabc\r\n\r\n",
                "0\r\n\n",
                "0\r\n\rX",
                "0\r\nX: 1\rY"
            })
    void brokenFramingIsRefusedWhateverTheCuts(String text) {
        for (int step : new int[] {1, 2, 1000}) {
            assertThat(decode(text, step).outcome()).as(text).isEqualTo(ChunkedDecoder.Step.MALFORMED);
        }
    }

    @Test
    void extensionsAndTrailersAreBounded() {
        assertThat(decode("1;" + "x".repeat(1100) + "\r\n", 64).outcome()).isEqualTo(ChunkedDecoder.Step.MALFORMED);
        assertThat(decode(("1;" + "x".repeat(1000) + "\r\na\r\n").repeat(20), 64)
                        .outcome())
                .isEqualTo(ChunkedDecoder.Step.MALFORMED);
        assertThat(decode("0\r\n" + "a: b\r\n".repeat(5000), 64).outcome()).isEqualTo(ChunkedDecoder.Step.MALFORMED);
    }

    @Test
    void anUnfinishedBodyAsksForMore() {
        assertThat(decode("5\r\nabc", 1000).outcome()).isEqualTo(ChunkedDecoder.Step.MORE);
        assertThat(decode("0\r\n", 1000).outcome()).isEqualTo(ChunkedDecoder.Step.MORE);
    }

    private record Decoded(ChunkedDecoder.Step outcome, String data, String rest) {}

    private static Decoded decode(String text, int step) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        ChunkedDecoder decoder = new ChunkedDecoder();
        StringBuilder data = new StringBuilder();
        ChunkedDecoder.Step outcome = ChunkedDecoder.Step.MORE;
        int at = 0;
        while (at < bytes.length && (outcome == ChunkedDecoder.Step.MORE || outcome == ChunkedDecoder.Step.DATA)) {
            ByteBuffer in = ByteBuffer.wrap(bytes, at, Math.min(step, bytes.length - at));
            do {
                outcome = decoder.next(in);
                if (outcome == ChunkedDecoder.Step.DATA) {
                    byte[] part = new byte[decoder.dataLength()];
                    in.get(part);
                    data.append(new String(part, StandardCharsets.ISO_8859_1));
                }
            } while (outcome == ChunkedDecoder.Step.DATA);
            at = in.position();
        }
        return new Decoded(
                outcome, data.toString(), new String(bytes, at, bytes.length - at, StandardCharsets.ISO_8859_1));
    }
}
