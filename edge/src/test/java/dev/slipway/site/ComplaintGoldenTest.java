package dev.slipway.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The words of complaints, which people and scripts read: {@code many.toml} is answered by {@code many.txt}. */
class ComplaintGoldenTest {
    @ParameterizedTest
    @ValueSource(strings = {"many", "syntax"})
    void saysEverythingAtOnce(String name) throws IOException {
        ParsedSite parsed = SiteParser.parse(SiteParserTest.resource(name + ".toml"), "slipway.toml");
        assertThat(String.join("\n", BadInputTest.complaints(parsed)) + "\n")
                .isEqualTo(SiteParserTest.resource(name + ".txt"));
    }
}
