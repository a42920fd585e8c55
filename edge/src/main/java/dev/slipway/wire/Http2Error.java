package dev.slipway.wire;

/** What a peer did that HTTP/2 forbids: ends one stream, or the connection where its state is in doubt (RFC 9113 §5.4). */
final class Http2Error extends Exception {
    private static final long serialVersionUID = 1;

    private final int stream;
    private final Http2Code code;
    private final String reason;

    private Http2Error(int stream, Http2Code code, String reason) {
        // Without a stack trace: hostile input must not be more expensive than good input.
        super(reason, null, false, false);
        this.stream = stream;
        this.code = code;
        this.reason = reason;
    }

    static Http2Error connection(Http2Code code, String reason) {
        return new Http2Error(0, code, reason);
    }

    static Http2Error stream(int stream, Http2Code code, String reason) {
        return new Http2Error(stream, code, reason);
    }

    /** The stream that ends, or 0 for the whole connection. */
    int stream() {
        return stream;
    }

    Http2Code code() {
        return code;
    }

    /** For log and metrics, such as {@code h2-frame-too-large}. */
    String reason() {
        return reason;
    }
}
