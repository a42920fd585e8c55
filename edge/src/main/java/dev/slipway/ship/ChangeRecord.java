package dev.slipway.ship;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;

/**
 * Why a change is made, what it is expected to do, and how it is undone: Markdown behind a head in TOML.
 *
 * <pre>
 * +++
 * title     = "Smaller hero images on product pages"
 * owner     = "mara@shop.test"
 * expected  = ["p95 products &lt;= 120ms", "errors * &lt;= 0.1%"]
 * rollback  = "slipway rollback production. Nothing else to undo."
 * data      = "none"        # none, compatible or one-way; one-way forbids automatic rollback
 * window    = "10m"         # how long real traffic is watched; default 5m
 * minimum   = 100           # requests that an expectation needs to be judged; default 100
 * on_missed = "rollback"    # or "report", the default
 * +++
 * Why we do it, what we assume.
 * </pre>
 *
 * @param title in a line
 * @param owner whom to ask
 * @param expected what is expected of production
 * @param rollback how it is undone, in words
 * @param data {@code none}, {@code compatible} or {@code one-way}
 * @param window how long real traffic is watched
 * @param minimum requests that an expectation needs
 * @param rollsBack whether a missed expectation takes the release back
 * @param body the Markdown behind the head
 * @param text all of it, as it was written
 */
