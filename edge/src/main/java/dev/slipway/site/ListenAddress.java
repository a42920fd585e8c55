package dev.slipway.site;

import java.net.InetSocketAddress;

/**
 * One address that traffic arrives at.
 *
 * @param address where to listen; port 0 lets the system choose
 * @param tls whether connections begin with TLS: {@code https://} in the configuration
 */
public record ListenAddress(InetSocketAddress address, boolean tls) {
    /** {@code http} or {@code https}. */
    public String scheme() {
        return tls ? "https" : "http";
    }
}
