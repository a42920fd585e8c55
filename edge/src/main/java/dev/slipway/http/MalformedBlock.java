package dev.slipway.http;

/**
 * A compressed field block that cannot be decoded (RFC 7541 §2.3.3, §5.2). The two ends no longer agree on the dynamic table,
 * so the whole connection is over: COMPRESSION_ERROR (RFC 9113 §4.3).
 */
public final class MalformedBlock extends Exception {
    private static final long serialVersionUID = 1;

    MalformedBlock(String reason) {
        // Without a stack trace: hostile input must not be more expensive than good input.
        super(reason, null, false, false);
    }
}
