package dev.slipway.certificates;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder in which the account and the certificates outlive a process, apart for each authority, so that trying
 * one's staging directory leaves nothing behind that a browser refuses:
 *
 * <pre>
 * acme-v02.api.letsencrypt.org_directory/account.pem
 * acme-v02.api.letsencrypt.org_directory/shop.example.pem
 * self-signed/shop.localhost.pem
 * </pre>
 */
final class CertificateFolder {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateFolder.class);

    private static final String ACCOUNT = "account.pem";

    private final Path folder;

    private CertificateFolder(Path folder) {
        this.folder = folder;
    }

    static CertificateFolder of(Path state, URI directory) {
        String port = directory.getPort() < 0 ? "" : "_" + directory.getPort();
        return new CertificateFolder(state.resolve(fileName(directory.getHost() + port + directory.getPath())));
    }

    static CertificateFolder selfSigned(Path state) {
        return new CertificateFolder(state.resolve("self-signed"));
    }

    /** What was kept for that host; null where there is nothing, or it is for another name. */
    @Nullable
    Credentials find(String host) throws IOException {
        Path file = file(host);
        if (!Files.exists(file)) {
            return null;
        }
        Credentials found = Credentials.readOwn(file);
        return covers(found.certificate(), host) ? found : null;
    }

    /** For the next start. Where the disk does not take it, it is in use all the same: another would cost an order. */
    void keep(String host, Credentials credentials) {
        try {
            create();
            credentials.write(file(host));
        } catch (IOException e) {
            LOG.error(
                    "the new certificate for {} is in use, but cannot be kept for the next start: {}",
                    host,
                    e.toString());
        }
    }

    /** The key by which the authority knows this node; made the first time. */
    KeyPair accountKey() throws IOException {
        Path file = folder.resolve(ACCOUNT);
        if (Files.exists(file)) {
            return readAccountKey(file);
        }
        create();
        KeyPair fresh = SelfSigned.p256();
        PemFiles.write(file, PemFiles.text(fresh));
        return fresh;
    }

    private static KeyPair readAccountKey(Path file) throws IOException {
        PemFiles.Contents contents = PemFiles.read(file);
        PublicKey publicKey = contents.publicKey();
        if (publicKey == null || !KeyMatch.matches(contents.key(), publicKey)) {
            throw new BadCredentials(
                    file + " does not have both halves of the account's key",
                    "the file as it was written here",
                    "bring it back from a backup, or remove it: then a new account is made",
                    null);
        }
        return new KeyPair(publicKey, contents.key());
    }

    private void create() throws IOException {
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    private Path file(String host) {
        return folder.resolve(fileName(host) + ".pem");
    }

    private static String fileName(String text) {
        String safe = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.-]", "_");
        return safe.startsWith(".") ? "_" + safe : safe;
    }

    /** Whether a client that asks for that host takes the certificate. */
    static boolean covers(X509Certificate certificate, String host) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names != null && names.stream().anyMatch(name -> isSame(String.valueOf(name.get(1)), host));
        } catch (CertificateParsingException e) {
            return false;
        }
    }

    private static boolean isSame(String name, String host) {
        String bare = HostNames.withoutBrackets(host);
        if (HostNames.isAddress(bare) && HostNames.isAddress(name)) {
            return InetAddress.ofLiteral(bare).equals(InetAddress.ofLiteral(name));
        }
        return bare.equalsIgnoreCase(name);
    }
}
