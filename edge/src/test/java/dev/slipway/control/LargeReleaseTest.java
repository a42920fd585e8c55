package dev.slipway.control;

import static dev.slipway.control.RunningNode.as;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.Activation;
import dev.slipway.api.Release;
import dev.slipway.api.ReleaseDraft;
import dev.slipway.control.RunningNode.File;
import dev.slipway.release.FileEntry;
import dev.slipway.release.HeldReleases;
import dev.slipway.release.ReleaseFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hundred thousand files: moving the pointer costs what it costs with one. */
final class LargeReleaseTest {
    private static final int FILES = 100_000;

    /** Ten times the goal: this machine may be doing something else. Benchmarks measure the goal itself. */
    private static final Duration AT_MOST = Duration.ofMillis(500);

    private static final File CONTENT = new File("/static/a.txt", "the same everywhere");
    private static final File OTHER = new File("/static/b.txt", "another");

    @TempDir
    Path folder;

    @Test
    void rollsBackAtOnce() throws IOException {
        RunningNode node = RunningNode.start(folder);
        String first = deploy(node, CONTENT);
        String second = deploy(node, OTHER);
        assertThat(sharedEntries(node)).isEqualTo(FILES - 1);
        node.activate("staging", first);
        node.activate("staging", second);

        long began = System.nanoTime();
        Activation back = as(node.rollback("staging"), Activation.class);
        Duration took = Duration.ofNanos(System.nanoTime() - began);

        assertThat(back.release()).isEqualTo(first);
        assertThat(node.live("staging")).isEqualTo(first);
        assertThat(took).isLessThan(AT_MOST);
        node = node.restart(folder);
        assertThat(node.live("staging")).isEqualTo(first);
        assertThat(sharedEntries(node)).isEqualTo(FILES - 1);
        node.close();
    }

    private static String deploy(RunningNode node, File last) {
        List<ReleaseDraft.File> files = new ArrayList<>(FILES);
        for (int i = 1; i < FILES; i++) {
            files.add(new File("/static/folder/file-" + i + ".txt", CONTENT.content()).announced());
        }
        files.add(new File("/static/last.txt", last.content()).announced());
        ReleaseDraft draft =
                new ReleaseDraft(RunningNode.TOML, files, RunningNode.draft().origin(), List.of());
        Release release = as(node.post("/v1/sites/shop/releases", draft), Release.class);
        RunningNode.check(
                node.send("POST", "/v1/sites/shop/contents", RunningNode.frames(CONTENT, last), node.admin), 200);
        node.publish(release.name());
        return release.name();
    }

    private static long sharedEntries(RunningNode node) {
        HeldReleases held = node.plane.sites().iterator().next().held().get();
        ReleaseFiles newer = held.newestFirst().getFirst();
        ReleaseFiles older = held.newestFirst().getLast();
        return newer.byPath().values().stream()
                .filter(entry -> isSame(entry, older.find(entry.path())))
                .count();
    }

    @SuppressWarnings("ReferenceEquality") // shared is the point
    private static boolean isSame(FileEntry entry, @Nullable FileEntry other) {
        return entry == other;
    }
}
