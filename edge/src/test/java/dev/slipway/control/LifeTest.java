package dev.slipway.control;

import static dev.slipway.control.RunningNode.as;
import static dev.slipway.control.RunningNode.draft;
import static dev.slipway.control.RunningNode.frames;
import static dev.slipway.control.RunningNode.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.Activation;
import dev.slipway.api.Release;
import dev.slipway.api.ReleaseDiff;
import dev.slipway.control.RunningNode.File;
import dev.slipway.release.FileEntry;
import dev.slipway.release.HeldReleases;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The life of releases over the control API, with restarts in between. */
final class LifeTest {
    private static final File CSS = new File("/static/site.h4sh.css", "body { color: red } ".repeat(100));
    private static final File ROBOTS = new File("/static/robots.txt", "User-agent: *");
    private static final File ROBOTS_2 = new File("/static/robots.txt", "User-agent: none");

    @TempDir
    Path folder;

    @Test
    void fromDraftToLiveAndAcrossARestart() throws IOException {
        String release;
        try (RunningNode node = RunningNode.start(folder)) {
            Release announced = as(node.post("/v1/sites/shop/releases", draft(CSS, ROBOTS)), Release.class);
            assertThat(announced.state()).isEqualTo("receiving");
            assertThat(announced.missing())
                    .containsExactlyInAnyOrder(
                            CSS.digest().hex(), ROBOTS.digest().hex());
            HttpResponse<String> stored = node.send("POST", "/v1/sites/shop/contents", frames(CSS, ROBOTS), node.admin);
            assertThat(stored.body()).isEqualTo("{\"stored\":2}");
            release = announced.name();
            node.publish(release);
            assertThat(node.live("staging")).isEqualTo("none");
            Activation activation = node.activate("staging", release);
            assertThat(activation.number()).isEqualTo(1);
            assertThat(node.live("staging")).isEqualTo(release);
        }
        try (RunningNode node = RunningNode.start(folder)) {
            assertThat(node.live("staging")).isEqualTo(release);
            HeldReleases held = node.plane.sites().iterator().next().held().get();
            FileEntry css = Objects.requireNonNull(held.findFingerprinted(CSS.path()));
            assertThat(css.encoded()).extracting(FileEntry.Encoded::coding).contains("br", "zstd", "gzip");
            assertThat(node.plane.path(css.content())).hasContent(CSS.content());
            assertThat(node.release(release).liveIn()).containsExactly("staging");
        }
    }

    @Test
    void continuesAfterACut() throws IOException {
        RunningNode node = RunningNode.start(folder);
        Release first = as(node.post("/v1/sites/shop/releases", draft(CSS, ROBOTS)), Release.class);
        RunningNode.check(node.send("POST", "/v1/sites/shop/contents", frames(CSS), node.admin), 200);
        node = node.restart(folder);
        Release again = as(node.post("/v1/sites/shop/releases", draft(CSS, ROBOTS)), Release.class);
        assertThat(again.name()).isEqualTo(first.name());
        assertThat(again.missing()).containsExactly(ROBOTS.digest().hex());
        assertThat(problem(node.post("/v1/sites/shop/releases/" + again.name() + "/publish", null))
                        .code())
                .isEqualTo("contents-missing");
        RunningNode.check(node.send("POST", "/v1/sites/shop/contents", frames(ROBOTS), node.admin), 200);
        node.publish(again.name());
        node.close();
    }

    @Test
    void sameFilesAgainAreAnotherReleaseAndTravelNoMore() throws IOException {
        try (RunningNode node = RunningNode.start(folder)) {
            String first = node.deploy(CSS, ROBOTS);
            Release second = as(node.post("/v1/sites/shop/releases", draft(CSS, ROBOTS)), Release.class);
            assertThat(second.missing()).isEmpty();
            assertThat(second.name()).isNotEqualTo(first);
            node.publish(second.name());
        }
    }

    @Test
    void rollsBackAsFarAsTheLogReaches() throws IOException {
        RunningNode node = RunningNode.start(folder);
        String a = node.deploy(new File("/static/a.txt", "a"));
        String b = node.deploy(new File("/static/a.txt", "b"));
        String c = node.deploy(new File("/static/a.txt", "c"));
        node.activate("staging", a);
        node.activate("staging", b);
        node.activate("staging", c);

        assertThat(as(node.rollback("staging"), Activation.class).release()).isEqualTo(b);
        node = node.restart(folder);
        Activation back = as(node.rollback("staging"), Activation.class);
        assertThat(back.release()).isEqualTo(a);
        assertThat(back.rolledBack()).isEqualTo(2);
        assertThat(problem(node.rollback("staging")).code()).isEqualTo("nothing-to-roll-back");
        assertThat(node.live("staging")).isEqualTo(a);
        String d = node.deploy(new File("/static/a.txt", "d"));
        node.activate("staging", d);
        assertThat(as(node.rollback("staging"), Activation.class).release()).isEqualTo(a);
        node = node.restart(folder);
        assertThat(node.live("staging")).isEqualTo(a);
        node.close();
    }

    @Test
    void refusesAStaleActivation() throws IOException {
        try (RunningNode node = RunningNode.start(folder)) {
            String a = node.deploy(ROBOTS);
            String b = node.deploy(ROBOTS_2);
            node.activate("staging", a);
            String path = "/v1/sites/shop/environments/staging/activations";
            assertThat(problem(node.post(path, Map.of("release", b, "replaces", 0)))
                            .code())
                    .isEqualTo("stale-activation");
            assertThat(node.live("staging")).isEqualTo(a);
            Activation second = as(node.post(path, Map.of("release", b, "replaces", 1)), Activation.class);
            assertThat(second.replaces()).isEqualTo(1);
            ReleaseDiff diff = as(node.get("/v1/sites/shop/diff?from=" + a + "&to=" + b), ReleaseDiff.class);
            assertThat(diff.changed()).containsExactly(new ReleaseDiff.Change(ROBOTS.path(), 13, 16));
        }
    }

    @Test
    void protectedEnvironmentsTakeAnAdminsReason() throws IOException {
        try (RunningNode node = RunningNode.start(folder)) {
            String a = node.deploy(ROBOTS);
            String path = "/v1/sites/shop/environments/production/activations";
            assertThat(problem(node.post(path, Map.of("release", a))).code()).isEqualTo("protected-environment");
            assertThat(problem(node.post(path, Map.of("release", a, "reason", " ")))
                            .code())
                    .isEqualTo("protected-environment");
            Activation activation = as(node.post(path, Map.of("release", a, "reason", "fire")), Activation.class);
            assertThat(activation.reason()).isEqualTo("fire");
            assertThat(node.get("/v1/audit").body()).contains("fire", "protected-environment");
        }
    }
}
