package dev.slipway.http;

import java.nio.charset.StandardCharsets;

/** One response field that is added to answers which were encoded without it. Encoded once, in the form of each version. */
public final class PreparedLine {
    private final String name;
    private final byte[] http1;
    private final HpackLine http2;

    public PreparedLine(String name, String value) {
        this.name = name;
        this.http1 = (name + ": " + value + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        this.http2 = HpackLine.of(name, value);
    }

    public String name() {
        return name;
    }

    /** The line with its CRLF; shared, not to be written to. */
    public byte[] http1() {
        return http1;
    }

    /** The line as it stands in a block of HTTP/2. */
    HpackLine http2() {
        return http2;
    }
}
