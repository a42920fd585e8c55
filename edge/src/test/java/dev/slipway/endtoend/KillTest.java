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
    private static final int START_KILLS = 12;
    private static final int FIRST_STARTS = 8;
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

    @Test
    void aNodeKilledWhileItStartsServesWhatWasAcknowledged() throws Exception {
        prepareAndKill();
        long launched = System.nanoTime();
        long readyMillis;
        try (RunningNode node = RunningNode.start(folder)) {
            readyMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - launched);
            ledger.compare(node);
            node.kill();
        }
        for (int i = 1; i <= START_KILLS; i++) {
            killAfter(folder, readyMillis * i / START_KILLS);
        }
        try (RunningNode node = RunningNode.start(folder)) {
            ledger.compare(node);
            SampleRelease next = SampleRelease.numbered(++changes);
            Release release = next.deploy(node.client());
            node.client()
                    .activate(RunningNode.SITE, "production", new ActivationRequest(release.name(), null, null, null));
            try (Visitor visitor = new Visitor(node)) {
                next.expectLive(visitor);
            }
        }
    }

    @Test
    void aNodeKilledDuringItsFirstStartStartsAfterwards() throws Exception {
        long readyMillis;
        Path measured = Files.createDirectories(folder.resolve("measured"));
        long launched = System.nanoTime();
        try (RunningNode node = RunningNode.start(measured)) {
            readyMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - launched);
            assertThat(node.isAlive()).isTrue();
        }
        for (int i = FIRST_STARTS / 2; i < FIRST_STARTS; i++) {
            // The first half of a start is the JVM's own; the state folder is made in the second.
            Path fresh = Files.createDirectories(folder.resolve("fresh-" + i));
            killAfter(fresh, readyMillis * i / FIRST_STARTS);
            try (RunningNode node = RunningNode.start(fresh);
                    Visitor visitor = new Visitor(node)) {
                SampleRelease first = SampleRelease.numbered(i);
                String release = first.deploy(node.client()).name();
                node.client()
                        .activate(RunningNode.SITE, "production", new ActivationRequest(release, null, null, null));
                first.expectLive(visitor);
            }
        }
    }

    /** Leaves releases, activations, a rollback, a configuration, and a deploy that was just being published. */
    private void prepareAndKill() throws Exception {
        Files.writeString(
                folder.resolve("slipway.toml"), RunningNode.configuration(RunningNode.HOST, Ledger.FIRST_HOST));
        try (RunningNode node = RunningNode.start(folder)) {
            ControlClient client = node.client();
            for (int i = 0; i < 3; i++) {
                SampleRelease sample = SampleRelease.numbered(++changes);
                String release = sample.deploy(client).name();
                ledger.published(release, sample);
                ledger.activated(client.activate(
                        RunningNode.SITE, "production", new ActivationRequest(release, null, null, null)));
            }
            rollback(client);
            String host = "faults" + ++changes + ".localhost";
            client.configure(
                    RunningNode.SITE,
                    new ConfigurationRequest(RunningNode.configuration(RunningNode.HOST, host), folder.toString()));
            ledger.configured(host);
            SampleRelease underWay = SampleRelease.numbered(++changes);
            ledger.asked(new Ledger.Change.Deploy(underWay));
            Release announced = client.announce(RunningNode.SITE, underWay.draft());
            client.sendContents(RunningNode.SITE, underWay.contents(announced.missing()));
            client.publish(RunningNode.SITE, announced.name());
            node.kill();
        }
    }

    private static void killAfter(Path folder, long millis) throws Exception {
        Process starting = RunningNode.launch(folder, command -> command);
        try {
            assertThat(starting.waitFor(millis, TimeUnit.MILLISECONDS))
                    .as(() -> errors(folder))
                    .isFalse();
        } finally {
            starting.destroyForcibly().waitFor();
        }
    }

    private static String errors(Path folder) {
        try {
            return "ended by itself: " + Files.readString(folder.resolve("serve.err"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
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
