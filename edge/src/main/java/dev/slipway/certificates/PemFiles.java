package dev.slipway.certificates;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
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
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;
import org.jspecify.annotations.Nullable;

/** PEM files (RFC 7468) of keys and certificates: PKCS #8, and the older forms of RSA and EC keys that OpenSSL writes. */
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
        PrivateKey key = null;
        PublicKey publicKey = null;
        List<X509Certificate> chain = new ArrayList<>();
        try (PEMParser parser = new PEMParser(new StringReader(load(file)))) {
            for (Object each = parser.readObject(); each != null; each = parser.readObject()) {
                if (each instanceof X509CertificateHolder holder) {
                    chain.add(new JcaX509CertificateConverter().getCertificate(holder));
                } else if (each instanceof SubjectPublicKeyInfo info) {
                    publicKey = new JcaPEMKeyConverter().getPublicKey(info);
                } else if (key == null) {
                    key = privateKey(file, each);
                }
            }
        } catch (BadCredentials e) {
            throw e;
        } catch (IOException | CertificateException | RuntimeException e) {
            throw new BadCredentials(
                    file + " cannot be read as PEM: " + e.getMessage(),
                    "blocks between -----BEGIN …----- and -----END …----- lines, in base64",
                    "copy the file again from where it came",
                    e);
        }
        return new Contents(file, key, publicKey, chain);
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

    private static @Nullable PrivateKey privateKey(Path file, Object pem) throws IOException {
        return switch (pem) {
            case PrivateKeyInfo info -> new JcaPEMKeyConverter().getPrivateKey(info);
            case PEMKeyPair pair -> new JcaPEMKeyConverter().getPrivateKey(pair.getPrivateKeyInfo());
            case PEMEncryptedKeyPair encrypted -> throw encrypted(file);
            case PKCS8EncryptedPrivateKeyInfo encrypted -> throw encrypted(file);
            default -> null; // parameters of a curve, which OpenSSL writes before the key
        };
    }

    private static BadCredentials encrypted(Path file) {
        return new BadCredentials(
                "the key in " + file + " is protected by a password",
                "a key without one: nobody is there to type it when a node starts",
                "openssl pkey -in " + file + " -out new.pem, and chmod 600 new.pem",
                null);
    }

    static String text(PrivateKey key, List<X509Certificate> chain) {
        List<PemObject> blocks = new ArrayList<>();
        blocks.add(new PemObject("PRIVATE KEY", key.getEncoded()));
        for (X509Certificate each : chain) {
            try {
                blocks.add(new PemObject("CERTIFICATE", each.getEncoded()));
            } catch (CertificateException e) {
                throw new IllegalStateException("a certificate has no encoding", e);
            }
        }
        return text(blocks);
    }

    static String text(KeyPair pair) {
        return text(List.of(
                new PemObject("PRIVATE KEY", pair.getPrivate().getEncoded()),
                new PemObject("PUBLIC KEY", pair.getPublic().getEncoded())));
    }

    private static String text(List<PemObject> blocks) {
        StringWriter text = new StringWriter();
        try (PemWriter pem = new PemWriter(text)) {
            for (PemObject each : blocks) {
                pem.writeObject(each);
            }
        } catch (IOException e) {
            throw new IllegalStateException("memory cannot be written to", e);
        }
        return text.toString();
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
