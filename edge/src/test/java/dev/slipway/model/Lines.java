package dev.slipway.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The field lines of one message as the model sees them, in order. Names compare without regard to case. */
record Lines(List<String> namesAndValues) {
    static final Lines NONE = new Lines(List.of());

    Lines {
        namesAndValues = List.copyOf(namesAndValues);
    }

    int size() {
        return namesAndValues.size() / 2;
    }

    String name(int line) {
        return namesAndValues.get(2 * line);
    }

    String value(int line) {
        return namesAndValues.get(2 * line + 1);
    }

    List<String> values(String name) {
        List<String> values = new ArrayList<>(2);
        for (int i = 0; i < size(); i++) {
            if (name(i).equalsIgnoreCase(name)) {
                values.add(value(i));
            }
        }
        return values;
    }

    @Nullable
    String first(String name) {
        for (int i = 0; i < size(); i++) {
            if (name(i).equalsIgnoreCase(name)) {
                return value(i);
            }
        }
        return null;
    }

    String firstOr(String name, String other) {
        return Objects.requireNonNullElse(first(name), other);
    }

    boolean has(String name) {
        return first(name) != null;
    }

    /** All values as one list (RFC 9110 §5.2); null where there is no such line. */
    @Nullable
    String joined(String name) {
        List<String> values = values(name);
        return values.isEmpty() ? null : String.join(", ", values);
    }

    /** The members of a list field, in lower case. */
    List<String> members(String name) {
        List<String> members = new ArrayList<>();
        for (String line : values(name)) {
            for (String member : line.split(",", -1)) {
                if (!member.isBlank()) {
                    members.add(member.strip().toLowerCase(Locale.ROOT));
                }
            }
        }
        return members;
    }

    Lines with(String name, String value) {
        List<String> more = new ArrayList<>(namesAndValues);
        more.add(name);
        more.add(value);
        return new Lines(more);
    }

    Lines without(String name) {
        if (!has(name)) {
            return this;
        }
        List<String> fewer = new ArrayList<>();
        for (int i = 0; i < size(); i++) {
            if (!name(i).equalsIgnoreCase(name)) {
                fewer.add(name(i));
                fewer.add(value(i));
            }
        }
        return new Lines(fewer);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < size(); i++) {
            text.append(i == 0 ? "" : " | ").append(name(i)).append(": ").append(value(i));
        }
        return text.toString();
    }
}
