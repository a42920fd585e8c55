package dev.slipway.certificates;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The two blocks that most PEM files consist of (RFC 7468 §5 and §10), read by what Java has: to open the jars of a library,
 * whose signatures Java then checks, would take a good part of a node's start.
 */
final class CommonPem {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----\\s*([A-Za-z0-9+/=\\s]+)-----END \\1-----");

    private static final List<String> KEY_KINDS = List.of("EC", "RSA", "EdDSA");

    private CommonPem() {}

    /** The first key and all certificates of a text; null where anything is in it that takes more than this to read. */
    @Nullable
    static Found read(String text) {
        PrivateKey key = null;
        List<X509Certificate> chain = new ArrayList<>();
        int blocks = 0;
        try {
            for (Matcher block = BLOCK.matcher(text); block.find(); blocks++) {
                byte[] content = Base64.getMimeDecoder().decode(block.group(2));
                switch (block.group(1)) {
                    case "CERTIFICATE" ->
                        chain.add((X509Certificate) CertificateFactory.getInstance("X.509")
                                .generateCertificate(new ByteArrayInputStream(content)));
                    case "PRIVATE KEY" -> key = key == null ? key(content) : key;
                    default -> {
                        return null;
                    }
                }
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return null;
        }
        return blocks > 0 && blocks == count(text) ? new Found(key, chain) : null;
    }

    record Found(@Nullable PrivateKey key, List<X509Certificate> chain) {}

    private static int count(String text) {
        return text.split("-----BEGIN", -1).length - 1;
    }

    private static PrivateKey key(byte[] content) throws GeneralSecurityException {
        for (String kind : KEY_KINDS) {
            try {
                return KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(content));
            } catch (InvalidKeySpecException e) {
                // of another kind
            }
        }
        throw new InvalidKeySpecException("a key of none of the kinds " + KEY_KINDS);
    }
}
