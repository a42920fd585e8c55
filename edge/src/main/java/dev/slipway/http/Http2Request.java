package dev.slipway.http;

import org.jspecify.annotations.Nullable;

/**
 * A request head that came in an HTTP/2 field block.
 *
 * @param head the request
 * @param contentLength what Content-Length announces, in bytes, or -1 where it is not there
 * @param expectsContinue whether the client waits for 100 (RFC 9110 §10.1.1)
 * @param protocol what an extended CONNECT asks for, such as {@code websocket} (RFC 8441), or null
 */
public record Http2Request(
        RequestHead head,
        long contentLength,
        boolean expectsContinue,
        @Nullable String protocol) {}
