package dev.slipway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.api.Activation;
import dev.slipway.api.ActivationRequest;
import dev.slipway.api.ControlClient;
import dev.slipway.api.ControlException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** While another process holds the database nothing can be changed, and visitors notice nothing. */
class LockedDatabaseTest {
    @TempDir
    Path folder;

    @Test
    void aPromotionIsRefusedAndWorksOnceTheDatabaseIsFree() throws Exception {
        try (RunningNode node = RunningNode.start(folder);
                Visitor visitor = new Visitor(node);
                ExecutorService thread = Executors.newSingleThreadExecutor()) {
            ControlClient client = node.client();
            SampleRelease live = SampleRelease.numbered(1);
            Activation first = promote(client, live.deploy(client).name());
            SampleRelease next = SampleRelease.numbered(2);
            String waiting = next.deploy(client).name();

            try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("state/slipway.db"));
                    Statement statement = other.createStatement()) {
                // Retention runs after a deploy and writes as well.
                statement.execute("pragma busy_timeout = 30000");
                statement.execute("begin exclusive");
                Future<ControlException> promotion = thread.submit(
                        () -> catchThrowableOfType(ControlException.class, () -> promote(client, waiting)));
                do {
                    live.expectLive(visitor);
                } while (!promotion.isDone());

                ControlException refused = promotion.get();
                assertThat(refused).as("the database is held").isNotNull();
                assertThat(refused.problem().code()).isEqualTo("database-busy");
                assertThat(refused.problem().status()).isEqualTo(503);
                assertThat(refused.problem().retry()).isEqualTo("safe");
                assertThat(client.activations(RunningNode.SITE, "production")).containsExactly(first);
                live.expectLive(visitor);
                statement.execute("rollback");
            }

            assertThat(promote(client, waiting).number()).isEqualTo(first.number() + 1);
            next.expectLive(visitor);
        }
    }

    private static Activation promote(ControlClient client, String release) {
        return client.activate(RunningNode.SITE, "production", new ActivationRequest(release, null, null, null));
    }
}
