package dev.slipway.certificates;

import java.io.Serial;

/** A name that could not be proved in one way; another way may do. */
final class ProofFailed extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    ProofFailed(String words) {
        super(words);
    }
}
