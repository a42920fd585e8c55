package dev.slipway.api;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks for a token.
 *
 * @param name what it is called in the audit log
 * @param role {@code viewer}, {@code purger}, {@code deployer} or {@code admin}
 * @param environments {@code site/environment} pairs it is limited to; empty means all
 * @param expires when it ends, or null
 */
public record TokenRequest(
        String name,
        String role,
        List<String> environments,
        @Nullable Instant expires) {
    public TokenRequest {
        environments = List.copyOf(environments);
    }
}
