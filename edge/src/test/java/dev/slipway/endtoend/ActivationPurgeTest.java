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
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an activation, a rollback and a start make of the stored objects. */
class ActivationPurgeTest {
    private static final String NEWS = """
            [[route]]
            name = "news"
            match = "/news/*"
            serve = "app"
            """;

    private static final String REST = """
            [[route]]
            name = "rest"
            match = "/*"
            serve = "app"
            """;

    @TempDir
    Path folder;

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private App app;

    @BeforeEach
    void start() throws IOException {
        app = App.playing(connection -> {
            for (String head = connection.readHead(); !head.isEmpty(); head = connection.readHead()) {
                asked.add(head.split(" ", 3)[1]);
                String body = head.startsWith("GET /styled")
                        ? "<link rel=\"stylesheet\" href=\"/static/app.css\">"
                        : "<link rel=\"stylesheet\" href=\"/static/other.css\">";
                connection.send(Scene.response(200, body, "Cache-Control: max-age=3600", "Content-Type: text/html"));
            }
        });
    }

    @AfterEach
    void stop() throws IOException {
        app.close();
    }

    private void configure(String... routes) throws IOException {
        Files.writeString(folder.resolve("slipway.toml"), """
                site = "%s"

                [[route]]
                name = "assets"
                match = "/static/*"
                serve = "release"

                %s
                [deploy]
                assets = "dist"
                prefix = "/static"

                [environment.production]
                hosts = ["%s"]
                app = ["http://127.0.0.1:%d"]

                [node]
                listen = ["127.0.0.1:0"]
                control = "127.0.0.1:0"
                state = "state"
                """.formatted(
                        RunningNode.SITE, String.join("\n", routes), RunningNode.HOST, app.port()));
    }

