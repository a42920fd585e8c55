package dev.slipway.http;

/**
 * A request head with what its connection needs to know.
 *
 * @param head the request
 * @param bodyLength the body's length in bytes; 0 for none, {@link #CHUNKED} for chunked
 * @param keepAlive whether the client wants the connection to stay open (RFC 9112 §9.3)
 * @param expectsContinue whether the client waits for 100 (RFC 9110 §10.1.1)
 */
public record RequestFraming(RequestHead head, long bodyLength, boolean keepAlive, boolean expectsContinue) {
    public static final long CHUNKED = -1;
}
