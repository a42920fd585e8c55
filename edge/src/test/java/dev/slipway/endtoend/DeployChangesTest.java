package dev.slipway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.ActivationRequest;
import dev.slipway.api.ControlClient;
import dev.slipway.api.PurgeReceipt;
import dev.slipway.testing.App;
import dev.slipway.testing.RawClient;
import dev.slipway.testing.Scene;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code [deploy] changes} names is stale after an activation from or to its release, and the receipt says so. */
class DeployChangesTest {
    private static final List<String> PAGES =
            List.of("/news/1", "/news/2", "/feed.xml?format=rss", "/feed.xml?format=atom", "/blog/1", "/lists/1", "/a");

    @TempDir
    Path folder;

    private final AtomicInteger numbers = new AtomicInteger();

    private App app() throws IOException {
        return App.playing(connection -> {
            for (String head = connection.readHead(); !head.isEmpty(); head = connection.readHead()) {
                connection.send(Scene.response(
                        200,
                        "a page",
                        "Cache-Control: max-age=3600",
                        "Cache-Tag: " + (head.contains(" /news") ? "news" : "other"),
                        "X-Number: " + numbers.incrementAndGet()));
            }
        });
    }

    private static String configuration(App app, String... changes) {
        String named = changes.length == 0 ? "" : "changes = [\"" + String.join("\", \"", changes) + "\"]";
        return """
                site = "%s"

                [[route]]
                name = "lists"
                match = "/lists/*"
                serve = "app"

                [[route]]
                name = "rest"
                match = "/*"
                serve = "app"
                ignore_query = ["utm_*"]

                [deploy]
                assets = "dist"
                prefix = "/static"
                %s

                [environment.production]
                hosts = ["%s"]
                app = ["http://127.0.0.1:%d"]

                [node]
                listen = ["127.0.0.1:0"]
                control = "127.0.0.1:0"
                state = "state"
                """.formatted(RunningNode.SITE, named, RunningNode.HOST, app.port());
    }

    private static String deploy(RunningNode node, String configuration) throws InterruptedException {
        Map<String, byte[]> files = Map.of("/static/same.txt", "same".getBytes(StandardCharsets.UTF_8));
        return new SampleRelease(files, configuration).deploy(node.client()).name();
    }

    private static void activate(RunningNode node, String release) {
        node.client().activate(RunningNode.SITE, "production", new ActivationRequest(release, null, null, "tester"));
    }

    /** The number of the app's answer that a client gets for each page: another one where the app was asked again. */
    private static Map<String, String> numbers(RunningNode node) throws IOException {
        Map<String, String> numbers = new TreeMap<>();
        for (String page : PAGES) {
            try (RawClient client = RawClient.to(node.port())) {
                client.send("GET " + page + " HTTP/1.1\r\nHost: " + RunningNode.HOST + ":" + node.port() + "\r\n\r\n");
                numbers.put(page, String.valueOf(client.read().field("X-Number")));
            }
        }
        return numbers;
    }

    private static List<String> asked(Map<String, String> before, Map<String, String> after) {
        return PAGES.stream()
                .filter(page -> !after.getOrDefault(page, "").equals(before.get(page)))
                .toList();
    }

    @Test
    void activationsToAndFromTheReleaseMakeStaleWhatItNames() throws Exception {
        try (App app = app()) {
            Files.writeString(folder.resolve("slipway.toml"), configuration(app));
            try (RunningNode node = RunningNode.start(folder)) {
                ControlClient client = node.client();
                String plain = deploy(node, configuration(app));
                String naming = deploy(
                        node,
                        configuration(
                                app, "tag:news", "url:/feed.xml?utm_x=1&format=rss", "prefix:/blog/", "route:lists"));
                activate(node, plain);
                Map<String, String> before = numbers(node);
                int receipts = client.purges(RunningNode.SITE, "production").size();

                activate(node, naming);
                Map<String, String> during = numbers(node);
                assertThat(asked(before, during))
                        .containsExactly("/news/1", "/news/2", "/feed.xml?format=rss", "/blog/1", "/lists/1");
                assertReceipt(client, receipts + 1, "activation 2");

                client.rollback(RunningNode.SITE, "production", new ActivationRequest(null, null, null, "tester"));
                assertThat(asked(during, numbers(node)))
                        .containsExactly("/news/1", "/news/2", "/feed.xml?format=rss", "/blog/1", "/lists/1");
                assertReceipt(client, receipts + 2, "activation 3");
            }
        }
    }

    private static void assertReceipt(ControlClient client, int receipts, String by) {
        List<PurgeReceipt> all = client.purges(RunningNode.SITE, "production");
        assertThat(all).hasSize(receipts);
        PurgeReceipt newest = all.getFirst();
        assertThat(newest.by()).isEqualTo(by);
        assertThat(newest.mode()).isEqualTo("soft");
        assertThat(newest.matched()).isEqualTo(5);
        assertThat(newest.selectors())
                .containsExactly("tag news", "url /feed.xml?utm_x=1&format=rss", "prefix /blog/", "route lists");
    }

    @Test
    void theReceiptIsKeptAlsoWhereNothingMatched() throws Exception {
        try (App app = app()) {
            Files.writeString(folder.resolve("slipway.toml"), configuration(app));
            try (RunningNode node = RunningNode.start(folder)) {
                activate(node, deploy(node, configuration(app)));
                assertThat(node.client().purges(RunningNode.SITE, "production")).isEmpty();
                activate(node, deploy(node, configuration(app, "everything")));

                PurgeReceipt receipt =
                        node.client().purges(RunningNode.SITE, "production").getFirst();
                assertThat(receipt.selectors()).containsExactly("everything");
                assertThat(receipt.matched()).isZero();

                Map<String, String> before = numbers(node);
                activate(node, deploy(node, configuration(app)));
                assertThat(asked(before, numbers(node))).isEqualTo(PAGES);
            }
        }
    }

    @Test
    void aReleaseThatNamesARouteWhichIsNotThereIsRefused() throws Exception {
        try (App app = app()) {
            Files.writeString(folder.resolve("slipway.toml"), configuration(app, "route:list"));
            Shell.Result result = RunningNode.shell(folder).run(Shell.slipway("validate"));
            assertThat(result.code()).isEqualTo(1);
            assertThat(result.out() + result.err())
                    .contains("slipway.toml:17:12: deploy.changes: \"route:list\", a route that there is not;"
                            + " did you mean \"route:lists\"?");
        }
    }
}
