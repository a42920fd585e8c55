package dev.slipway.ship;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.ReleaseDraft;
import dev.slipway.site.ParsedSite;
import dev.slipway.site.Site;
import dev.slipway.site.SiteParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same plan has the same hash wherever it is made; another one has not. */
class PlanTest {
    private static final String TOML = """
            site = "shop"
            [deploy]
            assets = "dist"
            command = ["./deploy.sh", "up"]
            [environment.staging]
            hosts = ["staging.shop.localhost"]
            app = ["http://127.0.0.1:8001"]
            variables = { DATABASE = "a" }
            [environment.production]
            hosts = ["shop.localhost"]
            app = ["http://127.0.0.1:8002"]
            protected = true
            variables = { DATABASE = "b" }
            """;
    private static final ReleaseDraft.File ONE = new ReleaseDraft.File("/static/a", "a".repeat(64), 1, false);
    private static final ReleaseDraft.File OTHER = new ReleaseDraft.File("/static/b", "b".repeat(64), 1, true);

    @TempDir
    Path folder;

    private String hash(String toml, String environment, List<ReleaseDraft.File> files, @Nullable String tree)
            throws IOException {
        Site site = switch (SiteParser.parse(toml, "slipway.toml")) {
            case ParsedSite.Valid valid -> valid.site();
            case ParsedSite.Invalid invalid -> throw new AssertionError(invalid.complaints());
        };
        return Plan.of(
                        folder,
                        toml,
                        false,
                        files,
                        tree,
                        site.rules().deploy(),
                        java.util.Objects.requireNonNull(site.environments().get(environment)),
                        null)
                .hash();
    }

    @Test
    void isTheSameInEveryEnvironmentAndOrder() throws IOException {
        Files.writeString(folder.resolve("deploy.sh"), "echo up");
        String staging = hash(TOML, "staging", List.of(ONE, OTHER), "t");

        assertThat(hash(TOML, "production", List.of(OTHER, ONE), "t")).isEqualTo(staging);
        assertThat(hash(TOML.replace("8001", "9001"), "staging", List.of(ONE, OTHER), "t"))
                .isEqualTo(staging);
        assertThat(hash(TOML.replace("\"a\"", "\"c\""), "staging", List.of(ONE, OTHER), "t"))
                .isEqualTo(staging);
    }

    @Test
    void changesWithEverythingThatCounts() throws IOException {
        Path script = folder.resolve("deploy.sh");
        Files.writeString(script, "echo up");
        List<ReleaseDraft.File> files = List.of(ONE, OTHER);
        String before = hash(TOML, "staging", files, "t");

        assertThat(hash(TOML, "staging", List.of(ONE), "t")).isNotEqualTo(before);
        assertThat(hash(TOML, "staging", files, "u")).isNotEqualTo(before);
        assertThat(hash(TOML.replace("\"up\"", "\"upward\""), "staging", files, "t"))
                .isNotEqualTo(before);
        assertThat(hash(TOML.replace("DATABASE = \"a\"", "DB = \"a\""), "staging", files, "t"))
                .isNotEqualTo(before);
        assertThat(hash(TOML + "[check]\ncrawl = 3\n", "staging", files, "t")).isNotEqualTo(before);
        // A command that changes its mind between rehearsal and shipping is another command.
        Files.writeString(script, "echo up; echo and more");
        assertThat(hash(TOML, "staging", files, "t")).isNotEqualTo(before);
    }
}
