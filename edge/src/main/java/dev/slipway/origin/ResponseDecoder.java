package dev.slipway.origin;

import dev.slipway.http.Fields;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The head of a response taken apart (RFC 9112 §4 and §5), fed in whatever pieces arrive. Strict: CRLF only, no folded
 * lines, no controls, no whitespace before a colon; bounded in bytes and lines.
 */
final class ResponseDecoder {
    /** What {@link #feed} found. */
    enum Step {
        /** The buffer is used up and the head goes on. */
        MORE,
        /** The head is complete; what remains in the buffer follows it. */
        HEAD,
        /** The head is broken or too large; {@link ResponseDecoder#problem} says how. */
        MALFORMED
    }

    private static final int STEP = 1024;
    private static final int STATUS_LINE_AT_LEAST = "HTTP/1.1 200".length();

    private final int maxBytes;
    private final int maxFields;
    private final PreviousHead previous = new PreviousHead();
    private byte[] head = new byte[STEP];
    private int length;
    private int scanned;
    private int lineStart;
    private int status;
    private int minorVersion;
    private Fields fields = Fields.EMPTY;
    private String problem = "";

    ResponseDecoder(int maxBytes, int maxFields) {
        this.maxBytes = maxBytes;
        this.maxFields = maxFields;
    }

    /** Forgets the last head and waits for the next. */
    void reset() {
        length = 0;
        scanned = 0;
        lineStart = 0;
        fields = Fields.EMPTY;
    }

    /** Whether a byte of the current head has come. */
    boolean started() {
        return length > 0;
    }

    int status() {
        return status;
    }

    /** 0 for HTTP/1.0, 1 for HTTP/1.1. */
    int minorVersion() {
        return minorVersion;
    }

    /** Every field line as sent, framing included. */
    Fields fields() {
        return fields;
    }

    String problem() {
        return problem;
    }

    /** Goes on with these bytes; reads no further than the end of the head. */
    Step feed(ByteBuf in) {
        while (in.isReadable()) {
            int taken = Math.min(in.readableBytes(), Math.min(STEP, maxBytes - length));
            if (taken == 0) {
                return malformed("a head of more than " + maxBytes + " bytes");
            }
            reserve(taken);
            in.readBytes(head, length, taken);
            length += taken;
            Step step = scan();
            if (step == Step.MORE) {
                continue;
            }
            in.readerIndex(in.readerIndex() - (length - scanned));
            return step;
        }
        return Step.MORE;
    }

    private void reserve(int more) {
        if (length + more > head.length) {
            head = java.util.Arrays.copyOf(head, Math.max(length + more, head.length * 2));
        }
    }

    private Step scan() {
        while (scanned < length) {
            if (head[scanned++] != '\n') {
                continue;
            }
            if (scanned < 2 || head[scanned - 2] != '\r') {
                return malformed("a line that ends without CR");
            }
            if (scanned - 2 == lineStart) {
                return parse(lineStart);
            }
            lineStart = scanned;
        }
        return Step.MORE;
    }

    private Step parse(int end) {
        int lineEnd = lineEnd(0, end);
        if (end == 0 || !statusLine(lineEnd)) {
            return malformed("a bad status line");
        }
        int from = lineEnd + 2;
        if (previous.isSame(head, from, end)) {
            fields = previous.fields();
            return Step.HEAD;
        }
        Fields.Builder lines = Fields.builder();
        int count = 0;
        for (int at = from; at < end; at = lineEnd + 2) {
            lineEnd = lineEnd(at, end);
            if (count == maxFields) {
                return malformed("more than " + maxFields + " fields");
            }
            if (previous.hasLine(count, head, at, lineEnd)) {
                lines.add(previous.fields().name(count), previous.fields().value(count));
            } else {
                String wrong = field(lines, at, lineEnd);
                if (wrong != null) {
                    return malformed(wrong);
                }
            }
            count++;
        }
        fields = lines.build();
        previous.keep(head, from, end, fields);
        return Step.HEAD;
    }

    private int lineEnd(int from, int end) {
        int at = from;
        while (at < end && head[at] != '\n') {
            at++;
        }
        return at - 1;
    }

    /** {@code HTTP-version SP status-code SP [ reason-phrase ]}; the second space is often left out. */
    private boolean statusLine(int end) {
        if (end < STATUS_LINE_AT_LEAST || !startsWith("HTTP/1.") || head[8] != ' ') {
            return false;
        }
        if (head[7] != '0' && head[7] != '1' || end > STATUS_LINE_AT_LEAST && head[STATUS_LINE_AT_LEAST] != ' ') {
            return false;
        }
        int code = 0;
        for (int i = 9; i < STATUS_LINE_AT_LEAST; i++) {
            if (head[i] < '0' || head[i] > '9') {
                return false;
            }
            code = code * 10 + head[i] - '0';
        }
        for (int i = STATUS_LINE_AT_LEAST; i < end; i++) {
            if (!isValueByte(head[i])) {
                return false;
            }
        }
        minorVersion = head[7] - '0';
        status = code;
        return code >= 100;
    }

    private boolean startsWith(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (head[i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private @Nullable String field(Fields.Builder lines, int start, int end) {
        int colon = start;
        while (colon < end && isTokenByte(head[colon])) {
            colon++;
        }
        if (colon == start) {
            return head[start] == ' ' || head[start] == '\t' ? "a folded line" : "a field without a name";
        }
        if (colon == end || head[colon] != ':') {
            return "a bad byte in a field's name";
        }
        for (int i = colon + 1; i < end; i++) {
            if (!isValueByte(head[i])) {
                return "a control byte in a field's value";
            }
        }
        int from = colon + 1;
        while (from < end && isBlank(head[from])) {
            from++;
        }
        int to = end;
        while (to > from && isBlank(head[to - 1])) {
            to--;
        }
        lines.add(text(start, colon), text(from, to));
        return null;
    }

    private String text(int from, int to) {
        return new String(head, from, to - from, StandardCharsets.ISO_8859_1);
    }

    private Step malformed(String what) {
        problem = what;
        return Step.MALFORMED;
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    /** HTAB, SP, VCHAR and obs-text (RFC 9110 §5.5). */
    private static boolean isValueByte(byte b) {
        return b == '\t' || (b & 0xff) >= ' ' && b != 0x7f;
    }

    /** A tchar (RFC 9110 §5.6.2). */
    private static boolean isTokenByte(byte b) {
        if (b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b == '-') {
            return true;
        }
        return b > 0 && "!#$%&'*+.^_`|~".indexOf(b) >= 0;
    }
}
