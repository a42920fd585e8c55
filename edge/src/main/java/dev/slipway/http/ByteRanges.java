package dev.slipway.http;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Range requests (RFC 9110 §14): which bytes of a representation a client asks for. */
public final class ByteRanges {
    /** Ranges in one request; more are answered with the whole, so that no request costs many times its answer. */
    public static final int MAX_RANGES = 16;
    /** From so many ranges on, they must be worth their part heads. */
    public static final int MANY_RANGES = 4;
    /** Bytes that many ranges must have on average: a part head of a multipart answer is about as long. */
    public static final int MIN_AVERAGE_BYTES = 80;

    private static final String UNIT = "bytes=";

    private ByteRanges() {}

    /** What a Range field comes to. */
    public sealed interface Selection {
        /** 200 with everything: no range, or one that §14.2 lets us ignore. */
        record Whole() implements Selection {}

        /**
         * 206 with these, in the order asked for; one or more, none overlapping another.
         */
        record Satisfiable(List<Range> ranges) implements Selection {
            public Satisfiable {
                ranges = List.copyOf(ranges);
            }
        }

        /** 416: no range touches the representation. */
        record Unsatisfiable() implements Selection {}
    }

    /**
     * Bytes first to last, both included, counted from 0.
     */
    public record Range(long first, long last) {
        public Range {
            if (first < 0 || last < first) {
                throw new IllegalArgumentException("not a range: " + first + "-" + last);
            }
        }

        /** Its length in bytes, at least 1. */
        public long length() {
            return last - first + 1;
        }

        /** The value of Content-Range (§14.4). */
        public String contentRange(long completeLength) {
            return "bytes " + first + '-' + last + '/' + completeLength;
        }
    }

    private static final Selection WHOLE = new Selection.Whole();
    private static final Selection UNSATISFIABLE = new Selection.Unsatisfiable();

    /** The value of Content-Range in a 416 (§14.4). */
    public static String unsatisfiedContentRange(long completeLength) {
        return "bytes */" + completeLength;
    }

    /**
     * What the Range field selects. Ignored, as §14.2 allows: methods other than GET, other units, malformed or
     * repeated fields, more than {@link #MAX_RANGES} ranges, ranges that overlap, many tiny ones.
     *
     * @param range the field's value, or null where there is none
     * @param length of the representation, in bytes
     */
    public static Selection select(String method, @Nullable String range, long length) {
        if (range == null || !method.equals("GET") || !range.regionMatches(true, 0, UNIT, 0, UNIT.length())) {
            return WHOLE;
        }
        List<Range> ranges = new ArrayList<>(2);
        int asked = 0;
        for (int at = UNIT.length(); at <= range.length(); ) {
            int comma = range.indexOf(',', at);
            int end = comma < 0 ? range.length() : comma;
            String member = strip(range.substring(at, end));
            at = end + 1;
            if (member.isEmpty()) {
                continue;
            }
            if (!isWellFormed(member) || ++asked > MAX_RANGES) {
                return WHOLE;
            }
            Range one = resolve(member, length);
            if (one != null) {
                ranges.add(one);
            }
        }
        if (asked == 0) {
            return WHOLE;
        }
        if (ranges.isEmpty()) {
            return length == 0 && range.contains("=-") ? WHOLE : UNSATISFIABLE;
        }
        return isWasteful(ranges) ? WHOLE : new Selection.Satisfiable(ranges);
    }

    /** RFC 9110 §5.6.3: only spaces and tabs surround list members. */
    private static String strip(String member) {
        int start = 0;
        int end = member.length();
        while (start < end && (member.charAt(start) == ' ' || member.charAt(start) == '\t')) {
            start++;
        }
        while (end > start && (member.charAt(end - 1) == ' ' || member.charAt(end - 1) == '\t')) {
            end--;
        }
        return member.substring(start, end);
    }

    /** Digits, hyphen, digits, with one side at least, and the last not before the first (§14.1.1). */
    private static boolean isWellFormed(String member) {
        int hyphen = member.indexOf('-');
        if (hyphen < 0 || member.length() == 1) {
            return false;
        }
        for (int i = 0; i < member.length(); i++) {
            char c = member.charAt(i);
            if (i != hyphen && (c < '0' || c > '9')) {
                return false;
            }
        }
        return hyphen == 0
                || hyphen == member.length() - 1
                || number(member, 0, hyphen) <= number(member, hyphen + 1, member.length());
    }

    /** The bytes that a well-formed member stands for, or null when it touches none. */
    private static @Nullable Range resolve(String member, long length) {
        int hyphen = member.indexOf('-');
        if (hyphen == 0) {
            long suffix = Math.min(number(member, 1, member.length()), length);
            return suffix == 0 ? null : new Range(length - suffix, length - 1);
        }
        long first = number(member, 0, hyphen);
        if (first >= length) {
            return null;
        }
        boolean open = hyphen == member.length() - 1;
        long last = open ? length - 1 : Math.min(number(member, hyphen + 1, member.length()), length - 1);
        return new Range(first, last);
    }

    /** The number in those digits; what is too large for a long is beyond every representation. */
    private static long number(String text, int start, int end) {
        long number = 0;
        for (int i = start; i < end; i++) {
            int digit = text.charAt(i) - '0';
            if (number > (Long.MAX_VALUE - digit) / 10) {
                return Long.MAX_VALUE;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    private static boolean isWasteful(List<Range> ranges) {
        long bytes = 0;
        for (int i = 0; i < ranges.size(); i++) {
            Range range = ranges.get(i);
            bytes += range.length();
            for (int j = 0; j < i; j++) {
                Range other = ranges.get(j);
                if (range.first() <= other.last() && other.first() <= range.last()) {
                    return true;
                }
            }
        }
        return ranges.size() >= MANY_RANGES && bytes / ranges.size() < MIN_AVERAGE_BYTES;
    }
}
