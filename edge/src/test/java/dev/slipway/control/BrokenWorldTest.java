package dev.slipway.control;

import static dev.slipway.control.RunningNode.as;
import static dev.slipway.control.RunningNode.draft;
import static dev.slipway.control.RunningNode.frames;
import static dev.slipway.control.RunningNode.problem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.api.Problem;
import dev.slipway.api.Release;
import dev.slipway.control.RunningNode.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the disk, another process or another version can do to the state folder. */
final class BrokenWorldTest {
    private static final File A = new File("/static/a.txt", "aaaa");

    @TempDir
    Path folder;

    @Test
    void aSecondNodeIsRefused() throws IOException {
        try (StateFolder first = StateFolder.take(folder)) {
            assertThat(first.database()).isEqualTo(folder.resolve("slipway.db"));
            assertThatThrownBy(() -> StateFolder.take(folder))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(folder.toString())
                    .hasMessageContaining("another Slipway node");
        }
        StateFolder.take(folder).close();
    }

    @Test
    void aNewerFormatIsRefusedUnlessItSaysThatThisOneCanReadIt() throws Exception {
        RunningNode.start(folder).close();
        sql("pragma user_version = " + (Database.FORMAT + 1));
        RunningNode.start(folder).close();
        sql("pragma application_id = " + (Database.FORMAT + 1));
        assertThatThrownBy(() -> Database.open(folder.resolve("slipway.db")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("format " + (Database.FORMAT + 1))
                .hasMessageContaining("Nothing was changed");
    }

    @Test
    void aFileThatIsNoDatabaseIsRefused() throws IOException {
        Files.writeString(folder.resolve("slipway.db"), "not a database, but long enough to look at".repeat(20));
        assertThatThrownBy(() -> Database.open(folder.resolve("slipway.db")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot be opened");
    }

    @Test
    void aLockedDatabaseChangesNothing() throws Exception {
        try (RunningNode node = RunningNode.start(folder)) {
            String release = node.deploy(A);
            try (Connection other = connect();
                    Statement statement = other.createStatement()) {
                statement.execute("begin immediate");
                Problem problem = problem(node.post(
                        "/v1/sites/shop/environments/staging/activations", java.util.Map.of("release", release)));
                assertThat(problem.code()).isEqualTo("database-busy");
                assertThat(problem.status()).isEqualTo(503);
                assertThat(problem.retry()).isEqualTo("safe");
                assertThat(node.live("staging")).isEqualTo("none");
                statement.execute("rollback");
            }
            assertThat(node.activate("staging", release).number()).isEqualTo(1);
        }
    }

    @Test
    void aFolderThatCannotBeWrittenChangesNothing() throws IOException {
        try (RunningNode node = RunningNode.start(folder)) {
            as(node.post("/v1/sites/shop/releases", draft(A)), Release.class);
            // Permissions do not stop root, who may run these tests; a missing folder stops everybody.
            Path incoming = node.state.blobs().resolve("incoming");
            Files.delete(incoming);
            Problem problem = problem(node.send("POST", "/v1/sites/shop/contents", frames(A), node.admin));
            assertThat(problem.code()).isEqualTo("disk-failed");
            assertThat(problem.retry()).isEqualTo("safe");
            Files.createDirectory(incoming);
            RunningNode.check(node.send("POST", "/v1/sites/shop/contents", frames(A), node.admin), 200);
            node.publish("2026-11-22.1");
        }
    }

    @Test
    void aTornContentIsNotBelieved() throws IOException {
        RunningNode node = RunningNode.start(folder);
        as(node.post("/v1/sites/shop/releases", draft(A)), Release.class);
        RunningNode.check(node.send("POST", "/v1/sites/shop/contents", frames(A), node.admin), 200);
        Files.writeString(node.plane.path(A.digest()), "");
        node = node.restart(folder);

        Release again = as(node.post("/v1/sites/shop/releases", draft(A)), Release.class);
        assertThat(again.missing()).containsExactly(A.digest().hex());
        node.close();
    }

    @Test
    void aContentThatSomebodyRemovedIsAskedForAgain() throws IOException {
        try (RunningNode node = RunningNode.start(folder)) {
            node.deploy(A);
            Files.delete(node.plane.path(A.digest()));

            String second = node.deploy(A);
            assertThat(node.plane.path(A.digest())).hasContent(A.content());
            assertThat(node.release(second).state()).isEqualTo("published");
        }
    }

    @Test
    void aPublicationThatFailsSaysWhyAndCanBeRepeated() throws IOException {
        try (RunningNode node = RunningNode.start(folder)) {
            File page = new File("/static/page.html", "<p>text</p>".repeat(100));
            Release announced = as(node.post("/v1/sites/shop/releases", draft(page)), Release.class);
            RunningNode.check(node.send("POST", "/v1/sites/shop/contents", frames(page), node.admin), 200);
            Path incoming = node.state.blobs().resolve("incoming");
            Files.delete(incoming);
            RunningNode.check(node.post("/v1/sites/shop/releases/" + announced.name() + "/publish", null), 202);
            RunningNode.until(() -> node.release(announced.name()).state().equals("failed"));
            assertThat(node.release(announced.name()).problem()).contains("incoming");
            assertThat(problem(node.post("/v1/sites/shop/releases/" + announced.name() + "/publish", null))
                            .code())
                    .isEqualTo("not-announced");

            Files.createDirectory(incoming);
            assertThat(node.deploy(page)).isEqualTo(announced.name());
        }
    }

    private void sql(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("slipway.db"));
    }
}
