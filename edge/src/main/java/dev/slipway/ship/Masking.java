package dev.slipway.ship;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Keeps secrets out of what is shown and stored. */
public final class Masking {
    private static final int SHORTEST = 4;
    private static final String MASK = "••••";

    private final List<String> secrets;

    /**
     * @param secrets values; those shorter than four characters would mask half of everything, and are left. Output is masked
     *     line by line, so of a value of several lines, such as a key, each is one
     */
    public Masking(List<String> secrets) {
        this.secrets = secrets.stream()
                .flatMap(secret ->
                        Stream.concat(Stream.of(secret), secret.lines().map(String::strip)))
                .filter(secret -> secret.length() >= SHORTEST)
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }

    /** How long a piece of a secret may be at the end of a text that goes on. */
    int longest() {
        return secrets.isEmpty() ? 0 : secrets.getFirst().length();
    }

    public String mask(String text) {
        String masked = text;
        for (String secret : secrets) {
            masked = masked.replace(secret, MASK);
        }
        return masked;
    }
}
