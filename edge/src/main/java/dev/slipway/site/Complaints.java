package dev.slipway.site;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tomlj.TomlPosition;

/**
 * The complaints about one text, as they are found.
 *
 * <p>After the first syntax error a TOML parser guesses, and what it reads may stand in the wrong table. So from that
 * line on only syntax is complained about, and never that something is missing.
 */
final class Complaints {
    private final String file;
    private final List<Complaint> found = new ArrayList<>();
    private final int guessedFrom;

    /**
     * @param guessedFrom the line of the first syntax error, or {@code Integer.MAX_VALUE}
     */
    Complaints(String file, int guessedFrom) {
        this.file = file;
        this.guessedFrom = guessedFrom;
    }

    void syntax(TomlPosition at, String message) {
        int expected = message.indexOf(", expected ");
        String what = expected < 0 ? message : message.substring(0, expected);
        String wanted = expected < 0 ? "valid TOML" : message.substring(expected + ", expected ".length());
        found.add(new Complaint(file, at.line(), at.column(), "", what, wanted, null, Complaint.CORRECT_AND_RETRY));
    }

    void add(@Nullable TomlPosition at, String key, String what, String expected) {
        add(at, key, what, expected, Complaint.CORRECT_AND_RETRY);
    }

    void add(@Nullable TomlPosition at, String key, String what, String expected, String next) {
        add(at, key, what, expected, null, next);
    }

    void unknownKey(@Nullable TomlPosition at, String key, String expected, @Nullable String nearest, String next) {
        add(at, key, "unknown key", expected, nearest, next);
    }

    /** Something that is not there; its place is where it belongs. */
    void absent(@Nullable TomlPosition at, String key, String what, String expected, String next) {
        if (guessedFrom == Integer.MAX_VALUE) {
            add(at, key, what, expected, null, next);
        }
    }

    /** With what was likely meant, or null. */
    void add(
            @Nullable TomlPosition at,
            String key,
            String what,
            String expected,
            @Nullable String nearest,
            String next) {
        int line = at == null ? 1 : at.line();
        int column = at == null ? 1 : at.column();
        if (line < guessedFrom) {
            found.add(new Complaint(file, line, column, key, what, expected, nearest, next));
        }
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    /** All of them, in the order of the file. */
    List<Complaint> inOrder() {
        return found.stream()
                .sorted(Comparator.comparingInt(Complaint::line).thenComparingInt(Complaint::column))
                .toList();
    }
}
