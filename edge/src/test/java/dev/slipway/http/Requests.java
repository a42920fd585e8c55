package dev.slipway.http;

import java.nio.charset.StandardCharsets;

/** Heads of requests for the decoder's tests. */
final class Requests {
    private Requests() {}

    static RequestFraming decode(String head) throws Refused {
        byte[] bytes = head.getBytes(StandardCharsets.ISO_8859_1);
        return RequestDecoder.decode(bytes, bytes.length, 20, new KnownParts());
    }

    /** {@code status reason} of the refusal, or {@code accepted}. */
    static String verdict(String head) {
        try {
            RequestFraming unused = decode(head);
            return "accepted";
        } catch (Refused refused) {
            return refused.status() + " " + refused.reason();
        }
    }

    /** A request for that line, with Host. */
    static String line(String requestLine) {
        return requestLine + "\r\nHost: a.test\r\n\r\n";
    }

    /** A POST with those field lines beside Host; each without its CRLF. */
    static String fields(String... lines) {
        return "POST / HTTP/1.1\r\nHost: a.test\r\n" + String.join("\r\n", lines) + "\r\n\r\n";
    }
}
