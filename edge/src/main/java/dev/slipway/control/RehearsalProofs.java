package dev.slipway.control;

import dev.slipway.api.Rehearsal;
import dev.slipway.api.Run;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Signs rehearsals and believes those of nodes that are trusted (Ed25519, RFC 8032). The key is made when first needed. */
final class RehearsalProofs {
    private static final String ALGORITHM = "Ed25519";

    private final Database database;
    private @Nullable Keys keys; // guarded by this

    RehearsalProofs(Database database) {
        this.database = database;
    }

    private record Keys(PrivateKey own, String known) {}

    /**
     * The proof of a rehearsal that ended well.
     *
     * @param release what was rehearsed
     * @param base what it started from; null for nothing
     */
    Rehearsal sign(String site, String environment, Run run, ReleaseRow release, @Nullable ReleaseRow base) {
        Instant ended = java.util.Objects.requireNonNull(run.ended());
        Keys pair = keys();
        Rehearsal unsigned = new Rehearsal(
                site,
                environment,
                run.number(),
                run.plan(),
                release.name(),
                release.manifest().hex(),
                base == null ? null : base.name(),
                base == null ? null : base.manifest().hex(),
                base == null ? null : base.origin().commit(),
                ended,
                pair.known(),
                "");
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(pair.own());
            signature.update(unsigned.signedText().getBytes(StandardCharsets.UTF_8));
            return unsigned.signedWith(Base64.getEncoder().encodeToString(signature.sign()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java cannot sign with " + ALGORITHM, e);
        }
    }

    /** Whether the proof says that this node made it; its signature shows whether that is so. */
    boolean isOwn(Rehearsal proof) {
        return proof.key().equals(keys().known());
    }

    /** Why the proof counts for nothing here, or null where it counts. */
    @Nullable
    String objection(Rehearsal proof, List<String> trusted) {
        if (!isOwn(proof) && !trusted.contains(proof.key())) {
            return "its key " + proof.key() + " is not among [node] trusted_rehearsals";
        }
        String signed = proof.signedText();
        // A line break within a member would let the same signed lines be read as other members.
        if (signed.lines().count() != Rehearsal.SIGNED_LINES || signed.indexOf('\r') >= 0) {
            return "it has a line break where none can be";
        }
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initVerify(publicKey(proof.key()));
            signature.update(signed.getBytes(StandardCharsets.UTF_8));
            return signature.verify(Base64.getDecoder().decode(proof.signature()))
                    ? null
                    : "its signature is not that of its key";
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return "its signature cannot be read: " + e.getMessage();
        }
    }

    private static PublicKey publicKey(String text) throws GeneralSecurityException {
        return KeyFactory.getInstance(ALGORITHM)
                .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(text)));
    }

    private synchronized Keys keys() {
        Keys known = keys;
        if (known == null) {
            known = load();
            keys = known;
        }
        return known;
    }

    private Keys load() {
        return database.write(handle -> handle.createQuery("select private_key, public_key from signing_key")
                .map((row, context) -> read(row.getString(1), row.getString(2)))
                .findOne()
                .orElseGet(() -> {
                    KeyPair made = make();
                    String own =
                            Base64.getEncoder().encodeToString(made.getPrivate().getEncoded());
                    String known =
                            Base64.getEncoder().encodeToString(made.getPublic().getEncoded());
                    handle.createUpdate(
                                    "insert into signing_key (id, private_key, public_key) values (1, :own, :known)")
                            .bind("own", own)
                            .bind("known", known)
                            .execute();
                    return new Keys(made.getPrivate(), known);
                }));
    }

    private static KeyPair make() {
        try {
            return KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java cannot make keys for " + ALGORITHM, e);
        }
    }

    private static Keys read(String own, String known) {
        try {
            PrivateKey key = KeyFactory.getInstance(ALGORITHM)
                    .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(own)));
            return new Keys(key, known);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the key that signs rehearsals cannot be read from the database", e);
        }
    }
}
