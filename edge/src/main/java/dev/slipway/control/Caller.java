package dev.slipway.control;

import dev.slipway.control.Refusal.Retry;
import java.util.List;

/**
 * Who asks.
 *
 * @param name the token's name
 * @param role what it may do
 * @param environments {@code site/environment} pairs it is limited to; empty means all
 */
record Caller(String name, Role role, List<String> environments) {
    Caller {
        environments = List.copyOf(environments);
    }

    /** @throws Refusal 403 unless the role includes that one */
    void require(Role needed) {
        if (!role.includes(needed)) {
            throw Refusal.of(
                    403,
                    "role-too-low",
                    Retry.AFTER_CHANGE,
                    "token " + name + " has the role " + role.word(),
                    "the role " + needed.word() + " or more",
                    "Use another token, or ask an admin for one: `slipway token create`.");
        }
    }

    /** @throws Refusal 403 when the token is limited to environments: what concerns the whole node is not its business */
    void requireWholeNode() {
        if (!environments.isEmpty()) {
            throw Refusal.of(
                    403,
                    "other-environment",
                    Retry.AFTER_CHANGE,
                    "token " + name + " is limited to " + String.join(", ", environments),
                    "a token without limits, because this concerns the whole node",
                    "Use another token, or ask an admin for one: `slipway token create`.");
        }
    }

    /** @throws Refusal 403 when the token is limited to other environments; null stands for the whole site */
    void requireEnvironment(String site, @org.jspecify.annotations.Nullable String environment) {
        boolean allowed = environments.isEmpty()
                || environments.stream()
                        .anyMatch(pair -> environment == null
                                ? pair.startsWith(site + "/")
                                : pair.equals(site + "/" + environment));
        if (!allowed) {
            throw Refusal.of(
                    403,
                    "other-environment",
                    Retry.AFTER_CHANGE,
                    "token " + name + " is limited to " + String.join(", ", environments),
                    "a token for " + site + (environment == null ? "" : "/" + environment),
                    "Use another token, or ask an admin for one: `slipway token create`.");
        }
    }
}
