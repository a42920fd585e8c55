package dev.slipway.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documents say of files and classes is true. */
class DocumentsTest {
    private static final Path REPOSITORY = Path.of(System.getProperty("slipway.repository", ".."))
            .toAbsolutePath()
            .normalize();
    /** {@code `Name`}, {@code `Name.method()`}, {@code `Name.Member`}. */
    private static final Pattern CLASS = Pattern.compile("`([A-Z][A-Za-z0-9]+)(?:\\.([A-Za-z]+)(\\(\\))?)?`");

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(?:#[^)]*)?\\)");

    /** A block of Python, without its first line, which says whose it is. */
    private static final Pattern PYTHON = Pattern.compile("```python\n#[^\n]*\n(.*?)```", Pattern.DOTALL);

    /** The documents that lead a reader through the classes. */
    private static final List<String> WALKS = List.of(
            "ARCHITECTURE.md", "docs/concurrency.md", "docs/decisions.md", "docs/limits.md", "docs/security.md");

    /** What stands in backticks, begins with a capital, and is no class of ours. */
    private static final Set<String> NOT_OURS = Set.of(
            "UnsatisfiedLinkError", "PRAGMA", "Forwarded", "Via", "Location", "Host", "SIGTERM", "XDG_STATE_HOME");

    @Test
    void everyClassNamedInTheWalksExists() throws IOException {
        Map<String, String> sources = sources();
        for (String document : WALKS) {
            List<MatchResult> named = CLASS.matcher(Files.readString(REPOSITORY.resolve(document)))
                    .results()
                    .filter(match -> !NOT_OURS.contains(match.group(1)))
                    .toList();
            assertThat(named).as(document).isNotEmpty();
            for (MatchResult name : named) {
                assertThat(sources).as(document + " names " + name.group()).containsKey(name.group(1));
                assertThat(sources.get(name.group(1)))
                        .as(document + " names " + name.group())
                        .contains(memberOf(name));
            }
        }
    }

    private static String memberOf(MatchResult name) {
        String member = name.group(2);
        return member == null ? "" : name.group(3) == null ? member : member + "(";
    }

    @Test
    void everyLinkToAFileLeadsSomewhere() throws IOException {
        for (Path document : documents()) {
            for (MatchResult link :
                    LINK.matcher(Files.readString(document)).results().toList()) {
                Path target = document.resolveSibling(link.group(1)).normalize();
                assertThat(target).as(document + " links to " + link.group(1)).exists();
            }
        }
    }

    @Test
    void noDocumentNamesAMachine() throws IOException {
        for (Path document : documents()) {
            assertThat(Files.readString(document)).as(document.toString()).doesNotContain("/root/", "/home/");
        }
    }

    @Test
    void thePythonOfTheCachingGuideIsThatOfItsExamples() throws IOException {
        StringBuilder examples = new StringBuilder();
        for (String framework : List.of("fastapi", "django", "flask")) {
            examples.append(Files.readString(REPOSITORY.resolve("examples/caching/" + framework + "_app.py")));
        }
        List<MatchResult> blocks = PYTHON.matcher(Files.readString(REPOSITORY.resolve("docs/caching.md")))
                .results()
                .toList();
        assertThat(blocks).hasSizeGreaterThanOrEqualTo(3);
        blocks.forEach(block -> assertThat(examples.toString()).contains(block.group(1)));
    }

    /** Every class of the product, and the tests' that documents send a reader to; those of one name together. */
    private static Map<String, String> sources() throws IOException {
        Map<String, String> sources = new HashMap<>();
        for (String tree : List.of("edge/src/main/java", "edge/src/test/java")) {
            try (Stream<Path> files = Files.walk(REPOSITORY.resolve(tree))) {
                for (Path file : files.filter(DocumentsTest::isWalked).toList()) {
                    String name = file.getFileName().toString();
                    sources.merge(
                            name.substring(0, name.length() - ".java".length()),
                            Files.readString(file),
                            String::concat);
                }
            }
        }
        return sources;
    }

    private static boolean isWalked(Path file) {
        boolean test = file.startsWith(REPOSITORY.resolve("edge/src/test"));
        return file.toString().endsWith(test ? "Test.java" : ".java");
    }

    private static List<Path> documents() throws IOException {
        List<Path> documents = new ArrayList<>();
        for (Path folder : List.of(REPOSITORY, REPOSITORY.resolve("docs"), REPOSITORY.resolve("examples/shop"))) {
            try (Stream<Path> files = Files.list(folder)) {
                files.filter(file -> file.toString().endsWith(".md")).forEach(documents::add);
            }
        }
        assertThat(documents).hasSizeGreaterThan(5);
        return documents;
    }
}
