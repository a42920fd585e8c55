package dev.slipway.certificates;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** PEM files (RFC 7468) of keys and certificates. */
final class PemFiles {
    /** Far more than any chain needs; somebody named another file by mistake. */
    private static final long MOST_BYTES = 1 << 20;

    private PemFiles() {}

    /** What a file has; asking for what it has not is an error that names the file. */
    record Contents(
            Path file, @Nullable PrivateKey found, @Nullable PublicKey publicKey, List<X509Certificate> certificates) {
        PrivateKey key() throws BadCredentials {
            if (found == null) {
                throw new BadCredentials(
                        file + " has no private key",
                        "a block that begins with -----BEGIN PRIVATE KEY-----",
                        "name the file that has the key",
                        null);
            }
            return found;
        }

        List<X509Certificate> chain() throws BadCredentials {
            if (certificates.isEmpty()) {
                throw new BadCredentials(
                        file + " has no certificate",
                        "a block that begins with -----BEGIN CERTIFICATE-----, and more for those that signed it",
                        "name the file that has the certificate (often called fullchain.pem)",
                        null);
            }
            return certificates;
        }
    }

    static Contents read(Path file) throws IOException {
        String text = load(file);
        CommonPem.Found common = CommonPem.read(text);
        return common != null ? new Contents(file, common.key(), null, common.chain()) : RarePem.read(file, text);
    }

    private static String load(Path file) throws IOException {
        try {
            long size = Files.size(file);
            if (size > MOST_BYTES) {
                throw new BadCredentials(
                        file + " has " + size + " bytes", "at most " + MOST_BYTES, "name a PEM file", null);
            }
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw new BadCredentials(
                    file + " does not exist", "a PEM file", "name a file that exists, or put it there", e);
        } catch (AccessDeniedException e) {
            throw new BadCredentials(
                    file + " may not be read",
                    "a file that the user of this process may read",
                    "change its owner or mode",
                    e);
        }
    }

    static String text(PrivateKey key, List<X509Certificate> chain) {
        StringBuilder text = new StringBuilder(block("PRIVATE KEY", key.getEncoded()));
        for (X509Certificate each : chain) {
            try {
                text.append(block("CERTIFICATE", each.getEncoded()));
            } catch (CertificateException e) {
                throw new IllegalStateException("a certificate has no encoding", e);
            }
        }
        return text.toString();
    }

    static String text(KeyPair pair) {
        return block("PRIVATE KEY", pair.getPrivate().getEncoded())
                + block("PUBLIC KEY", pair.getPublic().getEncoded());
    }

    /** RFC 7468 §2: lines of 64 characters. */
    private static String block(String label, byte[] content) {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN " + label + "-----\n" + lines + "\n-----END " + label + "-----\n";
    }

    /** The whole text under that name, or what was there before: a crash leaves at most a file that ends in {@code .new}. */
    static void write(Path file, String text) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IOException(file + " has no folder");
        }
        Path fresh = Files.createTempFile(
                folder,
                file.getFileName() + ".",
                ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
