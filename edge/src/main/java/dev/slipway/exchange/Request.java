package dev.slipway.exchange;

import dev.slipway.body.BodyStream;
import dev.slipway.http.RequestHead;
import java.net.InetAddress;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One request as the gate hands it to the corridor.
 *
 * @param head its head
 * @param body its body, or null where there is none; whoever does not want it leaves it unstarted
 * @param bodyLength announced length in bytes, 0 for none, -1 for unknown
 * @param peer who is at the other end of the connection
 * @param secure whether it came over TLS
 * @param port the local port it came to
 * @param upgrade the protocol that the client wants to go on in, such as {@code websocket} (RFC 9110 §7.8, RFC 8441), or
 *     null; then the body is what it sends in that protocol, and begins once the answer has begun
 * @param loop the event loop of its connection: everything of this exchange happens there
 * @param startedNanos when its first byte was read, by the monotonic clock
 */
public record Request(
        RequestHead head,
        @Nullable BodyStream body,
        long bodyLength,
        InetAddress peer,
        boolean secure,
        int port,
        @Nullable String upgrade,
        Executor loop,
        long startedNanos) {
    /** The same request without its wish to go on in another protocol. */
    Request withoutUpgrade() {
        return new Request(head, null, 0, peer, secure, port, null, loop, startedNanos);
    }
}
