package dev.slipway.control;

import static dev.slipway.control.RunningNode.as;
import static dev.slipway.control.RunningNode.draft;
import static dev.slipway.control.RunningNode.problem;
import static dev.slipway.control.RunningNode.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.Activation;
import dev.slipway.api.Release;
import dev.slipway.control.RunningNode.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two releases or a day: what neither holds goes, with the contents that nothing else names. */
final class RetentionTest {
    private static final File COMMON = new File("/static/common.txt", "common ".repeat(200));
    private static final String BLOG =
            RunningNode.TOML.replace("site = \"shop\"", "site = \"blog\"").replace("shop.localhost", "blog.localhost");

    @TempDir
    Path folder;

    @Test
    void letsGoOfWhatNothingHolds() throws IOException {
        RunningNode node = RunningNode.start(folder);
        File old = new File("/static/old.h4sh.txt", "old ".repeat(200));
        String first = node.deploy(COMMON, old);
        node.activate("staging", first);
        String second = node.deploy(COMMON, new File("/static/n.txt", "2"));
        node.activate("staging", second);
        node.now.updateAndGet(now -> now.plus(Duration.ofDays(2)));
        String third = node.deploy(COMMON, new File("/static/n.txt", "3"));
        node.deploy(COMMON, new File("/static/n.txt", "4"));

        assertThat(node.get("/v1/sites/shop/releases").body())
                .as("a rollback would return to the first")
                .contains(first);
        node.activate("staging", third);
        RunningNode running = node;
        until(() -> !running.get("/v1/sites/shop/releases").body().contains(first));
        until(() -> !Files.exists(running.plane.path(old.digest())));
        assertThat(node.plane.path(COMMON.digest())).hasContent(COMMON.content());
        assertThat(problem(node.get("/v1/sites/shop/releases/" + first + "/files"))
                        .code())
                .isEqualTo("release-gone");
        assertThat(as(node.rollback("staging"), Activation.class).release()).isEqualTo(second);
        assertThat(problem(node.rollback("staging")).detail()).contains(first, "no longer held");

        node = node.restart(folder);
        Release again = as(node.post("/v1/sites/shop/releases", draft(COMMON, old)), Release.class);
        assertThat(again.missing()).containsExactly(old.digest().hex());
        node.close();
    }

    @Test
    void keepsContentsOfSitesThatAreNotServedNow() throws IOException {
        File blogs = new File("/static/post.txt", "a post");
        try (RunningNode node = new RunningNode(folder, RunningNode.clock(), RunningNode.TOML, BLOG)) {
            String path = "/v1/sites/blog/releases";
            Release release = as(node.post(path, draft(blogs)), Release.class);
            RunningNode.check(node.send("POST", "/v1/sites/blog/contents", RunningNode.frames(blogs), node.admin), 200);
            RunningNode.check(node.post(path + "/" + release.name() + "/publish", null), 202);
            until(() -> node.get(path + "/" + release.name()).body().contains("\"published\""));
        }
        try (RunningNode node = RunningNode.start(folder)) {
            Path orphan = node.plane.path(new File("/x", "orphan").digest());
            Files.createDirectories(orphan.getParent());
            Files.writeString(orphan, "orphan");
            node.deploy(COMMON);
            until(() -> !Files.exists(orphan));
            assertThat(node.plane.path(blogs.digest())).hasContent("a post");
        }
    }

    @Test
    void abandonedDeploysGoAfterADay() throws IOException {
        try (RunningNode node = RunningNode.start(folder)) {
            File file = new File("/static/half.txt", "half");
            as(node.post("/v1/sites/shop/releases", draft(file, COMMON)), Release.class);
            RunningNode.check(node.send("POST", "/v1/sites/shop/contents", RunningNode.frames(file), node.admin), 200);
            node.now.updateAndGet(now -> now.plus(Duration.ofHours(25)));
            node.deploy(new File("/static/a.txt", "a"));

            until(() -> !Files.exists(node.plane.path(file.digest())));
            Release again = as(node.post("/v1/sites/shop/releases", draft(file, COMMON)), Release.class);
            assertThat(again.missing()).hasSize(2);
        }
    }
}
