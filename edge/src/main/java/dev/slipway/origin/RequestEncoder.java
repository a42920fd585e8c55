package dev.slipway.origin;

import dev.slipway.http.HeadBytes;
import org.jspecify.annotations.Nullable;

/**
 * The head of a request as bytes (RFC 9112 §3). Host comes first, framing last and only from here; nothing can smuggle
 * a line break into it.
 *
 * <pre>
 * POST /cart?x=1 HTTP/1.1
 * Host: shop.localhost
 * Cookie: session=1
 * X-Request-Id: 9f86d081884c7d65
 * Content-Length: 5
 * </pre>
 */
final class RequestEncoder {
    private static final String VERSION = " HTTP/1.1\r\n";
    private static final String REQUEST_ID = "X-Request-Id";

    private RequestEncoder() {}

    /**
     * Encodes the head of that request.
     *
     * @throws IllegalArgumentException when method, target or a field holds a byte that HTTP does not allow there: the
     *     request was not decoded by us, and sending it could split it in two
     */
    static byte[] encode(AppRequest request) {
        byte[] lines = request.fields().lines();
        String id = request.requestId();
        HeadBytes head = new HeadBytes(bytes(request, lines, id));
        head.word(request.method()).text(" ").word(request.target()).text(VERSION);
        head.bytes(lines);
        if (id != null) {
            head.line(REQUEST_ID, id);
        }
        if (request.upgrade() != null) {
            head.line("Connection", "Upgrade");
            head.line("Upgrade", request.upgrade());
        } else if (request.body() == null) {
            if (expectsBody(request.method())) {
                head.text("Content-Length: 0\r\n");
            }
        } else if (request.bodyLength() >= 0) {
            head.text("Content-Length: ")
                    .text(Long.toString(request.bodyLength()))
                    .text("\r\n");
        } else {
            head.text("Transfer-Encoding: chunked\r\n");
        }
        return head.text("\r\n").toByteArray();
    }

    /** How long the head of a request without a body will be; the others are longer by their framing. */
    private static int bytes(AppRequest request, byte[] lines, @Nullable String id) {
        int line = request.method().length() + " ".length() + request.target().length() + VERSION.length();
        int own = id == null ? 0 : REQUEST_ID.length() + ": \r\n".length() + id.length();
        return line + lines.length + own + "\r\n".length();
    }

    /** RFC 9110 §8.6: methods that define a meaning for content say so when there is none. */
    private static boolean expectsBody(String method) {
        return switch (method) {
            case "POST", "PUT", "PATCH" -> true;
            default -> false;
        };
    }
}
