package dev.slipway.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A response head ready to be written: the form of each version is made once and kept, so that a stored answer is encoded
 * when it is first asked for and never again. Date, Connection and the framing are the gate's and not part of it.
 */
public final class PreparedHead {
    /** No body and no Content-Length: 304, 204 and interim responses. */
    public static final long NO_LENGTH = -2;

    /** A body whose length is known only at its end. */
    public static final long UNKNOWN_LENGTH = -1;

    private static final String CONTENT_LENGTH = "Content-Length: ";

    private final ResponseHead head;
    private final long contentLength;
    private final boolean dated;
    // Made by whichever loop asks first; volatile, so that no other sees an array before what is in it.
    private volatile byte @Nullable [] http1;
    private volatile HpackLine @Nullable [] http2;

    /**
     * @param head the response, without Content-Length, Date, Connection and Transfer-Encoding; a Date of the app's own
     *     may stay
     * @param contentLength in bytes, {@link #NO_LENGTH} or {@link #UNKNOWN_LENGTH}; for HEAD that of the body GET has
     */
    public PreparedHead(ResponseHead head, long contentLength) {
        this.head = head;
        this.contentLength = contentLength;
        this.dated = head.fields().contains("Date");
    }

    public int status() {
        return head.status();
    }

    public Fields fields() {
        return head.fields();
    }

    public long contentLength() {
        return contentLength;
    }

    /** Whether the fields hold a Date already. */
    public boolean isDated() {
        return dated;
    }

    /**
     * Status line, fields and Content-Length, each with its CRLF, without the empty line (RFC 9112 §4). The array is
     * shared: nobody writes to it. Threads that race make equal arrays.
     */
    public byte[] http1() {
        byte[] bytes = http1;
        if (bytes == null) {
            bytes = encode();
            http1 = bytes;
        }
        return bytes;
    }

    /**
     * The field lines of HTTP/2, {@code :status} and content-length included (RFC 9113 §8.3.2). The array is shared: nobody writes
     * to it.
     */
    HpackLine[] http2() {
        HpackLine[] lines = http2;
        if (lines == null) {
            lines = lines();
            http2 = lines;
        }
        return lines;
    }

    private HpackLine[] lines() {
        List<HpackLine> lines = new ArrayList<>();
        lines.add(HpackLine.status(head.status()));
        Fields fields = head.fields();
        for (int i = 0; i < fields.size(); i++) {
            if (!isOfConnection(fields.name(i).toLowerCase(Locale.ROOT))) {
                lines.add(HpackLine.of(fields.name(i), fields.value(i)));
            }
        }
        if (contentLength >= 0) {
            lines.add(HpackLine.of("Content-Length", Long.toString(contentLength)));
        }
        return lines.toArray(HpackLine[]::new);
    }

    /** RFC 9113 §8.2.2: what speaks of an HTTP/1.1 connection may not be sent. */
    private static boolean isOfConnection(String name) {
        return switch (name) {
            case "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade" -> true;
            default -> false;
        };
    }

    private byte[] encode() {
        String status = Integer.toString(head.status());
        String phrase = Reason.phrase(head.status());
        String length = contentLength < 0 ? "" : Long.toString(contentLength);
        HeadBytes text = new HeadBytes(bytes(status, phrase, length))
                .text("HTTP/1.1 ")
                .text(status)
                .text(" ")
                .text(phrase)
                .text("\r\n");
        Fields fields = head.fields();
        for (int i = 0; i < fields.size(); i++) {
            text.text(fields.name(i)).text(": ").text(fields.value(i)).text("\r\n");
        }
        if (!length.isEmpty()) {
            text.text(CONTENT_LENGTH).text(length).text("\r\n");
        }
        return text.toByteArray();
    }

    /** How long the head will be. */
    private int bytes(String status, String phrase, String length) {
        int bytes = "HTTP/1.1  \r\n".length() + status.length() + phrase.length();
        Fields fields = head.fields();
        for (int i = 0; i < fields.size(); i++) {
            bytes += fields.name(i).length()
                    + ": \r\n".length()
                    + fields.value(i).length();
        }
        return length.isEmpty() ? bytes : bytes + CONTENT_LENGTH.length() + length.length() + "\r\n".length();
    }
}
