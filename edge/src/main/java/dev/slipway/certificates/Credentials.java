package dev.slipway.certificates;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A private key and the certificates that vouch for it.
 *
 * @param key of the first certificate
 * @param chain the certificate itself, then those that lead to its authority
 */
public record Credentials(PrivateKey key, List<X509Certificate> chain) {
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final List<String> ALGORITHMS = List.of("EC", "RSA", "EdDSA");

    public Credentials {
        chain = List.copyOf(chain);
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("credentials need a certificate");
        }
    }

    /** The certificate that clients see. */
    public X509Certificate certificate() {
        return chain.getFirst();
    }

    /**
     * The credentials in two PEM files (RFC 7468).
     *
     * @throws IOException where a file cannot be read or is not what it should be; the message says which, and what to do
     */
    public static Credentials read(Path certificate, Path key) throws IOException {
        List<X509Certificate> chain = certificates(certificate);
        PrivateKey found = privateKey(key);
        if (!belong(found, chain.getFirst().getPublicKey())) {
            throw new IOException(key + " is not the key of the first certificate in " + certificate
                    + "; expected the one that it was made for");
        }
        return new Credentials(found, chain);
    }

    /** Whether what one signs the other verifies. */
    private static boolean belong(PrivateKey one, PublicKey other) {
        String algorithm = switch (one.getAlgorithm()) {
            case "EC" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            default -> "EdDSA";
        };
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(one);
            byte[] signed = signature.sign();
            signature.initVerify(other);
            return signature.verify(signed);
        } catch (GeneralSecurityException anotherKind) {
            return false;
        }
    }

    /** Writes both files, the key for its owner's eyes only; who reads them at any moment finds old or new ones, whole. */
    void write(Path certificate, Path key) throws IOException {
        StringBuilder text = new StringBuilder();
        try {
            for (X509Certificate one : chain) {
                text.append(pem("CERTIFICATE", one.getEncoded()));
            }
        } catch (CertificateException e) {
            throw new IOException(e);
        }
        // The key first: a certificate without its key is of no use, a key without its certificate harms nobody.
        PrivateFile.write(key, pem("PRIVATE KEY", this.key.getEncoded()));
        PrivateFile.write(certificate, text.toString());
    }

    private static String pem(String label, byte[] encoded) {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded);
        return "-----BEGIN " + label + "-----\n" + lines + "\n-----END " + label + "-----\n";
    }

    private static List<X509Certificate> certificates(Path file) throws IOException {
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            List<X509Certificate> chain =
                    factory.generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file))).stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (chain.isEmpty()) {
                throw new IOException(file + " holds no certificate; expected PEM, -----BEGIN CERTIFICATE-----");
            }
            return chain;
        } catch (CertificateException e) {
            throw new IOException(file + " is no certificate in PEM form: " + e.getMessage(), e);
        }
    }

    private static PrivateKey privateKey(Path file) throws IOException {
        Matcher key = KEY.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
        if (!key.find()) {
            throw new IOException(
                    file + " holds no private key; expected PEM without a password, -----BEGIN PRIVATE KEY-----"
                            + " (openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW turns other forms into it)");
        }
        byte[] encoded = Base64.getMimeDecoder().decode(key.group(1));
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
            } catch (GeneralSecurityException another) {
                continue;
            }
        }
        throw new IOException(file + " holds a private key of an unknown kind; expected EC, RSA or Ed25519");
    }
}
