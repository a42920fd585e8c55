package dev.slipway.site;

import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong in a configuration file. As text:
 *
 * <pre>
 * slipway.toml:12:1: route.products.cach: unknown key; did you mean "cache"?
 * </pre>
 *
 * @param file the file's name, as given
 * @param line counted from 1
 * @param column counted from 1
 * @param key the full key, a route by its name; empty where the text is no TOML
 * @param found what stands there
 * @param expected what should
 * @param nearestKnownKey the known key, or the value, that an unknown one is close to, or null
 * @param next what to do; a refused file changed nothing, so trying again is always safe
 */
public record Complaint(
        String file,
        int line,
        int column,
        String key,
        String found,
        String expected,
        @Nullable String nearestKnownKey,
        String next) {
    /** What to do where nothing more particular can be said. */
    public static final String CORRECT_AND_RETRY =
            "Correct the file and try again, which is safe: nothing was changed.";

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder()
                .append(file)
                .append(':')
                .append(line)
                .append(':')
                .append(column)
                .append(": ");
        if (!key.isEmpty()) {
            text.append(key).append(": ");
        }
        text.append(found);
        if (nearestKnownKey != null) {
            text.append("; did you mean \"").append(nearestKnownKey).append("\"?");
        } else {
            text.append("; expected ").append(expected);
        }
        return next.equals(CORRECT_AND_RETRY) ? text.toString() : text + ". " + next;
    }
}
