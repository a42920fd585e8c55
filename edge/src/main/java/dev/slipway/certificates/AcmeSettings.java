package dev.slipway.certificates;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which authority is asked, and how.
 *
 * @param directory the URL of its directory (RFC 8555 §7.1.1)
 * @param email where it may write to; empty for none
 * @param termsAgreed whether the operator agreed to its terms of service; without, no account is made
 * @param roots a PEM file of the certificates that sign its HTTPS, for one of one's own; null for those of the JDK
 * @param proofs the ways to prove a name, in the order in which they are tried
 * @param patience how long it is waited for
 */
public record AcmeSettings(
        URI directory,
        String email,
        boolean termsAgreed,
        @Nullable Path roots,
        List<Proof> proofs,
        Patience patience) {

    /**
     * How long an authority is waited for.
     *
     * @param request one request
     * @param order everything from the order to the certificate
     */
    public record Patience(Duration request, Duration order) {
        public static final Patience DEFAULT = new Patience(Duration.ofSeconds(20), Duration.ofMinutes(3));
    }

    public AcmeSettings {
        proofs = List.copyOf(proofs);
        if (proofs.isEmpty()) {
            throw new IllegalArgumentException("no way to prove a name");
        }
        if (!directory.isAbsolute() || directory.getHost() == null) {
            throw new IllegalArgumentException("not the URL of a directory: " + directory);
        }
    }

    /** Both proofs, HTTP-01 first, and the JDK's roots. */
    public static AcmeSettings of(URI directory, String email, boolean termsAgreed) {
        return new AcmeSettings(
                directory, email, termsAgreed, null, List.of(Proof.HTTP_01, Proof.TLS_ALPN_01), Patience.DEFAULT);
    }
}
