package dev.slipway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.http.ByteRanges.Range;
import dev.slipway.http.ByteRanges.Selection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Range requests. */
class Rfc9110Section14Test {
    private static final Selection WHOLE = new Selection.Whole();
    private static final Selection UNSATISFIABLE = new Selection.Unsatisfiable();

    private static Selection select(String range) {
        return ByteRanges.select("GET", range, 10_000);
    }

    private static Selection ranges(long... bounds) {
        return new Selection.Satisfiable(IntStream.range(0, bounds.length / 2)
                .mapToObj(i -> new Range(bounds[2 * i], bounds[2 * i + 1]))
                .toList());
    }

    /** The examples of §14.1.2, and the edges around them. */
    @ParameterizedTest
    @CsvSource({
        "bytes=0-499, 0, 499",
        "bytes=500-999, 500, 999",
        "bytes=-500, 9500, 9999",
        "bytes=9500-, 9500, 9999",
        "bytes=0-, 0, 9999",
        "bytes=0-0, 0, 0",
        "bytes=-1, 9999, 9999",
        "bytes=-20000, 0, 9999",
        "bytes=9999-99999999999999999999, 9999, 9999",
        "BYTES=1-2, 1, 2",
        "'bytes= 1-2 ,', 1, 2",
        "'bytes=1-2,10000-', 1, 2"
    })
    void selectsOne(String field, long first, long last) {
        assertThat(select(field)).isEqualTo(ranges(first, last));
    }

    @Test
    void selectsSeveralInTheOrderAskedFor() {
        assertThat(select("bytes=0-0,-1")).isEqualTo(ranges(0, 0, 9999, 9999));
        assertThat(select("bytes=500-600, 100-200")).isEqualTo(ranges(500, 600, 100, 200));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "bytes",
                "bytes=",
                "bytes=,",
                "bytes=-",
                "bytes=a-b",
                "bytes=1",
                "bytes=2-1",
                "bytes=1-2-3",
                "bytes=+1-2",
                "bytes=0x1-2",
                "bytes =0-1",
                "bytes=1 - 2",
                "bytes=0-1, x",
                "lines=0-1",
                "bytes=0-10,5-15",
                "bytes=0-10,10-20",
                "bytes=0-,-1",
                "bytes=0-0,2-2,4-4,6-6",
                "bytes=0-1\u00a0"
            })
    void ignoresWhatItMay(String field) {
        assertThat(select(field)).isEqualTo(WHOLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=10000-", "bytes=10000-10001", "bytes=-0", "bytes=99999999999999999999-"})
    void cannotSatisfy(String field) {
        assertThat(select(field)).isEqualTo(UNSATISFIABLE);
    }

    @Test
    void actsOnGetOnly() {
        assertThat(ByteRanges.select("HEAD", "bytes=0-1", 10)).isEqualTo(WHOLE);
        assertThat(ByteRanges.select("GET", null, 10)).isEqualTo(WHOLE);
    }

    @Test
    void nothingHasNoRanges() {
        assertThat(ByteRanges.select("GET", "bytes=0-", 0)).isEqualTo(UNSATISFIABLE);
        assertThat(ByteRanges.select("GET", "bytes=-5", 0)).isEqualTo(WHOLE);
    }

    @Test
    void capsTheirNumber() {
        assertThat(select(hundreds(ByteRanges.MAX_RANGES))).isInstanceOf(Selection.Satisfiable.class);
        assertThat(select(hundreds(ByteRanges.MAX_RANGES + 1))).isEqualTo(WHOLE);
        assertThat(select("bytes=" + "20000-,".repeat(17) + "0-1")).isEqualTo(WHOLE);
    }

    private static String hundreds(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> i * 200 + "-" + (i * 200 + 99))
                .collect(Collectors.joining(",", "bytes=", ""));
    }

    @Test
    void writesContentRange() {
        assertThat(new Range(42, 1233).contentRange(1234)).isEqualTo("bytes 42-1233/1234");
        assertThat(ByteRanges.unsatisfiedContentRange(1234)).isEqualTo("bytes */1234");
    }

    @Test
    void writesMultipart() {
        MultipartRanges multipart = MultipartRanges.of(0x3d6b6a416f9b5c2eL, "image/png", 1270);
        List<Range> parts = List.of(new Range(0, 2), new Range(1269, 1269));
        String body =
                multipart.partHead(parts.get(0)) + "abc" + multipart.partHead(parts.get(1)) + "z" + multipart.end();
        assertThat(multipart.contentType()).isEqualTo("multipart/byteranges; boundary=3d6b6a416f9b5c2e");
        assertThat(body)
                .isEqualTo("\r\n--3d6b6a416f9b5c2e\r\nContent-Type: image/png\r\n"
                        + "Content-Range: bytes 0-2/1270\r\n\r\nabc"
                        + "\r\n--3d6b6a416f9b5c2e\r\nContent-Type: image/png\r\n"
                        + "Content-Range: bytes 1269-1269/1270\r\n\r\nz\r\n--3d6b6a416f9b5c2e--\r\n");
        assertThat(multipart.bodyLength(parts)).isEqualTo(body.length());
    }
}