public record ChangeRecord(
        String title,
        String owner,
        List<Expectation> expected,
        String rollback,
        String data,
        Duration window,
        int minimum,
        boolean rollsBack,
        String body,
        String text) {
    private static final String FENCE = "+++";
    private static final Set<String> KEYS =
            Set.of("title", "owner", "expected", "rollback", "data", "window", "minimum", "on_missed");
    private static final Set<String> DATA = Set.of("none", "compatible", "one-way");
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,6})(s|m|h)");
    private static final Duration DEFAULT_WINDOW = Duration.ofMinutes(5);
    private static final Duration LONGEST_WINDOW = Duration.ofHours(24);
    private static final int DEFAULT_MINIMUM = 100;

    public ChangeRecord {
        expected = List.copyOf(expected);
    }

    /** A record, or every complaint about it with file, line and column. */
    public sealed interface Parsed {
        record Valid(ChangeRecord record) implements Parsed {}

        record Invalid(List<String> complaints) implements Parsed {
            public Invalid {
                complaints = List.copyOf(complaints);
            }
        }
    }

    /** Where the record has that expectation: file and line. */
    public String place(Expectation expectation, String fileName) {
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            int column = lines.get(i).indexOf('"' + expectation.text() + '"');
            if (column >= 0) {
                return fileName + ":" + (i + 1) + ":" + (column + 1);
            }
        }
        return fileName + ":1:1";
    }

    /** @param fileName as complaints shall name it */
    public static Parsed parse(String text, String fileName) {
        return new Reader(text, fileName).read();
    }

    /** A template to fill in. */
    public static String template(String title, String owner, String environment) {
        return """
                +++
                title     = %s
                owner     = %s
                expected  = ["errors * <= 0.1%%"]
                rollback  = "slipway rollback %s. Nothing else to undo."
                data      = "none"        # none, compatible or one-way; one-way forbids automatic rollback
                window    = "5m"          # how long real traffic is watched
                minimum   = 100           # requests that an expectation needs to be judged
                on_missed = "report"      # or "rollback"
                +++
                Why we do it, and what we assume.
                """.formatted(quoted(title), quoted(owner), environment);
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("\\p{Cntrl}", " ") + '"';
    }

    /** One reading; collects every complaint. */
    private static final class Reader {
        private final String text;
        private final String fileName;
        private final List<String> complaints = new ArrayList<>();
        private TomlParseResult head = Toml.parse("");

        Reader(String text, String fileName) {
            this.text = text;
            this.fileName = fileName;
        }

        Parsed read() {
            String unix = text.replace("\r\n", "\n");
            int end = unix.indexOf("\n" + FENCE, FENCE.length() - 1);
            if (!unix.startsWith(FENCE + "\n") || end < 0) {
                complain(
                        1,
                        1,
                        "no head",
                        "a line +++, the head in TOML, and a line +++",
                        "Begin with `slipway note new`.");
                return new Parsed.Invalid(complaints);
            }
            // The fence is a line of the file: the head's first line is the file's second.
            head = Toml.parse(unix.substring(FENCE.length(), end));
            head.errors()
                    .forEach(error -> complain(
                            error.position().line(),
                            error.position().column(),
                            String.valueOf(error.getMessage()),
                            "TOML",
                            "Correct it."));
            if (!complaints.isEmpty()) {
                return new Parsed.Invalid(complaints);
            }
            int body = unix.indexOf('\n', end + 1);
            ChangeRecord record = record(body < 0 ? "" : unix.substring(body + 1));
            return complaints.isEmpty() ? new Parsed.Valid(record) : new Parsed.Invalid(complaints);
        }

        private ChangeRecord record(String body) {
            for (String key : new TreeSet<>(head.keySet())) {
                if (!KEYS.contains(key)) {
                    complainAt(
                            key,
                            "the key " + key,
                            "one of " + String.join(", ", new TreeSet<>(KEYS)),
                            "Remove it, or correct its name.");
                }
            }
            String data = oneOf("data", null, DATA);
            String missed = oneOf("on_missed", "report", Set.of("report", "rollback"));
            if (missed.equals("rollback") && data.equals("one-way")) {
                complainAt(
                        "on_missed",
                        "\"rollback\" with data = \"one-way\"",
                        "\"report\": what goes one way only cannot be taken back by itself",
                        "Say \"report\", or make the change compatible.");
            }
            return new ChangeRecord(
                    required("title"),
                    required("owner"),
                    expected(),
                    required("rollback"),
                    data,
                    window(),
                    minimum(),
                    missed.equals("rollback"),
                    body,
                    text);
        }

        private String required(String key) {
            Object value = head.get(key);
            if (value instanceof String given && !given.isBlank()) {
                return given;
            }
            complainAt(key, value == null ? "no " + key : "nothing in " + key, "a text", "Add " + key + " = \"…\".");
            return "";
        }

        private String oneOf(String key, @Nullable String otherwise, Set<String> known) {
            Object value = head.get(key);
            if (value == null && otherwise != null) {
                return otherwise;
            }
            if (value instanceof String given && known.contains(given)) {
                return given;
            }
            complainAt(
                    key,
                    value == null ? "no " + key : "\"" + value + '"',
                    "one of " + String.join(", ", new TreeSet<>(known)),
                    "Choose one.");
            return "";
        }

        private List<Expectation> expected() {
            List<Expectation> expected = new ArrayList<>();
            if (!(head.get("expected") instanceof TomlArray array) || array.isEmpty()) {
                complainAt(
                        "expected",
                        "no expectation",
                        "a list of one at least: [\"errors * <= 0.1%\"]",
                        "Say what should be better, or stay as it is.");
                return expected;
            }
            for (int i = 0; i < array.size(); i++) {
                try {
                    expected.add(Expectation.parse(String.valueOf(array.get(i))));
                } catch (Expectation.Malformed e) {
                    complaints.add(fileName + ":" + place(array.inputPositionOf(i)) + ": expected: " + e.getMessage());
                }
            }
            return expected;
        }

        /** The parser names the place behind the comma; the member may begin lines later. */
        private String place(TomlPosition behind) {
            List<String> lines = text.replace("\r\n", "\n").lines().toList();
            int line = behind.line();
            int column = behind.column();
            while (line <= lines.size()) {
                String rest = lines.get(line - 1)
                        .substring(Math.min(column - 1, lines.get(line - 1).length()));
                if (!rest.isBlank()) {
                    return line + ":"
                            + (column + rest.length() - rest.stripLeading().length());
                }
                line++;
                column = 1;
            }
            return behind.line() + ":" + behind.column();
        }

        private Duration window() {
            Object value = head.get("window");
            if (value == null) {
                return DEFAULT_WINDOW;
            }
            Matcher matcher = DURATION.matcher(String.valueOf(value));
            Duration window = !matcher.matches()
                    ? Duration.ZERO
                    : switch (matcher.group(2)) {
                        case "s" -> Duration.ofSeconds(Long.parseLong(matcher.group(1)));
                        case "m" -> Duration.ofMinutes(Long.parseLong(matcher.group(1)));
                        default -> Duration.ofHours(Long.parseLong(matcher.group(1)));
                    };
            if (window.isZero() || window.compareTo(LONGEST_WINDOW) > 0) {
                complainAt(
                        "window",
                        "\"" + value + '"',
                        "a time up to 24h, such as \"90s\", \"10m\" or \"2h\"",
                        "Correct it.");
            }
            return window;
        }

        private int minimum() {
            Object value = head.get("minimum");
            if (value == null) {
                return DEFAULT_MINIMUM;
            }
            if (value instanceof Long number && number >= 1 && number <= 1_000_000_000) {
                return number.intValue();
            }
            complainAt("minimum", String.valueOf(value), "a number of requests, 1 at least", "Correct it.");
            return DEFAULT_MINIMUM;
        }

        private void complainAt(String key, String found, String expected, String next) {
            TomlPosition at = head.inputPositionOf(key);
            complain(at == null ? 1 : at.line(), at == null ? 1 : at.column(), found, expected, next);
        }

        private void complain(int line, int column, String found, String expected, String next) {
            complaints.add(
                    fileName + ":" + line + ":" + column + ": found " + found + ", expected " + expected + ". " + next);
        }
    }
}
