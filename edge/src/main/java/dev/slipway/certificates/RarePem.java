package dev.slipway.certificates;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
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
import org.jspecify.annotations.Nullable;

/**
 * Every other form of PEM: the older ones of RSA and EC keys that OpenSSL writes, public keys, and what is no PEM at all, of
 * which it says why. A class of its own, so that a node whose files are {@link CommonPem} starts without the library.
 */
final class RarePem {
    private RarePem() {}

    static PemFiles.Contents read(Path file, String text) throws BadCredentials {
        PrivateKey key = null;
        PublicKey publicKey = null;
        List<X509Certificate> chain = new ArrayList<>();
        try (PEMParser parser = new PEMParser(new StringReader(text))) {
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
        return new PemFiles.Contents(file, key, publicKey, chain);
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
}
