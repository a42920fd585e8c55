package dev.slipway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.ActivationRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node whose state is damaged, or whose files contradict each other, does not start and says why in plain words. */
class DamagedStateTest {
    @TempDir
    Path folder;

    @Test
    void aManifestThatIsDamagedOrMissingEndsTheStart() throws Exception {
        String release = liveRelease();
        Path manifest = manifest();
        byte[] whole = Files.readAllBytes(manifest);

        Files.writeString(manifest, "slipway manifest 1\n");
        expectRefused("the manifest of release " + release + " is damaged on disk");
        Files.delete(manifest);
        expectRefused("the manifest of release " + release + " is missing");

        Files.write(manifest, whole);
        try (RunningNode node = RunningNode.start(folder);
                Visitor visitor = new Visitor(node)) {
            SampleRelease.numbered(1).expectLive(visitor);
        }
    }

    @Test
    void aConfigurationThatCannotBeParsedEndsTheStart() throws Exception {
        String release = liveRelease();
        sql("update release set configuration = 'not = [a configuration'");
        expectRefused("the configuration of release " + release);
    }

    @Test
    void anActivationOfAReleaseThatIsNotHeldEndsTheStart() throws Exception {
        String release = liveRelease();
        sql("update release set state = 'gone'");
        expectRefused("release " + release + " of faults is live but not held");
    }

    @Test
    void aTableThatIsMissingEndsTheStart() throws Exception {
        liveRelease();
        sql("drop table encoded");
        expectRefused("no such table: encoded");
    }

    @Test
    void twoFilesOfOneSiteAreRefusedByName() throws Exception {
        Files.writeString(folder.resolve("slipway.toml"), RunningNode.configuration(RunningNode.HOST));
        Files.writeString(folder.resolve("again.toml"), RunningNode.configuration("again.localhost"));

        Shell.Result refused = RunningNode.shell(folder).run(Shell.slipway("serve", "slipway.toml", "again.toml"));

        assertThat(refused.code()).as(refused.err()).isEqualTo(3);
        assertThat(refused.err())
                .contains(folder.resolve("slipway.toml").toString())
                .contains(folder.resolve("again.toml").toString())
                .contains("name the site \"faults\"", "Expected: one file for each site", "Nothing was changed")
                .doesNotContain("\tat ");
        assertThat(folder.resolve("state")).doesNotExist();
    }

    private String liveRelease() throws Exception {
        try (RunningNode node = RunningNode.start(folder)) {
            String release = SampleRelease.numbered(1).deploy(node.client()).name();
            node.client().activate(RunningNode.SITE, "production", new ActivationRequest(release, null, null, null));
            node.terminate();
            assertThat(node.awaitEnd()).as(node.errors()).isZero();
            return release;
        }
    }

    private void expectRefused(String reason) throws IOException, InterruptedException {
        Shell.Result refused = RunningNode.shell(folder).run(Shell.slipway("serve"));
        assertThat(refused.code()).as(refused.err()).isEqualTo(3);
        assertThat(refused.err())
                .contains("slipway: the node could not start: the state folder " + folder.resolve("state"))
                .contains("is damaged: ", reason)
                .contains("Expected: ", "starting again is safe", "[node] state")
                .doesNotContain("\tat ", "Exception");
        assertThat(refused.out()).doesNotContain("traffic on");
    }

    private Path manifest() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("state/blobs"))) {
            return files.filter(Files::isRegularFile)
                    .filter(DamagedStateTest::isManifest)
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static boolean isManifest(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1).startsWith("slipway manifest 1\n");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void sql(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("state/slipway.db"));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