    private void file(String name, String content) throws IOException {
        Path file = folder.resolve("dist").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private String slipway(RunningNode node, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(Shell.slipway(arguments));
        command.addAll(List.of("--node", node.control()));
        Shell.Result result = RunningNode.shell(folder).run(command);
        assertThat(result.code()).as(result.out() + result.err()).isZero();
        return result.out();
    }

    private void deploy(RunningNode node) throws Exception {
        slipway(node, "deploy", "--activate", "production");
    }

    private static String get(RunningNode node, String path) throws IOException {
        try (RawClient client = RawClient.to(node.port())) {
            client.send("GET " + path + " HTTP/1.1\r\nHost: " + RunningNode.HOST + "\r\n\r\n");
            return String.valueOf(client.read().field("Cache-Status"));
        }
    }

    private void warm(RunningNode node, String... paths) throws IOException {
        for (String path : paths) {
            get(node, path);
            assertThat(get(node, path)).as(path).startsWith("slipway; hit");
        }
        asked.clear();
    }

    /** What the app was asked for since it was warm: by these requests, or by the receipt's before them. */
    private List<String> askedFor(RunningNode node, String... paths) throws IOException {
        for (String path : paths) {
            get(node, path);
        }
        List<String> since = List.copyOf(asked);
        asked.clear();
        return since;
    }

    private List<String> latestPurge(RunningNode node) throws Exception {
        JsonNode history = Json.MAPPER.readTree(slipway(node, "purge", "production", "--history", "--json"));
        List<String> selectors = new ArrayList<>();
        history.path(0).path("selectors").forEach(selector -> selectors.add(selector.asText()));
        return selectors;
    }

    @Test
    void whatNamesAChangedFileIsAskedForAgainAndNothingElse() throws Exception {
        configure(NEWS, REST);
        file("app.css", "one");
        file("other.css", "the same");
        try (RunningNode node = RunningNode.start(folder)) {
            deploy(node);
            warm(node, "/styled", "/plain");
            file("app.css", "two");
            deploy(node);
            assertThat(askedFor(node, "/styled", "/plain")).containsExactly("/styled");
            assertThat(latestPurge(node)).containsExactly("1 changed file");

            slipway(node, "rollback", "production");
            assertThat(askedFor(node, "/styled", "/plain"))
                    .as("it names another file again")
                    .containsExactly("/styled");
        }
    }

    @Test
    void objectsOfAChangedRouteAreAskedForAgain() throws Exception {
        configure(NEWS, REST);
        file("app.css", "one");
        try (RunningNode node = RunningNode.start(folder)) {
            deploy(node);
            warm(node, "/news/1", "/plain");
            configure(NEWS + "headers = { \"X-News\" = \"yes\" }\n", REST);
            deploy(node);
            assertThat(askedFor(node, "/news/1", "/plain")).containsExactly("/news/1");
            assertThat(latestPurge(node)).containsExactly("route news");
        }
    }

    @Test
    void whereARouteComesBetweenWhatStoodBehindItIsAskedForAgain() throws Exception {
        configure(REST);
        file("app.css", "one");
        try (RunningNode node = RunningNode.start(folder)) {
            deploy(node);
            warm(node, "/news/1", "/plain");
            configure(NEWS, REST);
            deploy(node);
            assertThat(askedFor(node, "/news/1", "/plain"))
                    .as("whose is /plain is not looked up for each object")
                    .containsExactlyInAnyOrder("/news/1", "/plain");
            assertThat(latestPurge(node)).containsExactly("route rest");
        }
    }

    @Test
    void aRollbackLetsNothingBeStoredThatWasNever() throws Exception {
        configure(NEWS, REST);
        file("app.css", "one");
        try (RunningNode node = RunningNode.start(folder)) {
            deploy(node);
            warm(node, "/news/1", "/plain");
            configure(NEWS + "cache = \"never\"\n", REST);
            deploy(node);
            assertThat(get(node, "/news/1")).as("at once").doesNotContain("hit").doesNotContain("stored");

            assertThat(slipway(node, "rollback", "production"))
                    .contains("still never stored: news, as in 20", "--loosen");
            get(node, "/news/1");
            assertThat(get(node, "/news/1"))
                    .as("and still")
                    .doesNotContain("hit")
                    .doesNotContain("stored");
            assertThat(get(node, "/plain")).startsWith("slipway; hit");
        }
        try (RunningNode node = RunningNode.start(folder)) {
            get(node, "/news/1");
            assertThat(get(node, "/news/1"))
                    .as("after a restart too")
                    .doesNotContain("hit")
                    .doesNotContain("stored");
            deploy(node);
            slipway(node, "rollback", "production", "--loosen");
            warm(node, "/news/1");
        }
    }

    @Test
    void afterAnActivationThatWasCutEverythingIsAskedForAgain() throws Exception {
        configure(REST);
        file("app.css", "one");
        try (RunningNode node = RunningNode.start(folder)) {
            deploy(node);
            warm(node, "/plain");
            Eventually.get(this::stored, count -> count >= 1);
            node.terminate();
            assertThat(node.awaitEnd()).isZero();
        }
        try (RunningNode node = RunningNode.start(folder)) {
            assertThat(get(node, "/plain")).startsWith("slipway; hit");
            node.terminate();
            assertThat(node.awaitEnd()).isZero();
        }
        // As a kill leaves it between the commit of an activation and its purge.
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("state/slipway.db"));
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate("update activation set settled = 0"))
                    .isPositive();
        }
        try (RunningNode node = RunningNode.start(folder)) {
            assertThat(get(node, "/plain")).startsWith("slipway; fwd=stale");
            node.terminate();
            assertThat(node.awaitEnd()).isZero();
        }
        try (RunningNode node = RunningNode.start(folder)) {
            assertThat(get(node, "/plain")).as("once").startsWith("slipway; hit");
        }
    }

    private long stored() throws IOException {
        try (var files = Files.walk(folder.resolve("state/cache/objects"))) {
            return files.filter(Files::isRegularFile).count();
        }
    }
}
