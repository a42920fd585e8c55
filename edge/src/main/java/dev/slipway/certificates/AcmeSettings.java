package dev.slipway.certificates;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Which authority gives certificates, and how a name is proved to it (RFC 8555).
 *
 * @param directory where the authority's interface begins
 * @param email whom the authority may write to, or null
 * @param roots a PEM file with the certificates that vouch for the authority's own, or null for those that Java knows
 * @param byTls whether names are proved in a TLS handshake (RFC 8737), and not by a request in the clear
 */
public record AcmeSettings(
        URI directory, @Nullable String email, @Nullable Path roots, boolean byTls) {}
