package dev.slipway.origin;

import dev.slipway.body.BodyStream;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A request to the app, ready to be written: hop-by-hop fields removed, forwarded fields set.
 *
 * @param method as the client sent it
 * @param target path and query in origin form, as the client sent them
 * @param fields all but framing and X-Request-Id; Host included
 * @param requestId the id of this request, sent as X-Request-Id, or null for none
 * @param body the body, or null where there is none
 * @param bodyLength its announced length in bytes, or -1 for chunked
 * @param upgrade the protocol to ask for (RFC 9110 §7.8), or null; then the body is what the client sends in it, and begins
 *     only behind the app's 101
 * @param loop the {@code io.netty.channel.EventLoop} of the exchange
 */
public record AppRequest(
        String method,
        String target,
        AppFields fields,
        @Nullable String requestId,
        @Nullable BodyStream body,
        long bodyLength,
        @Nullable String upgrade,
        Executor loop) {
    /** A request that stays in HTTP. */
    public AppRequest(
            String method,
            String target,
            AppFields fields,
            @Nullable String requestId,
            @Nullable BodyStream body,
            long bodyLength,
            Executor loop) {
        this(method, target, fields, requestId, body, bodyLength, null, loop);
    }
}
