package dev.slipway.http;

import static dev.slipway.testing.Property.holds;
import static dev.slipway.testing.Property.same;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Ranges: what is selected lies within the representation, is bounded in number, and is asked for by its own Range. */
public final class RangesFuzz {
    private RangesFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String text = new String(input, StandardCharsets.ISO_8859_1);
        for (long length : new long[] {0, 1, 100, 1_000_000, Long.MAX_VALUE}) {
            check(text, length);
            check("bytes=" + text, length);
        }
    }

    private static void check(String field, long length) {
        if (!(ByteRanges.select("GET", field, length)
                instanceof ByteRanges.Selection.Satisfiable(List<ByteRanges.Range> ranges))) {
            return;
        }
        holds(!ranges.isEmpty() && ranges.size() <= ByteRanges.MAX_RANGES, "so many ranges: " + ranges.size());
        long sum = 0;
        StringBuilder asked = new StringBuilder("bytes=");
        for (ByteRanges.Range range : ranges) {
            holds(range.first() >= 0 && range.first() <= range.last() && range.last() < length, "outside: " + range);
            sum += range.length();
            asked.append(range.first()).append('-').append(range.last()).append(',');
        }
        holds(sum >= 0 && sum <= length, "ranges that overlap: " + ranges);
        same(
                ByteRanges.select("GET", asked.toString(), length),
                new ByteRanges.Selection.Satisfiable(ranges),
                "asked for again");
    }
}
