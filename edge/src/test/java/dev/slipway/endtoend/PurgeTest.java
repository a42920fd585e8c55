package dev.slipway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.api.Json;
import dev.slipway.testing.App;
import dev.slipway.testing.RawClient;
import dev.slipway.testing.Scene;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Purges as an operator gives them, their receipts, and what of both survives a killed process. */
class PurgeTest {
    @TempDir
    Path folder;

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final AtomicInteger numbers = new AtomicInteger();

    private App app() throws IOException {
        return App.playing(connection -> {
            for (String head = connection.readHead(); !head.isEmpty(); head = connection.readHead()) {
                asked.add(head.split(" ", 3)[1]);
                String tag = head.contains(" /news") ? "news" : "other";
                connection.send(Scene.response(
                        200,
                        "a page",
                        "Cache-Control: max-age=3600",
                        "Cache-Tag: " + tag,
                        "X-Number: " + numbers.incrementAndGet()));
            }
        });
    }

    private void configure(App app) throws IOException {
        Files.writeString(
                folder.resolve("slipway.toml"), """
                site = "%s"

                [[route]]
                name = "news"
                match = "/news/*"
                serve = "app"

                [[route]]
                name = "rest"
                match = "/*"
                serve = "app"

                [environment.production]
                hosts = ["%s"]
                app = ["http://127.0.0.1:%d"]

                [node]
                listen = ["127.0.0.1:0"]
                control = "127.0.0.1:0"
                state = "state"
                """.formatted(RunningNode.SITE, RunningNode.HOST, app.port()));
    }

    private static String get(RunningNode node, String path) throws IOException {
        try (RawClient client = RawClient.to(node.port())) {
            client.send("GET " + path + " HTTP/1.1\r\nHost: " + RunningNode.HOST + ":" + node.port() + "\r\n\r\n");
            return String.valueOf(client.read().field("Cache-Status"));
        }
    }

    /** The number of the app's answer that a client gets: it counts on. */
    private static String number(RunningNode node, String path) throws IOException {
        try (RawClient client = RawClient.to(node.port())) {
            client.send("GET " + path + " HTTP/1.1\r\nHost: " + RunningNode.HOST + ":" + node.port() + "\r\n\r\n");
            return String.valueOf(client.read().field("X-Number"));
        }
    }

    private JsonNode slipway(RunningNode node, String... arguments) throws Exception {
        List<String> command = new java.util.ArrayList<>(Shell.slipway(arguments));
        command.addAll(List.of("--node", node.control(), "--json"));
        Shell.Result result = RunningNode.shell(folder).run(command);
        assertThat(result.code()).as(result.out() + result.err()).isZero();
        return Json.MAPPER.readTree(result.out());
    }

    @Test
    void aPurgeTakesWhatItNamesProvesItAndSurvives() throws Exception {
        try (App app = app()) {
            configure(app);
            try (RunningNode node = RunningNode.start(folder)) {
                for (String path : List.of("/news/1", "/news/2", "/a")) {
                    get(node, path);
                    assertThat(get(node, path)).startsWith("slipway; hit");
                }

                JsonNode would = slipway(node, "purge", "production", "--tag", "news", "--dry-run");
                assertThat(would.get("matched").asInt()).isEqualTo(2);
                assertThat(get(node, "/news/1")).startsWith("slipway; hit");

                JsonNode receipt = slipway(node, "purge", "production", "--url", "/news/1", "--hard");
                assertThat(receipt.get("matched").asInt()).isEqualTo(1);
                assertThat(receipt.get("effectiveMillis").asDouble()).isPositive();
                assertThat(receipt.at("/samples/0/status").asInt()).isEqualTo(200);
                assertThat(receipt.at("/samples/0/cacheStatus").asText()).contains("fwd=uri-miss");
                assertThat(get(node, "/news/2")).as("its neighbours stayed").startsWith("slipway; hit");
                assertThat(get(node, "/a")).startsWith("slipway; hit");

                assertThat(slipway(node, "purge", "production", "--prefix", "/news/")
                                .get("matched")
                                .asInt())
                        .isEqualTo(2);
                assertThat(slipway(node, "purge", "production", "--route", "rest")
                                .get("matched")
                                .asInt())
                        .isEqualTo(1);
                JsonNode history = slipway(node, "purge", "production", "--history");
                assertThat(history).hasSize(3);
                assertThat(history.at("/0/selectors/0").asText()).isEqualTo("route rest");

                JsonNode told = slipway(node, "explain", "http://" + RunningNode.HOST + ":" + node.port() + "/news/2");
                assertThat(told.get("route").asText()).isEqualTo("news");
                assertThat(told.at("/objects/0/tags/0").asText()).isEqualTo("news");
            }
        }
    }

    @Test
    void everythingIsPurgedOnlyWhereThatIsConfirmed() throws Exception {
        try (App app = app()) {
            configure(app);
            try (RunningNode node = RunningNode.start(folder)) {
                get(node, "/a");
                List<String> command = new java.util.ArrayList<>(Shell.slipway("purge", "production", "--everything"));
                command.addAll(List.of("--node", node.control()));
                Shell.Result refused = RunningNode.shell(folder).run(command);
                assertThat(refused.code()).isEqualTo(3);
                assertThat(refused.err()).contains("Nothing was purged", "--yes");
                assertThat(get(node, "/a")).startsWith("slipway; hit");

                String before = number(node, "/a");
                JsonNode receipt = slipway(node, "purge", "production", "--everything", "--yes", "--hard");
                assertThat(receipt.get("matched").asInt()).isEqualTo(1);
                assertThat(number(node, "/a")).isNotEqualTo(before);
            }
        }
    }

    @Test
    void aWarmRestartAnswersWithoutTheAppAndForgetsNoPurge() throws Exception {
        try (App app = app()) {
            configure(app);
            Map<String, String> before = new TreeMap<>();
            int port;
            try (RunningNode node = RunningNode.start(folder)) {
                port = node.port();
                for (int i = 0; i < 8; i++) {
                    before.put("/news/" + i, number(node, "/news/" + i));
                }
                before.put("/a", number(node, "/a"));
                Eventually.get(this::stored, count -> count >= before.size());
                assertThat(slipway(node, "purge", "production", "--tag", "news")
                                .get("matched")
                                .asInt())
                        .isEqualTo(8);
                node.kill();
            }
            // The same port, because it is part of the key.
            Path toml = folder.resolve("slipway.toml");
            Files.writeString(
                    toml,
                    Files.readString(toml)
                            .replace("listen = [\"127.0.0.1:0\"]", "listen = [\"127.0.0.1:" + port + "\"]"));
            asked.clear();
            try (RunningNode node = RunningNode.start(folder)) {
                assertThat(number(node, "/a")).isEqualTo(before.remove("/a"));
                assertThat(asked).as("asked for what was fresh").isEmpty();
                for (Map.Entry<String, String> page : before.entrySet()) {
                    assertThat(number(node, page.getKey()))
                            .as(page.getKey() + " was purged")
                            .isNotEqualTo(page.getValue());
                }
            }
        }
    }

    private long stored() throws IOException {
        try (var files = Files.walk(folder.resolve("state/cache/objects"))) {
            return files.filter(file -> Files.isRegularFile(file)).count();
        }
    }
}
