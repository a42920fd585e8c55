package dev.slipway.blob;

/** Bytes that are not what their name says; nothing of them was kept. */
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

    BlobRefused(Reason reason, String detail) {
        super(detail);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
