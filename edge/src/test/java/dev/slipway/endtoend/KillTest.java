package dev.slipway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.ActivationRequest;
import dev.slipway.api.ConfigurationRequest;
import dev.slipway.api.ControlClient;
import dev.slipway.api.ControlException;
import dev.slipway.api.Release;
import dev.slipway.api.UnreachableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node acknowledged survives its sudden death, at whatever moment that comes. */
class KillTest {
    private static final int KILLS = 22;
    private static final int LONGEST_LIFE_MILLIS = 450;

    @TempDir
    Path folder;

    private final Ledger ledger = new Ledger();
    private int changes;

    @Test
    void whatWasAcknowledgedSurvivesKills() throws Exception {
        long seed = Long.getLong("slipway.seed", System.nanoTime());
        Random random = new Random(seed);
        Files.writeString(
                folder.resolve("slipway.toml"), RunningNode.configuration(RunningNode.HOST, Ledger.FIRST_HOST));
        int interrupted = 0;
        for (int round = 1; round <= KILLS; round++) {
            try (RunningNode node = RunningNode.start(folder)) {
                ledger.compare(node);
                SampleRelease again = ledger.interrupted();
                ledger.refused();
                if (again != null) {
                    interrupted++;
                    ledger.published(again.deploy(node.client()).name(), again);
                }
                changeUntilKilled(node, random);
            } catch (AssertionError | Exception e) {
                throw new AssertionError(
                        "round " + round + ", repeat with -Dslipway.seed=" + seed + ": " + e.getMessage(), e);
            }
        }
        assertThat(interrupted).as("deploys that a kill interrupted").isPositive();
        assertThat(ledger.changes()).isGreaterThan(KILLS);
        everyReleaseAnswersOnceLive();
    }

    private void everyReleaseAnswersOnceLive() throws IOException, InterruptedException {
        try (RunningNode node = RunningNode.start(folder)) {
            ledger.compare(node);
            for (String release : ledger.releases()) {
                node.client()
                        .activate(RunningNode.SITE, "production", new ActivationRequest(release, null, null, null));
                try (Visitor visitor = new Visitor(node)) {
                    ledger.sample(release).expectLive(visitor);
                }
            }
            node.terminate();
            assertThat(node.awaitEnd()).isZero();
        }
    }

    /** Changes this and that in another thread, and kills the node in the middle of it. */
    private void changeUntilKilled(RunningNode node, Random random) throws Exception {
        long changing = random.nextLong();
        int life = random.nextInt(LONGEST_LIFE_MILLIS);
        try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
            Future<?> changer = thread.submit(() -> {
                change(node.client(), new Random(changing));
                return null;
            });
            try {
                changer.get(life, TimeUnit.MILLISECONDS);
            } catch (TimeoutException stillAtWork) {
                assertThat(node.isAlive()).as(node.errors()).isTrue();
            }
            node.kill();
            changer.get(30, TimeUnit.SECONDS);
        }
    }

    private void change(ControlClient client, Random random) throws InterruptedException {
        try {
            while (true) {
                changeOnce(client, random);
            }
        } catch (UnreachableException killed) {
            assertThat(killed).hasMessageContaining(client.url());
        }
    }

    private void changeOnce(ControlClient client, Random random) throws InterruptedException {
        List<String> releases = ledger.releases();
        int choice = releases.isEmpty() ? 0 : random.nextInt(10);
        if (choice < 4) {
            SampleRelease sample = SampleRelease.numbered(++changes);
            ledger.asked(new Ledger.Change.Deploy(sample));
            Release release = sample.deploy(client);
            ledger.published(release.name(), sample);
        } else if (choice < 7) {
            String release = releases.get(random.nextInt(releases.size()));
            ledger.asked(new Ledger.Change.Activate(release));
            ledger.activated(client.activate(
                    RunningNode.SITE, "production", new ActivationRequest(release, null, "test", null)));
        } else if (choice < 9) {
            rollback(client);
        } else {
            String host = "faults" + ++changes + ".localhost";
            ledger.asked(new Ledger.Change.Configure(host));
            client.configure(
                    RunningNode.SITE,
                    new ConfigurationRequest(RunningNode.configuration(RunningNode.HOST, host), folder.toString()));
            ledger.configured(host);
        }
    }

    private void rollback(ControlClient client) {
        ledger.asked(new Ledger.Change.Activate(null));
        try {
            ledger.activated(
                    client.rollback(RunningNode.SITE, "production", new ActivationRequest(null, null, null, null)));
        } catch (ControlException e) {
            assertThat(e.problem().code()).isEqualTo("nothing-to-roll-back");
            ledger.refused();
        }
    }
}
