package dev.slipway.site;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What an environment says about TLS.
 *
 * @param certificate a PEM file with the certificate and those that lead to its authority, or null where the node sees to it;
 *     relative to the folder of the configuration
 * @param key a PEM file with its private key, without a password; null where {@code certificate} is
 * @param redirects whether requests in the clear are sent to https
 * @param hstsDays for how long browsers are told to ask over https only (RFC 6797), in days; 0 for not at all
 */
public record TlsConfig(
        @Nullable Path certificate, @Nullable Path key, boolean redirects, int hstsDays) {
    public static final TlsConfig NONE = new TlsConfig(null, null, false, 0);
}
