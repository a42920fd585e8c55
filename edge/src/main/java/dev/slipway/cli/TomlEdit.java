package dev.slipway.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A change of single values in a TOML text that leaves every other line as it is: the demo's ports in the copy of the
 * shop's file, which its reader may have edited.
 */
final class TomlEdit {
    private final List<String> lines;

    TomlEdit(String text) {
        this.lines = new ArrayList<>(text.lines().toList());
    }

    /**
     * Sets a key of a table; table and key are added where they are missing.
     *
     * @param table such as {@code environment.staging}
     * @param value as TOML
     */
    TomlEdit set(String table, String key, String value) {
        String line = key + " = " + value;
        int header = lines.indexOf("[" + table + "]");
        if (header < 0) {
            lines.addAll(List.of("", "[" + table + "]", line));
            return this;
        }
        Pattern assignment = Pattern.compile("\\s*" + Pattern.quote(key) + "\\s*=.*");
        for (int i = header + 1; i < lines.size() && !lines.get(i).startsWith("["); i++) {
            if (assignment.matcher(lines.get(i)).matches()) {
                removeValue(i);
                lines.add(i, line);
                return this;
            }
        }
        lines.add(header + 1, line);
        return this;
    }

    /** Removes an assignment, however many lines its array takes. */
    private void removeValue(int index) {
        int open = 0;
        do {
            String line = lines.remove(index);
            open += (int) line.chars().filter(c -> c == '[').count();
            open -= (int) line.chars().filter(c -> c == ']').count();
        } while (open > 0 && index < lines.size());
    }

    /** A TOML basic string. */
    static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    @Override
    public String toString() {
        return String.join("\n", lines) + "\n";
    }
}
