package dev.slipway.ship;

import java.util.Comparator;
import java.util.List;

/** Keeps secrets out of what is shown and stored. */
public final class Masking {
    private static final int SHORTEST = 4;
    private static final String MASK = "••••";

    private final List<String> secrets;

    /** @param secrets values; those shorter than four characters would mask half of everything, and are left */
    public Masking(List<String> secrets) {
        this.secrets = secrets.stream()
                .filter(secret -> secret.length() >= SHORTEST)
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }

    public String mask(String text) {
        String masked = text;
        for (String secret : secrets) {
            masked = masked.replace(secret, MASK);
        }
        return masked;
    }
}
