package dev.slipway.site;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * An authority that gives certificates: {@code [node.acme]}. Whoever writes it down agrees to its terms.
 *
 * @param directory where the authority's interface begins (RFC 8555 §7.1.1)
 * @param email whom the authority may write to, or null
 * @param roots a PEM file with the certificates that vouch for the authority's own, or null; relative to the configuration
 * @param challenge {@code http-01} or {@code tls-alpn-01}, or null for the first and then the other
 */
public record AcmeConfig(
        URI directory,
        @Nullable String email,
        @Nullable Path roots,
        @Nullable String challenge) {}
