package dev.slipway.http;

import java.nio.charset.StandardCharsets;

/** Decodes the field lines of a message head, strictly (RFC 9112 §5). */
final class FieldDecoder {
    private FieldDecoder() {}

    /**
     * The field lines between {@code from} and the empty line that ends at {@code to}.
     *
     * @param most the number of lines allowed
     * @throws Refused 400 where a line is malformed, 431 where there are too many
     */
    static Fields decode(byte[] bytes, int from, int to, int most) throws Refused {
        Fields.Builder lines = Fields.builder();
        int count = 0;
        int at = from;
        while (at < to - 2) {
            int end = endOfLine(bytes, at, to);
            if (count++ == most) {
                throw new Refused(431, "too-many-fields");
            }
            int colon = colon(bytes, at, end);
            lines.add(FieldNames.name(bytes, at, colon), value(bytes, colon + 1, end));
            at = end + 2;
        }
        return lines.build();
    }

    /** Where the CR of the line's CRLF stands; a CR or LF by itself is refused (RFC 9112 §2.2). */
    static int endOfLine(byte[] bytes, int from, int to) throws Refused {
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            if (b == '\r' && i + 1 < to && bytes[i + 1] == '\n') {
                return i;
            }
            if (b == '\r' || b == '\n') {
                throw new Refused(400, "bare-cr-or-lf");
            }
        }
        throw new Refused(400, "bare-cr-or-lf");
    }

    private static int colon(byte[] bytes, int from, int end) throws Refused {
        if (bytes[from] == ' ' || bytes[from] == '\t') {
            throw new Refused(400, "folded-line");
        }
        int colon = from;
        while (colon < end && bytes[colon] != ':') {
            colon++;
        }
        if (colon == end) {
            throw new Refused(400, "field-without-colon");
        }
        if (!Octets.isToken(bytes, from, colon)) {
            throw new Refused(400, "bad-field-name");
        }
        return colon;
    }

    private static String value(byte[] bytes, int from, int to) throws Refused {
        int start = from;
        int end = to;
        while (start < end && isBlank(bytes[start])) {
            start++;
        }
        while (end > start && isBlank(bytes[end - 1])) {
            end--;
        }
        if (!Octets.isValue(bytes, start, end)) {
            throw new Refused(400, "control-in-field-value");
        }
        return start == end ? "" : new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }
}
