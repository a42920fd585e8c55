package dev.slipway.certificates;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A certificate or key that cannot be used: what failed, what was expected, and what to do next. */
public final class BadCredentials extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    private final String expected;
    private final String next;

    BadCredentials(String what, String expected, String next, @Nullable Throwable cause) {
        super(what, cause);
        this.expected = expected;
        this.next = next;
    }

    public String expected() {
        return expected;
    }

    public String next() {
        return next;
    }
}
