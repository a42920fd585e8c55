package dev.slipway.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documents say of files and classes is true. */
class DocumentsTest {
    private static final Path REPOSITORY = Path.of(System.getProperty("slipway.repository", ".."))
            .toAbsolutePath()
            .normalize();
    private static final Pattern CLASS = Pattern.compile("`([A-Z][A-Za-z0-9]+)(?:\\.[a-z][A-Za-z]*(?:\\(\\))?)?`");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(?:#[^)]*)?\\)");

    /** What stands in backticks, begins with a capital, and is no class of ours. */
    private static final Set<String> NOT_OURS = Set.of(
            "UnsatisfiedLinkError", "PRAGMA", "Forwarded", "Via", "Location", "Host", "SIGTERM", "XDG_STATE_HOME");

    @Test
    void everyClassNamedInTheWalksExists() throws IOException {
        Set<String> classes = classes();
        for (String document : List.of("ARCHITECTURE.md", "docs/concurrency.md", "docs/decisions.md")) {
            List<String> named = CLASS.matcher(Files.readString(REPOSITORY.resolve(document)))
                    .results()
                    .map(match -> match.group(1))
                    .filter(name -> !NOT_OURS.contains(name))
                    .toList();
            assertThat(named).as(document).isNotEmpty();
            assertThat(classes).as(document).containsAll(named);
        }
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
            assertThat(Files.readString(document)).as(document.toString()).doesNotContain("/root/", "/home/", "/work/");
        }
    }

    private static Set<String> classes() throws IOException {
        try (Stream<Path> files = Files.walk(REPOSITORY.resolve("edge/src"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".java"))
                    .map(name -> name.substring(0, name.length() - ".java".length()))
                    .collect(Collectors.toSet());
        }
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
