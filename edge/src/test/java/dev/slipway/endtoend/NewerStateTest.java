package dev.slipway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.blob.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A state folder that a later version wrote is left alone. */
class NewerStateTest {
    @TempDir
    Path folder;

    @Test
    void aNewerStateIsRefusedAndUntouched() throws Exception {
        try (RunningNode node = RunningNode.start(folder)) {
            node.terminate();
            assertThat(node.awaitEnd()).as(node.errors()).isZero();
        }
        Path database = folder.resolve("state/slipway.db");
        pretendNewer(database);
        Digest before = Digest.of(Files.readAllBytes(database));

        Shell.Result refused = RunningNode.shell(folder).run(Shell.slipway("serve"));

        assertThat(refused.code()).as(refused.err()).isEqualTo(3);
        assertThat(refused.err())
                .contains("has format 99", "reads up to", "Nothing was changed", "Start the newer Slipway again");
        assertThat(refused.out()).doesNotContain("traffic on");
        assertThat(Digest.of(Files.readAllBytes(database))).isEqualTo(before);
    }

    private static void pretendNewer(Path database) throws SQLException, IOException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            statement.execute("pragma user_version = 99");
            statement.execute("pragma application_id = 99");
        }
        assertThat(Files.exists(database.resolveSibling("slipway.db-wal")))
                .as("all of it is in the file")
                .isFalse();
    }
}
