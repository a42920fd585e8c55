package dev.slipway.blob;

/** Bytes that are not what their name says; nothing of them was kept, and sending the right ones is safe. */
public final class BlobRefused extends Exception {
    private static final long serialVersionUID = 1;

    /** What was wrong. */
    public enum Reason {
        /** The bytes have another SHA-256. */
        WRONG_DIGEST,
        /** The bytes ended before the announced length. */
        TOO_SHORT
    }

    private final Reason reason;
    private final transient Digest digest;

    /** @param detail what was found and what was expected, after "the content was refused: " */
    BlobRefused(Reason reason, Digest digest, String detail) {
        super(detail);
        this.reason = reason;
        this.digest = digest;
    }

    public Reason reason() {
        return reason;
    }

    /** The name that was announced. */
    public Digest digest() {
        return digest;
    }
}
