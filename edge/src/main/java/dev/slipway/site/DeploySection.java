package dev.slipway.site;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tomlj.TomlArray;

/** Reads {@code [deploy]} and {@code [retain]}. */
final class DeploySection {
    static final String DEFAULT_PREFIX = "/static";

    private static final Duration SHORTEST = Duration.ofSeconds(1);

    private static final String COMMAND_FORM = "the program and its arguments, each a text of its own";

    private DeploySection() {}

    /** How a release is made, or null where the file does not say it rightly or at all. */
    static @Nullable DeployConfig read(@Nullable Table table) {
        if (table == null) {
            return null;
        }
        table.allowOnly(Keys.DEPLOY);
        String folderForm = "a folder, relative to the folder of this file";
        if (!table.has("assets")) {
            table.missing("assets", folderForm);
        }
        String assets = table.read("assets", folderForm, Values::filePath);
        String prefix = table.read(
                "prefix", "a path such as \"/static\", no / at its end; \"/\" for the root", DeploySection::prefix);
        return new DeployConfig(
                assets == null ? "" : assets,
                prefix == null ? DEFAULT_PREFIX : prefix,
                table.read("manifest", "a file, relative to the folder of this file", Values::filePath),
                command(table, "command"),
                command(table, "rollback"),
                table.read("healthy", "a path such as \"/health\"", Values::target),
                changes(table),
                table.duration("deadline", DeployConfig.DEFAULT_DEADLINE, SHORTEST));
    }

    private static @Nullable String prefix(String text) {
        if (text.equals("/") || text.isEmpty()) {
            return "";
        }
        return text.endsWith("/") || text.indexOf('*') >= 0 ? null : Values.urlPath(text);
    }

    private static List<Change> changes(Table table) {
        return table.members("changes", Change.FORM, Change::parse, Change::nearest, DeploySection::advice);
    }

    private static String advice(String text) {
        return text.startsWith("url:http")
                ? "Name it without scheme and host: a release is for every environment."
                : Complaint.CORRECT_AND_RETRY;
    }

    private static List<String> command(Table table, String key) {
        if (table.get(key) instanceof String line) {
            String words = String.join("\", \"", line.strip().split("\\s+"));
            table.refuse(
                    key, Values.describe(line), "a list: " + COMMAND_FORM, "Write it as a list: [\"" + words + "\"].");
            return List.of();
        }
        List<String> words = table.members(key, COMMAND_FORM, text -> text.indexOf('\0') >= 0 ? null : text);
        boolean empty = table.get(key) instanceof TomlArray array && array.isEmpty();
        if (empty || !words.isEmpty() && words.getFirst().isBlank()) {
            table.refuse(key, "no program", COMMAND_FORM);
        }
        return words;
    }

    static Retention retention(@Nullable Table table) {
        if (table == null) {
            return Retention.DEFAULT;
        }
        table.allowOnly(Keys.RETAIN);
        return new Retention(
                table.number("releases", Retention.DEFAULT.releases(), 1, 10_000),
                table.number("days", Retention.DEFAULT.days(), 1, 36_500));
    }
}
