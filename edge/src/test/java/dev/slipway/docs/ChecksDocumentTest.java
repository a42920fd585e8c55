package dev.slipway.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.check.inspect.Inspection;
import dev.slipway.check.sessions.SessionsCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The guide of the checks has every rule, as it is; with {@code -Dslipway.golden=write} it is given them. */
class ChecksDocumentTest {
    private static final Path GUIDE = Path.of(System.getProperty("slipway.repository", ".."), "docs/checks.md");
    private static final String BEGIN = "<!-- rules: written by a test -->\n";
    private static final String END = "<!-- end of rules -->";

    @Test
    void hasEveryRuleOfInspect() throws IOException {
        String table = Inspection.rules().stream()
                .map(rule -> "| `%s` | %s | %s | %s |\n"
                        .formatted(rule.id(), rule.severity().word(), rule.expected(), rule.reference()))
                .collect(Collectors.joining("", "| rule | severity | expected | reference |\n|---|---|---|---|\n", ""));
        String guide = Files.readString(GUIDE);
        int begin = guide.indexOf(BEGIN) + BEGIN.length();
        int end = guide.indexOf(END);
        assertThat(end).isGreaterThanOrEqualTo(begin);
        if ("write".equals(System.getProperty("slipway.golden"))) {
            Files.writeString(GUIDE, guide.substring(0, begin) + table + guide.substring(end));
        }

        assertThat(Files.readString(GUIDE)).contains(BEGIN + table + END);
    }

    @Test
    void namesEveryRuleOfSessions() throws IOException {
        String guide = Files.readString(GUIDE);

        assertThat(SessionsCheck.rules()).allSatisfy(rule -> assertThat(guide).contains('`' + rule + '`'));
    }

    @Test
    void countsAsTheTestsDo() throws IOException {
        assertThat(Files.readString(GUIDE)).contains(" of " + Inspection.rules().size() + " rules find theirs");
    }
}
