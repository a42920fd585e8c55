package dev.slipway.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
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
        return first(namesAndValues, namesAndValues.length);
    }

    /** The fields that so many texts of the array are, names and values by turns. */
    private static Fields first(String[] texts, int count) {
        return count == 0 ? EMPTY : new Fields(Arrays.copyOf(texts, count));
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

    /** The values of every line of that name, in order; not to be changed. */
    public List<String> all(String name) {
        String first = get(name);
        if (first == null) {
            return List.of();
        }
        int count = count(name);
        if (count == 1) {
            return List.of(first);
        }
        List<String> values = new ArrayList<>(count);
        for (int i = 0; i < lines.length; i += 2) {
            if (same(lines[i], name)) {
                values.add(lines[i + 1]);
            }
        }
        return Collections.unmodifiableList(values);
    }

    /** The number of lines of that name. */
    public int count(String name) {
        int count = 0;
        if (mayHave(name)) {
            for (int i = 0; i < lines.length; i += 2) {
                if (same(lines[i], name)) {
                    count++;
                }
            }
        }
        return count;
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

    /** A builder that begins with these fields. */
    public Builder toBuilder() {
        return new Builder(lines);
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
        return other instanceof Fields fields && Arrays.equals(lines, fields.lines);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(lines);
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
        /** Room for as many lines more as whoever passes a message on adds. */
        private static final int ADDED = 6;

        private String[] texts;
        private int count;

        private Builder() {
            texts = new String[4 * ADDED];
        }

        private Builder(String[] lines) {
            texts = Arrays.copyOf(lines, lines.length + 2 * ADDED);
            count = lines.length;
        }

        public Builder add(String name, String value) {
            if (count == texts.length) {
                texts = Arrays.copyOf(texts, 2 * count);
            }
            texts[count++] = name;
            texts[count++] = value;
            return this;
        }

        /** One line of that name, in place of all there were. */
        public Builder set(String name, String value) {
            return remove(name).add(name, value);
        }

        public Builder remove(String name) {
            int kept = 0;
            for (int i = 0; i < count; i += 2) {
                if (!same(texts[i], name)) {
                    texts[kept++] = texts[i];
                    texts[kept++] = texts[i + 1];
                }
            }
            count = kept;
            return this;
        }

        public boolean contains(String name) {
            for (int i = 0; i < count; i += 2) {
                if (same(texts[i], name)) {
                    return true;
                }
            }
            return false;
        }

        public Fields build() {
            return first(texts, count);
        }
    }
}
