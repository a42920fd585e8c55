package dev.slipway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.ActivationRequest;
import dev.slipway.testing.App;
import dev.slipway.testing.RawClient;
import dev.slipway.testing.Scene;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code slipway explain}: route, key, stored or not and why, freshness, variants, tags. */
class ExplainTest {
    @TempDir
    Path folder;

    private static App app() throws IOException {
        return App.playing(connection -> {
            for (String head = connection.readHead(); !head.isEmpty(); head = connection.readHead()) {
                connection.send(answer(head.split(" ", 3)[1], head));
            }
        });
    }

    private static String answer(String target, String head) {
        return switch (target) {
            case "/news" ->
                Scene.response(
                        200,
                        "in " + Scene.field(head, "Accept-Language"),
                        "Cache-Control: s-maxage=3600, stale-while-revalidate=60",
                        "Cache-Tag: news, front",
                        "Vary: Accept-Language");
            case "/private" -> Scene.response(200, "page", "Cache-Control: private, max-age=60");
            default -> Scene.response(200, "page", "Cache-Control: max-age=60");
        };
    }

    private static String configuration(App app) {
        return """
                site = "%s"

                [[route]]
                name = "assets"
                match = "/static/*"
                serve = "release"

                [[route]]
                name = "moved"
                match = "/moved/*"
                serve = "release"
                missing = "app"

                [[route]]
                name = "site"
                match = "/*"
                serve = "app"
                ignore_query = ["utm_*"]

                [deploy]
                assets = "dist"

                [environment.production]
                hosts = ["%s"]
                app = ["http://127.0.0.1:%d"]

                [node]
                listen = ["127.0.0.1:0"]
                control = "127.0.0.1:0"
                state = "state"
                """.formatted(RunningNode.SITE, RunningNode.HOST, app.port());
    }

    private static void get(RunningNode node, String path, String... lines) throws IOException {
        try (RawClient client = RawClient.to(node.port())) {
            client.send(Scene.request("GET", path, lines)
                    .replaceFirst("Host: [^\r]*", "Host: " + RunningNode.HOST + ":" + node.port()));
            assertThat(client.read().status()).isEqualTo(200);
        }
    }

    private String explain(RunningNode node, String path) throws Exception {
        Shell.Result result = RunningNode.shell(folder)
                .run(Shell.slipway(
                        "explain", "http://" + RunningNode.HOST + ":" + node.port() + path, "--node", node.control()));
        assertThat(result.code()).as(result.out() + result.err()).isZero();
        return result.out();
    }

    @Test
    void theDemandIsMet() throws Exception {
        try (App app = app()) {
            Files.writeString(folder.resolve("slipway.toml"), configuration(app));
            try (RunningNode node = RunningNode.start(folder)) {
                get(node, "/news", "Accept-Language: de");
                get(node, "/news", "Accept-Language: en");
                get(node, "/private");
                assertThat(explain(node, "/news?utm_source=x"))
                        .contains("What is stored was for requests with other fields (Vary).")
                        .contains("  route     site, serves the app (app)\n")
                        .contains("  key       http://" + RunningNode.HOST + "/news :" + node.port() + "\n")
                        .containsPattern("  stored    status 200, age \\d+ s, fresh for 3\\d\\d\\d s, 5 B in memory\n")
                        .contains("    life    3600 s, by s-maxage\n")
                        .contains("    serves  everybody\n")
                        .contains("    forms   identity\n")
                        .contains("    for     accept-language: de\n")
                        .contains("    for     accept-language: en\n")
                        .contains("    tags    front, news\n");
                assertThat(explain(node, "/private"))
                        .startsWith("The app is asked. Its last response was not stored: the app says Cache-Control:"
                                + " private.\n");
                assertThat(explain(node, "/never-asked"))
                        .startsWith("The app is asked. Nothing is stored under this key.\n");
                assertThat(explain(node, "/a%2fb")).startsWith("The app is asked, and nothing is stored: two programs");
                get(node, "/a");
                assertThat(explain(node, "/a"))
                        .startsWith("Served from the cache, fresh for ")
                        .contains("    life    60 s, by max-age\n")
                        .contains("    serves  requests that are not personal\n");
            }
        }
    }

    @Test
    void filesAreTheReleasesAndWhatItHasNotIsTheApps() throws Exception {
        try (App app = app()) {
            Files.writeString(folder.resolve("slipway.toml"), configuration(app));
            try (RunningNode node = RunningNode.start(folder)) {
                byte[] text = "text".getBytes(StandardCharsets.UTF_8);
                Map<String, byte[]> files = Map.of("/static/a.txt", text, "/moved/a.txt", text);
                String release = new SampleRelease(
                                files, configuration(app).replace("\"dist\"", "\"dist\"\nprefix = \"/\""))
                        .deploy(node.client())
                        .name();
                node.client()
                        .activate(RunningNode.SITE, "production", new ActivationRequest(release, null, null, "tester"));

                assertThat(explain(node, "/static/a.txt")).startsWith("The cache has no part in it.\n");
                assertThat(explain(node, "/static/b.txt")).startsWith("No release that is held has this file: 404.\n");
                assertThat(explain(node, "/moved/a.txt")).startsWith("The cache has no part in it.\n");
                get(node, "/moved/b.txt");
                assertThat(explain(node, "/moved/b.txt"))
                        .startsWith("Served from the cache, fresh for ")
                        .contains(
                                "  route     moved, serves files of the release, and what it has not the app (app)\n");
            }
        }
    }
}
