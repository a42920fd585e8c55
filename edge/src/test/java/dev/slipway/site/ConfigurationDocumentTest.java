package dev.slipway.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code docs/configuration.md} knows every key there is, and its examples are read without complaint. */
class ConfigurationDocumentTest {
    @Test
    void everyKeyHasItsRow() throws IOException {
        String document = document();
        Keys.BY_TABLE.forEach((table, keys) -> {
            String section = section(document, table.isEmpty() ? "## At the top" : "## `" + table + "`");
            for (String key : keys) {
                assertThat(section).as("%s in %s", key, table).contains("\n| `" + key + "` |");
            }
        });
    }

    private static String section(String document, String heading) {
        int start = document.indexOf(heading + "\n");
        assertThat(start).as(heading).isNotNegative();
        int end = document.indexOf("\n## ", start + 1);
        return document.substring(start, end < 0 ? document.length() : end);
    }

    @Test
    void everyExampleIsValid() throws IOException {
        List<String> examples = Pattern.compile("```toml\n(.*?)```", Pattern.DOTALL)
                .matcher(document())
                .results()
                .map(example -> example.group(1))
                .toList();
        assertThat(examples).hasSizeGreaterThan(6);
        assertThat(BadInputTest.complaints(SiteParser.parse(examples.getFirst(), "smallest.toml")))
                .isEmpty();
        String together = "site = \"shop\"\n" + String.join("\n", examples.subList(1, examples.size()));
        assertThat(BadInputTest.complaints(SiteParser.parse(together, "together.toml")))
                .isEmpty();
    }

    private static String document() throws IOException {
        return Files.readString(repository().resolve("docs/configuration.md"));
    }

    private static Path repository() {
        String given = System.getProperty("slipway.repository");
        if (given != null) {
            return Path.of(given);
        }
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(folder.resolve("docs")) || !Files.exists(folder.resolve("pom.xml"))) {
            folder = Objects.requireNonNull(folder.getParent(), "run this inside the repository");
        }
        return folder;
    }
}
