package dev.slipway.certificates;

import java.io.Serial;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A certificate that could not be had, in words for an operator. */
public final class AcmeFailure extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    private final transient @Nullable Instant notBefore;

    AcmeFailure(String words, @Nullable Throwable cause) {
        this(words, null, cause);
    }

    AcmeFailure(String words, @Nullable Instant notBefore, @Nullable Throwable cause) {
        super(words, cause);
        this.notBefore = notBefore;
    }

    /** The moment before which the authority does not want to be asked again; null where it did not say. */
    public @Nullable Instant notBefore() {
        return notBefore;
    }
}
