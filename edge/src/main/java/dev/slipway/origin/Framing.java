package dev.slipway.origin;

import dev.slipway.http.Fields;
import java.util.List;

/** How the body of a response is delimited (RFC 9112 §6.3). */
sealed interface Framing {
    /** No body, whatever the fields say. */
    record None() implements Framing {}

    /** Exactly that many bytes. */
    record Length(long bytes) implements Framing {}

    /** The chunked transfer coding. */
    record Chunked() implements Framing {}

    /** All until the connection closes. */
    record UntilClose() implements Framing {}

    /** Nobody can say where the body ends. */
    record Broken(String problem) implements Framing {}

    /** Eighteen digits hold 10^18 bytes and cannot overflow. */
    int MAX_LENGTH_DIGITS = 18;

    /** How many bytes the body has, or -1 where only its end will tell. */
    default long announcedBytes() {
        return switch (this) {
            case None none -> 0;
            case Length(long bytes) -> bytes;
            case Chunked chunked -> -1;
            case UntilClose untilClose -> -1;
            case Broken broken -> -1;
        };
    }

    /** The framing of the final response to a request with that method. */
    static Framing of(String method, int status, int minorVersion, Fields fields) {
        List<String> codings = fields.all("Transfer-Encoding");
        List<String> lengths = fields.all("Content-Length");
        if (!codings.isEmpty() && !lengths.isEmpty()) {
            return new Broken("both Transfer-Encoding and Content-Length");
        }
        if (!codings.isEmpty() && minorVersion == 0) {
            return new Broken("Transfer-Encoding in HTTP/1.0");
        }
        if (codings.size() > 1 || codings.size() == 1 && !codings.getFirst().equalsIgnoreCase("chunked")) {
            return new Broken("a Transfer-Encoding other than chunked");
        }
        if (lengths.size() > 1 || lengths.size() == 1 && !isLength(lengths.getFirst())) {
            return new Broken("a Content-Length that is not one number");
        }
        if (method.equals("HEAD") || status < 200 || status == 204 || status == 304) {
            return new None();
        }
        if (!codings.isEmpty()) {
            return new Chunked();
        }
        return lengths.isEmpty() ? new UntilClose() : new Length(Long.parseLong(lengths.getFirst()));
    }

    private static boolean isLength(String text) {
        if (text.isEmpty() || text.length() > MAX_LENGTH_DIGITS) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }
}
