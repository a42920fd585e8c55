package dev.slipway.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one message, in the order in which they came (RFC 9110 §5). Names compare without regard to case;
 * several lines of one name are kept apart.
 *
 * <p>Immutable. Messages carry a dozen fields, so look-up walks an array: that beats a map up to about thirty names.
 */
public final class Fields {
    public static final Fields EMPTY = new Fields(new String[0]);

    /** Names at even places, values at odd ones. */
    private final String[] lines;

    /** A bit for each name that is there: most look-ups are for what is not, and end here. */
    private final long present;

    private Fields(String[] lines) {
        this.lines = lines;
        long bits = 0;
        for (int i = 0; i < lines.length; i += 2) {
            bits |= bit(lines[i]);
        }
        this.present = bits;
    }

    /** One of 64, the same for every spelling of a name; names of one bit are told apart by comparing them. */
    private static long bit(String name) {
        int length = name.length();
        return length == 0 ? 1 : 1L << (length * 7 + (name.charAt(0) | 0x20) * 5 + (name.charAt(length - 1) | 0x20));
    }

    private boolean mayHave(String name) {
        return (present & bit(name)) != 0;
    }

    /** Fields from alternating names and values; checked by nobody, so for constants and decoders only. */
    public static Fields of(String... namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException("names and values must come in pairs");
        }
        return namesAndValues.length == 0 ? EMPTY : new Fields(namesAndValues.clone());
    }

    public static Builder builder() {
        return new Builder();
    }

    /** The number of field lines. */
    public int size() {
        return lines.length / 2;
    }

    public String name(int line) {
        return lines[2 * line];
    }

    public String value(int line) {
        return lines[2 * line + 1];
    }

    /** The value of the first line of that name, or null. */
    public @Nullable String get(String name) {
        if (!mayHave(name)) {
            return null;
        }
        for (int i = 0; i < lines.length; i += 2) {
            if (same(lines[i], name)) {
                return lines[i + 1];
            }
        }
        return null;
    }

    public boolean contains(String name) {
        return get(name) != null;
    }

    /** The values of every line of that name, in order. */
    public List<String> all(String name) {
        List<String> values = new ArrayList<>(2);
        for (int i = 0; i < lines.length; i += 2) {
            if (same(lines[i], name)) {
                values.add(lines[i + 1]);
            }
        }
        return values;
    }

    /** The lines of that name joined by comma, as RFC 9110 §5.2 allows for list fields, or null where there is none. */
    public @Nullable String joined(String name) {
        if (!mayHave(name)) {
            return null;
        }
        String first = null;
        StringBuilder more = null;
        for (int i = 0; i < lines.length; i += 2) {
            if (!same(lines[i], name)) {
                continue;
            }
            if (first == null) {
                first = lines[i + 1];
            } else {
                if (more == null) {
                    more = new StringBuilder(first);
                }
                more.append(", ").append(lines[i + 1]);
            }
        }
        return more == null ? first : more.toString();
    }

    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.lines.addAll(List.of(lines));
        return builder;
    }

    /** The same fields, their texts shared with other messages: for what is kept. */
    public Fields shared() {
        String[] texts = new String[lines.length];
        for (int i = 0; i < lines.length; i++) {
            texts[i] = SharedTexts.share(lines[i]);
        }
        return texts.length == 0 ? EMPTY : new Fields(texts);
    }

    private static boolean same(String left, String right) {
        return left.length() == right.length() && left.equalsIgnoreCase(right);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Fields fields && java.util.Arrays.equals(lines, fields.lines);
    }

    @Override
    public int hashCode() {
        return java.util.Arrays.hashCode(lines);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lines.length; i += 2) {
            text.append(lines[i].toLowerCase(Locale.ROOT))
                    .append(": ")
                    .append(lines[i + 1])
                    .append('\n');
        }
        return text.toString();
    }

    /** Collects field lines; not for several threads. */
    public static final class Builder {
        private final List<String> lines = new ArrayList<>(24);

        private Builder() {}

        public Builder add(String name, String value) {
            lines.add(name);
            lines.add(value);
            return this;
        }

        /** One line of that name, in place of all there were. */
        public Builder set(String name, String value) {
            return remove(name).add(name, value);
        }

        public Builder remove(String name) {
            for (int i = lines.size() - 2; i >= 0; i -= 2) {
                if (same(lines.get(i), name)) {
                    lines.remove(i + 1);
                    lines.remove(i);
                }
            }
            return this;
        }

        public boolean contains(String name) {
            for (int i = 0; i < lines.size(); i += 2) {
                if (same(lines.get(i), name)) {
                    return true;
                }
            }
            return false;
        }

        public Fields build() {
            return lines.isEmpty() ? EMPTY : new Fields(lines.toArray(String[]::new));
        }
    }
}
