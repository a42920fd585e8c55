package dev.slipway.cache;

/** Names that may end in {@code *}, which stands for anything. */
final class Patterns {
    private Patterns() {}

    static boolean matches(String pattern, String name) {
        return pattern.endsWith("*")
                ? name.startsWith(pattern.substring(0, pattern.length() - 1))
                : name.equals(pattern);
    }
}
