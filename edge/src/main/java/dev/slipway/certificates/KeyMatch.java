package dev.slipway.certificates;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;

/** The proof that a private key belongs to a certificate: what the one signs, the other verifies. */
final class KeyMatch {
    private static final byte[] SAMPLE = {'s', 'l', 'i', 'p', 'w', 'a', 'y'};

    private KeyMatch() {}

    static void require(Credentials credentials, Path certificates, Path key) throws BadCredentials {
        if (matches(credentials.key(), credentials.certificate().getPublicKey())) {
            return;
        }
        throw new BadCredentials(
                "the key in " + key + " is not the one of the certificate in " + certificates,
                "the key for " + credentials.certificate().getSubjectX500Principal() + " as the first certificate",
                "name the files that belong together; the server's own certificate comes first in its file",
                null);
    }

    static boolean matches(PrivateKey key, PublicKey publicKey) throws BadCredentials {
        try {
            String kind = kind(key);
            if (!kind.equals(kind(publicKey))) {
                return false;
            }
            Signature signature = Signature.getInstance(kind);
            signature.initSign(key);
            signature.update(SAMPLE);
            byte[] signed = signature.sign();
            signature.initVerify(publicKey);
            signature.update(SAMPLE);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            throw new BadCredentials(
                    "a key does not work: " + e.getMessage(),
                    "an RSA, EC or Ed25519 key",
                    "make a new key and certificate of such a kind",
                    e);
        }
    }

    private static String kind(java.security.Key key) throws GeneralSecurityException {
        return switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC", "ECDSA" -> "SHA256withECDSA";
            case "EdDSA", "Ed25519" -> "Ed25519";
            default -> throw new GeneralSecurityException("it is of the kind " + key.getAlgorithm());
        };
    }
}
