package dev.slipway.check.timing;

import dev.slipway.check.CheckRequest;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * What is asked, of whom and how.
 *
 * @param name how reports call it
 * @param request the request, the same each time
 * @param connectTo the address that stands in for the host, or null to resolve it
 * @param protocol the version of HTTP
 * @param connections how many are open at once
 * @param trustAnyone whether a certificate is accepted whoever signed it: a node's own
 */
public record LoadTarget(
        String name,
        CheckRequest request,
        @Nullable InetSocketAddress connectTo,
        Protocol protocol,
        int connections,
        boolean trustAnyone) {
    /** The versions of HTTP. */
    public enum Protocol {
        HTTP_1,
        /** Over TLS as agreed by ALPN, in the clear by prior knowledge (RFC 9113 §3.3). */
        HTTP_2
    }

    boolean isSecure() {
        return request.origin().startsWith("https:");
    }
}
