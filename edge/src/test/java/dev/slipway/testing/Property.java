package dev.slipway.testing;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a fuzz target states: cheap to check millions of times, and loud when it is not so. */
public final class Property {
    private Property() {}

    public static void holds(boolean is, String what) {
        if (!is) {
            throw new AssertionError(what);
        }
    }

    public static void same(@Nullable Object is, @Nullable Object expected, String what) {
        if (!Objects.equals(is, expected)) {
            throw new AssertionError(what + ": <" + is + "> instead of <" + expected + ">");
        }
    }
}
