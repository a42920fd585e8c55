package dev.slipway.site;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tomlj.TomlArray;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/** One table of the file, read key by key; every misfit becomes a complaint and reads as absent. */
final class Table {
    private final TomlTable toml;
    private final String path;
    private final @Nullable TomlPosition start;
    private final Complaints complaints;

    /**
     * @param path the table's full key, empty at the top
     * @param start where the table begins, or null at the top
     */
    Table(TomlTable toml, String path, @Nullable TomlPosition start, Complaints complaints) {
        this.toml = toml;
        this.path = path;
        this.start = start;
        this.complaints = complaints;
    }

    /** Its keys in the order of the file. */
    List<String> keys() {
        return toml.keySet().stream()
                .sorted(Comparator.<String>comparingInt(key -> line(key)).thenComparingInt(key -> column(key)))
                .toList();
    }

    private int line(String key) {
        TomlPosition at = positionOf(key);
        return at == null ? 0 : at.line();
    }

    private int column(String key) {
        TomlPosition at = positionOf(key);
        return at == null ? 0 : at.column();
    }

    boolean has(String key) {
        return toml.contains(List.of(key));
    }

    @Nullable
    Object get(String key) {
        return toml.get(List.of(key));
    }

    @Nullable
    TomlPosition positionOf(String key) {
        TomlPosition at = toml.inputPositionOf(List.of(key));
        return at == null ? start : at;
    }

    String pathOf(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** Complains about every key that the table does not know. */
    void allowOnly(List<String> known) {
        for (String key : keys()) {
            if (!known.contains(key)) {
                unknown(key, known);
            }
        }
    }

    void unknown(String key, List<String> known) {
        String nearest = Keys.nearest(key, known);
        String home = Keys.tableOf(key);
        String next = nearest == null && home != null
                ? "A key of this name belongs to " + home + "."
                : Complaint.CORRECT_AND_RETRY;
        complaints.unknownKey(positionOf(key), pathOf(key), "one of " + String.join(", ", known), nearest, next);
    }

    void refuse(String key, String found, String expected) {
        complaints.add(positionOf(key), pathOf(key), found, expected);
    }

    void refuse(String key, String found, String expected, String next) {
        complaints.add(positionOf(key), pathOf(key), found, expected, next);
    }

    /** Refuses one member of a list, at its own place. */
    void refuseMember(String key, int index, String found, String expected, String next) {
        refuseMember(key, index, new Misfit(found, expected, null, next));
    }

    /** What is wrong with a member, and what to do. */
    private record Misfit(
            String found, String expected, @Nullable String nearest, String next) {}

    private void refuseMember(String key, int index, Misfit misfit) {
        TomlPosition at = get(key) instanceof TomlArray array ? array.inputPositionOf(index) : positionOf(key);
        complaints.add(at, pathOf(key), misfit.found(), misfit.expected(), misfit.nearest(), misfit.next());
    }

    void missing(String key, String expected) {
        missing(key, expected, Complaint.CORRECT_AND_RETRY);
    }

    void missing(String key, String expected, String next) {
        complaints.absent(start, pathOf(key), "missing", expected, next);
    }

    /** The text of that key, or null where it is absent or no text. */
    @Nullable
    String text(String key, String expected) {
        Object value = get(key);
        if (value == null || value instanceof String) {
            return (String) value;
        }
        refuse(key, Values.describe(value), expected);
        return null;
    }

    /** The text of that key as the reader understands it; the reader answers null to what it does not. */
    <T> @Nullable T read(String key, String expected, Function<String, @Nullable T> reader) {
        String text = text(key, expected);
        if (text == null) {
            return null;
        }
        T value = reader.apply(text);
        if (value == null) {
            refuse(key, Values.describe(text), expected);
        }
        return value;
    }

    boolean flag(String key, boolean otherwise) {
        Object value = get(key);
        if (value instanceof Boolean flag) {
            return flag;
        }
        if (value != null) {
            refuse(key, Values.describe(value), "true or false");
        }
        return otherwise;
    }

    int number(String key, int otherwise, int least, int most) {
        Object value = get(key);
        if (value instanceof Long number && number >= least && number <= most) {
            return number.intValue();
        }
        if (value != null) {
            refuse(key, Values.describe(value), "a whole number from " + least + " to " + most);
        }
        return otherwise;
    }

    /** A size in bytes. */
    long size(String key, long otherwise, long least, long most) {
        String expected = "a size such as \"256 MiB\", from " + Values.size(least) + " to " + Values.size(most);
        Long value = read(key, expected, text -> within(Values.parseSize(text), least, most));
        return value == null ? otherwise : value;
    }

    Duration duration(String key, Duration otherwise, Duration least) {
        String expected =
                "a duration such as \"500ms\", \"10s\", \"2m\" or \"1h\", from " + Values.duration(least) + " to 24h";
        Long millis = read(
                key,
                expected,
                text -> within(
                        Values.parseMillis(text),
                        least.toMillis(),
                        Duration.ofHours(24).toMillis()));
        return millis == null ? otherwise : Duration.ofMillis(millis);
    }

    private static @Nullable Long within(@Nullable Long value, long least, long most) {
        return value != null && value >= least && value <= most ? value : null;
    }

    /** The texts of a list; empty where it is absent or no list. A member that is no text is left out. */
    List<String> texts(String key, String expected) {
        return members(key, expected, text -> text);
    }

    /** The members of a list as the reader understands them; the reader answers null to what it does not. */
    <T> List<T> members(String key, String expected, Function<String, @Nullable T> reader) {
        return members(key, expected, reader, text -> Complaint.CORRECT_AND_RETRY);
    }

    /** The same, with what to do about a member that is refused. */
    <T> List<T> members(
            String key, String expected, Function<String, @Nullable T> reader, Function<String, String> next) {
        return members(key, expected, reader, text -> null, next);
    }

    /** The same, with what a member that is refused was likely meant to be. */
    <T> List<T> members(
            String key,
            String expected,
            Function<String, @Nullable T> reader,
            Function<String, @Nullable String> nearest,
            Function<String, String> next) {
        Object value = get(key);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof TomlArray array)) {
            String advice = value instanceof String text ? "Write it as a list: [\"" + text + "\"]." : "";
            refuse(
                    key,
                    Values.describe(value),
                    "a list: " + expected,
                    advice.isEmpty() ? Complaint.CORRECT_AND_RETRY : advice);
            return List.of();
        }
        List<T> members = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            Object member = array.get(i);
            T read = member instanceof String text ? reader.apply(text) : null;
            if (read == null) {
                String text = member instanceof String given ? given : "";
                String advice = member instanceof String ? next.apply(text) : Complaint.CORRECT_AND_RETRY;
                refuseMember(key, i, new Misfit(Values.describe(member), expected, nearest.apply(text), advice));
            } else {
                members.add(read);
            }
        }
        return members;
    }

    /** The table under that key, or null where it is absent or no table. */
    @Nullable
    Table table(String key, String written) {
        Object value = get(key);
        if (value instanceof TomlTable table) {
            return new Table(table, pathOf(key), positionOf(key), complaints);
        }
        if (value != null) {
            refuse(key, Values.describe(value), "a table, written " + written);
        }
        return null;
    }

    /** The table that is a member of the array under that key; named in complaints by its place, counted from 1. */
    Table member(String key, int index, TomlTable table, @Nullable TomlPosition at) {
        return new Table(table, pathOf(key) + "." + (index + 1), at, complaints);
    }
}
