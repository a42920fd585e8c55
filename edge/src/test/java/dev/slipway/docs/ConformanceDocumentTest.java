package dev.slipway.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the map of clauses to tests says is there. */
class ConformanceDocumentTest {
    private static final Path REPOSITORY = Path.of(System.getProperty("slipway.repository", ".."))
            .toAbsolutePath()
            .normalize();

    /** {@code `ClassTest`} or {@code `ClassTest.method`}. */
    private static final Pattern NAMED = Pattern.compile("`([A-Z][A-Za-z0-9_]*Test)(?:\\.([A-Za-z0-9]+))?`");

    private static final Pattern ROW = Pattern.compile("(?m)^\\|([^|]*)\\|(.*)\\|([^|]*)\\|$");

    @Test
    void everyTestThatItNamesIsOne() throws IOException {
        Map<String, String> sources = sources();
        List<MatchResult> named = NAMED.matcher(document()).results().toList();
        assertThat(named).hasSizeGreaterThan(150);
        for (MatchResult name : named) {
            assertThat(sources).as(name.group()).containsKey(name.group(1));
            if (name.group(2) != null) {
                assertThat(isTest(sources.get(name.group(1)), name.group(2)))
                        .as(name.group())
                        .isTrue();
            }
        }
    }

    /** The method, and an annotation that makes it a test between it and what stands before it. */
    private static boolean isTest(String source, String method) {
        int at = source.indexOf("    void " + method + "(");
        if (at < 0) {
            return false;
        }
        String before = source.substring(0, at);
        String between = before.substring(Math.max(0, before.lastIndexOf("\n\n")));
        return between.contains("@Test\n") || between.contains("@ParameterizedTest");
    }

    @Test
    void everyClassOfTheLawIsNamed() throws IOException {
        Set<String> classes = new TreeSet<>();
        try (Stream<Path> files = Files.list(REPOSITORY.resolve("edge/src/test/java/dev/slipway/law"))) {
            files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith("Test.java"))
                    .forEach(file -> classes.add(file.substring(0, file.length() - ".java".length())));
        }
        assertThat(classes).hasSizeGreaterThan(30);
        Set<String> named =
                NAMED.matcher(document()).results().map(match -> match.group(1)).collect(Collectors.toSet());
        assertThat(named).containsAll(classes);
        assertThat(named)
                .containsAll(sources().keySet().stream()
                        .filter(name -> name.startsWith("Rfc9112"))
                        .toList());
    }

    @Test
    void aClauseWithoutATestSaysWhy() throws IOException {
        List<String> bare = ROW.matcher(document())
                .results()
                .filter(row -> row.group(3).isBlank())
                .map(row -> row.group(1).strip())
                .toList();
        assertThat(bare)
                .as("clauses that cannot be tested, each with its reason")
                .hasSizeLessThanOrEqualTo(4);
    }

    private static String document() throws IOException {
        return Files.readString(REPOSITORY.resolve("docs/conformance.md"));
    }

    private static Map<String, String> sources() throws IOException {
        Map<String, String> sources = new HashMap<>();
        try (Stream<Path> files = Files.walk(REPOSITORY.resolve("edge/src/test/java"))) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith("Test.java")).toList()) {
                String name = file.getFileName().toString();
                sources.merge(
                        name.substring(0, name.length() - ".java".length()), Files.readString(file), String::concat);
            }
        }
        return sources;
    }
}
