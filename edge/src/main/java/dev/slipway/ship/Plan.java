package dev.slipway.ship;

import dev.slipway.api.Json;
import dev.slipway.api.ReleaseDraft;
import dev.slipway.site.DeployConfig;
import dev.slipway.site.EnvironmentConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlTable;

/**
 * What a deployment is going to do, in a form of which equal plans have equal bytes, and its hash. What is the same in every
 * environment is in it; hosts, addresses, values of variables and times are not.
 *
 * <pre>
 * {"format":1,
 *  "manifest":"9f2c…",                          the release's files, by path and digest
 *  "routes":"[{…}]","deploy":"{…}","check":"{…}", the sections of slipway.toml as JSON, keys in order
 *  "files":{"deploy.sh":"1b77…"},                what the commands name, by digest
 *  "tree":"4b825d…",                             git's, of the commit; null outside a repository
 *  "variables":["DATABASE"],                     names
 *  "expected":["errors * &lt;= 0.1%"],"data":"none"}
 * </pre>
 *
 * @param canonical the form
 * @param hash SHA-256 of it, 64 lower-case hexadecimal digits
 */
public record Plan(String canonical, String hash) {
    private static final int FORMAT = 1;
    private static final int BRIEF = 12;

    /** The first digits of the hash, for people. */
    public String brief() {
        return hash.substring(0, BRIEF);
    }

    /**
     * Makes the plan.
     *
     * @param folder of {@code slipway.toml}: where the commands run
     * @param toml the text of the file
     * @param pyproject whether it stands under {@code [tool.slipway]}
     * @param files of the release
     * @param tree git's tree, or null
     * @param record the change record, or null
     */
    public static Plan of(
            Path folder,
            String toml,
            boolean pyproject,
            List<ReleaseDraft.File> files,
            @Nullable String tree,
            @Nullable DeployConfig deploy,
            EnvironmentConfig environment,
            @Nullable ChangeRecord record)
            throws IOException {
        TomlTable top = Toml.parse(toml);
        TomlTable section = pyproject ? top.getTable(List.of("tool", "slipway")) : top;
        Map<String, @Nullable Object> parts = new TreeMap<>();
        parts.put("format", FORMAT);
        parts.put("manifest", manifest(files));
        for (String name : List.of("route", "deploy", "check")) {
            parts.put(name, canonical(section == null ? null : section.get(name)));
        }
        parts.put("files", deploy == null ? Map.of() : named(folder, deploy));
        parts.put("tree", tree);
        parts.put("variables", environment.variableNames());
        parts.put(
                "expected",
                record == null
                        ? List.of()
                        : record.expected().stream().map(Expectation::text).toList());
        parts.put("data", record == null ? null : record.data());
        String canonical = Json.write(parts);
        return new Plan(canonical, sha256(canonical.getBytes(StandardCharsets.UTF_8)));
    }

    /** Tables with their keys in order, so that moving a line changes nothing. */
    private static @Nullable Object canonical(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case TomlTable table -> {
                Map<String, @Nullable Object> sorted = new TreeMap<>();
                table.keySet().forEach(key -> sorted.put(key, canonical(table.get(List.of(key)))));
                yield sorted;
            }
            case org.tomlj.TomlArray array -> {
                List<@Nullable Object> members = new ArrayList<>();
                for (int i = 0; i < array.size(); i++) {
                    members.add(canonical(array.get(i)));
                }
                yield members;
            }
            case String text -> text;
            case Long number -> number;
            case Boolean flag -> flag;
            default -> value.toString();
        };
    }

    private static String manifest(List<ReleaseDraft.File> files) {
        StringBuilder lines = new StringBuilder();
        files.stream()
                .sorted(Comparator.comparing(ReleaseDraft.File::path))
                .forEach(file -> lines.append(file.sha256())
                        .append(' ')
                        .append(file.fingerprinted() ? 'f' : '-')
                        .append(' ')
                        .append(file.path())
                        .append('\n'));
        return sha256(lines.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Of the words of both commands, those that are files of the project. */
    private static Map<String, String> named(Path folder, DeployConfig deploy) throws IOException {
        Map<String, String> named = new TreeMap<>();
        List<String> words = new ArrayList<>(deploy.command());
        words.addAll(deploy.rollback());
        for (String word : words) {
            if (word.isEmpty() || word.indexOf('\0') >= 0) {
                continue;
            }
            Path file = folder.resolve(word).normalize();
            if (file.startsWith(folder) && Files.isRegularFile(file)) {
                try (InputStream in = Files.newInputStream(file)) {
                    named.put(word, sha256(in.readAllBytes()));
                }
            }
        }
        return named;
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
