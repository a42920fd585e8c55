package dev.slipway.api;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A token as the control API shows it.
 *
 * @param name what it is called in the audit log
 * @param role {@code viewer}, {@code purger}, {@code deployer} or {@code admin}
 * @param environments {@code site/environment} pairs it is limited to; empty means all
 * @param created when it was made
 * @param expires when it ends, or null
 * @param secret what the client sends; shown once, when it is made, and null ever after
 */
public record Token(
        String name,
        String role,
        List<String> environments,
        Instant created,
        @Nullable Instant expires,
        @Nullable String secret) {
    public Token {
        environments = List.copyOf(environments);
    }
}
