package dev.slipway.certificates;

import java.io.IOException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A private key and the certificates that go with it, the one for the key first and each signed by the next.
 *
 * <p>One file holds both, so that a key never lies beside the certificate of another one:
 *
 * <pre>
 * -----BEGIN PRIVATE KEY-----
 * MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg…
 * -----END PRIVATE KEY-----
 * -----BEGIN CERTIFICATE-----
 * MIIBgTCCASegAwIBAgIUJtZ…
 * -----END CERTIFICATE-----
 * </pre>
 */
public record Credentials(PrivateKey key, List<X509Certificate> chain) {
    public Credentials {
        chain = List.copyOf(chain);
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("credentials without a certificate");
        }
    }

    /** Both of one file. */
    public static Credentials read(Path both) throws IOException {
        return read(both, both);
    }

    /**
     * The certificates of one file and the key of another, as other programs keep them.
     *
     * @throws BadCredentials where one of them is missing, is not PEM, or does not go with the other
     */
    public static Credentials read(Path certificates, Path key) throws IOException {
        Credentials found = new Credentials(
                PemFiles.read(key).key(), PemFiles.read(certificates).chain());
        KeyMatch.require(found, certificates, key);
        return found;
    }

    /**
     * What {@link #write} wrote. That both belong together is not proved again: they were never apart, and the proof, which Java
     * computes, would take a good part of a node's start.
     */
    static Credentials readOwn(Path both) throws IOException {
        PemFiles.Contents contents = PemFiles.read(both);
        return new Credentials(contents.key(), contents.chain());
    }

    /** One file of both, mode 0600, whole or not there at all: a temporary file, synced, then renamed. */
    public void write(Path both) throws IOException {
        PemFiles.write(both, PemFiles.text(key, chain));
    }

    public X509Certificate certificate() {
        return chain.getFirst();
    }

    @SuppressWarnings("JavaUtilDate") // X509Certificate has nothing else
    public Instant validFrom() {
        return certificate().getNotBefore().toInstant();
    }

    @SuppressWarnings("JavaUtilDate") // X509Certificate has nothing else
    public Instant validUntil() {
        return certificate().getNotAfter().toInstant();
    }

    /** The moment at which a third of the lifetime is left. */
    public Instant dueForRenewal() {
        return validUntil().minus(Duration.between(validFrom(), validUntil()).dividedBy(3));
    }

    /** Says whose they are; never shows the key. */
    @Override
    public String toString() {
        return "Credentials[" + certificate().getSubjectX500Principal() + ", until " + validUntil() + "]";
    }
}
