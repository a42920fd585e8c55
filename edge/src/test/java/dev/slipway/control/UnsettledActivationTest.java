package dev.slipway.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.control.RunningNode.File;
import dev.slipway.store.ObjectStore;
import dev.slipway.store.StoreConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An activation whose purge the cache's disk did not take: what is on that disk might come back after a restart. */
final class UnsettledActivationTest {
    private static final File ROBOTS = new File("/static/robots.txt", "User-agent: *");
    private static final File ROBOTS_2 = new File("/static/robots.txt", "User-agent: none");

    @TempDir
    Path folder;

    /** A store on a disk that takes no record and cannot be given up: in place of its mark stands a folder. */
    private ObjectStore unusable() throws IOException {
        Path cache = folder.resolve("cache-of-the-test");
        Files.createDirectories(cache.resolve("mark/occupied"));
        return ObjectStore.open(StoreConfig.inMemory(1 << 20, Runnable::run, RunningNode.clock()::get)
                .onDisk(cache, 1 << 20, "this boot"));
    }

    private Path state() throws IOException {
        return Files.createDirectories(folder.resolve("state"));
    }

    @Test
    void theNextStartTakesEverythingForChanged() throws IOException {
        try (ObjectStore store = unusable();
                RunningNode node = new RunningNode(state(), RunningNode.clock(), store, RunningNode.TOML)) {
            node.activate("staging", node.deploy(ROBOTS));
            node.activate("staging", node.deploy(ROBOTS_2));
        }
        try (RunningNode node = new RunningNode(state(), RunningNode.clock(), RunningNode.TOML)) {
            assertThat(node.store.stats().purges())
                    .as("everything was purged at the start")
                    .isEqualTo(1);
        }
        try (RunningNode node = new RunningNode(state(), RunningNode.clock(), RunningNode.TOML)) {
            assertThat(node.store.stats().purges())
                    .as("that was recorded, and is not done again")
                    .isZero();
        }
    }

    @Test
    void whereTheDiskStillTakesNothingItIsDoneAgain() throws IOException {
        try (ObjectStore store = unusable();
                RunningNode node = new RunningNode(state(), RunningNode.clock(), store, RunningNode.TOML)) {
            node.activate("staging", node.deploy(ROBOTS));
            node.activate("staging", node.deploy(ROBOTS_2));
        }
        for (int start = 0; start < 2; start++) {
            try (ObjectStore store = unusable();
                    RunningNode node = new RunningNode(state(), RunningNode.clock(), store, RunningNode.TOML)) {
                assertThat(node.store.stats().purges()).isEqualTo(1);
            }
        }
    }
}
