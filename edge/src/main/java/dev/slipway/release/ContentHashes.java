package dev.slipway.release;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The digests of one content that a bundler may have put into its name.
 *
 * @param sha256 the one that names the content, lower-case hexadecimal
 * @param others MD5, SHA-1 and SHA-512, lower-case hexadecimal; empty where no name asked for them
 */
public record ContentHashes(String sha256, List<String> others) {
    private static final List<String> OTHERS = List.of("MD5", "SHA-1", "SHA-512");

    public ContentHashes {
        others = List.copyOf(others);
    }

    /** One computation over one content. */
    static final class Computation {
        private final MessageDigest sha256 = digest("SHA-256");
        private final List<MessageDigest> others = new ArrayList<>();

        /** @param thorough whether to compute the others too */
        Computation(boolean thorough) {
            if (thorough) {
                OTHERS.forEach(name -> others.add(digest(name)));
            }
        }

        void update(byte[] bytes, int length) {
            sha256.update(bytes, 0, length);
            others.forEach(digest -> digest.update(bytes, 0, length));
        }

        ContentHashes finish() {
            HexFormat hex = HexFormat.of();
            return new ContentHashes(
                    hex.formatHex(sha256.digest()),
                    others.stream()
                            .map(digest -> hex.formatHex(digest.digest()))
                            .toList());
        }

        private static MessageDigest digest(String name) {
            try {
                return MessageDigest.getInstance(name);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JDK has " + name, e);
            }
        }
    }
}
