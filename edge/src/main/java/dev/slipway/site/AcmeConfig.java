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
 * @param byTls whether names are proved by tls-alpn-01, and not by http-01
 */
public record AcmeConfig(
        URI directory, @Nullable String email, @Nullable Path roots, boolean byTls) {}
