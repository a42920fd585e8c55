package dev.slipway.control;

import java.util.Locale;

/** What a token may do; each role may do all that those before it may. */
enum Role {
    VIEWER,
    PURGER,
    DEPLOYER,
    ADMIN;

    boolean includes(Role other) {
        return compareTo(other) >= 0;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws Refusal 422 when there is no such role */
    static Role parse(String word) {
        for (Role role : values()) {
            if (role.word().equals(word)) {
                return role;
            }
        }
        throw Refusal.of(
                422,
                "unknown-role",
                Refusal.Retry.AFTER_CHANGE,
                "there is no role \"" + word + '"',
                "viewer, purger, deployer or admin",
                "Name one of these.");
    }
}
