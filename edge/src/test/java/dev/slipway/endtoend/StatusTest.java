package dev.slipway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.api.Json;
import dev.slipway.testing.App;
import dev.slipway.testing.RawClient;
import dev.slipway.testing.Scene;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator sees of the cache: {@code slipway status} and {@code /metrics} of a running node. */
class StatusTest {
    @TempDir
    Path folder;

    private static App app() throws IOException {
        return App.playing(connection -> {
            for (String head = connection.readHead(); !head.isEmpty(); head = connection.readHead()) {
                String control = head.contains(" /plain") ? "X-Says: nothing" : "Cache-Control: max-age=3600";
                connection.send(Scene.response(200, "a page", control));
            }
        });
    }

    private void configure(App app) throws IOException {
        Files.writeString(
                folder.resolve("slipway.toml"), """
                site = "%s"

                [[route]]
                name = "account"
                match = "/account/*"
                serve = "app"
                cache = "never"

                [[route]]
                name = "old"
                match = "/old"
                serve = "redirect"
                to = "/"

                [[route]]
                name = "site"
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

    private static void send(RunningNode node, String method, String target, String... lines) throws IOException {
        try (RawClient client = RawClient.to(node.port())) {
            client.send(Scene.request(method, target, lines)
                    .replaceFirst("Host: [^\r]*", "Host: " + RunningNode.HOST + ":" + node.port()));
            assertThat(client.read().status()).isLessThan(400);
        }
    }

    private String status(RunningNode node, String... more) throws Exception {
        List<String> command = new ArrayList<>(Shell.slipway("status", "--node", node.control()));
        command.addAll(List.of(more));
        Shell.Result result = RunningNode.shell(folder).run(command);
        assertThat(result.code()).as(result.out() + result.err()).isZero();
        return result.out();
    }

    private static String metrics(RunningNode node) throws IOException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create(node.control() + "/metrics"))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static void traffic(RunningNode node) throws IOException {
        for (int i = 0; i < 4; i++) {
            send(node, "GET", "/a");
        }
        for (int i = 0; i < 3; i++) {
            send(node, "GET", "/a", "Cookie: sessionid=" + i);
            send(node, "GET", "/b?utm_source=" + i + "&page=" + Math.min(i, 1));
        }
        send(node, "GET", "/plain");
        send(node, "GET", "/account/me", "Cookie: other=1");
        send(node, "POST", "/a", "Content-Length: 0");
    }

    @Test
    void statusAndMetricsSayWhatTheCacheDid() throws Exception {
        try (App app = app()) {
            configure(app);
            try (RunningNode node = RunningNode.start(folder)) {
                assertThat(status(node))
                        .doesNotContain("CERTIFICATE")
                        .contains("Cache: 0 objects in 0 variants, memory 0 B of ")
                        .contains("No request since the node started that the cache could have answered.")
                        .doesNotContain(" %");

                traffic(node);
                String series = "environment=\"production\",%s,route=\"%s\",site=\"faults\"} ";
                Eventually.get(
                        () -> metrics(node),
                        text -> text.contains("slipway_cache_bypasses_total{"
                                + series.formatted("reason=\"method\"", "site") + "1.0"));
                assertMetrics(metrics(node), series);
                assertJson(Json.MAPPER.readTree(status(node, "--json")));
                assertText(status(node));
            }
        }
    }

    @Test
    void statusSaysUntilWhenTheCertificatesLast() throws Exception {
        Path toml = folder.resolve("slipway.toml");
        Files.writeString(
                toml,
                RunningNode.configuration("shop.localhost")
                        .replace("listen = [\"127.0.0.1:0\"]", "listen = [\"127.0.0.1:0\", \"https://127.0.0.1:0\"]"));
        try (RunningNode node = RunningNode.start(folder)) {
            assertThat(status(node))
                    .containsPattern("CERTIFICATE OF +FROM +VALID UNTIL +NEXT TRY")
                    .containsPattern("shop\\.localhost +self-signed +20\\d\\d-\\d\\d-\\d\\dT\\S+ +-");
            JsonNode certificate =
                    Json.MAPPER.readTree(status(node, "--json")).at("/sites/0/environments/0/certificates/0");
            assertThat(certificate.get("host").asText()).isEqualTo("shop.localhost");
            assertThat(certificate.get("origin").asText()).isEqualTo("self-signed");
        }
    }

    private static void assertMetrics(String metrics, String series) {
        String requests = "slipway_cache_requests_total{";
        assertThat(metrics)
                .contains(requests + series.formatted("outcome=\"hit\"", "site") + "3.0")
                .contains(requests + series.formatted("outcome=\"miss\"", "site") + "4.0")
                .contains(requests + series.formatted("outcome=\"bypass\"", "site") + "4.0")
                .contains("slipway_cache_bypasses_total{" + series.formatted("reason=\"personal-request\"", "site")
                        + "3.0")
                .contains("slipway_cache_bypasses_total{" + series.formatted("reason=\"no-freshness\"", "site") + "1.0")
                .contains("slipway_cache_bypasses_total{" + series.formatted("reason=\"never\"", "account") + "1.0")
                .contains("slipway_cache_keys 4.0")
                .contains("slipway_cache_objects 4.0")
                .contains("slipway_cache_bodies{tier=\"memory\"} 4.0")
                .contains("slipway_cache_budget_bytes{tier=\"disk\"} 1.073741824E10")
                .contains("slipway_cache_evictions_total{tier=\"memory\"} 0.0")
                .contains("slipway_cache_insertions_refused_total{reason=\"no-room\"} 0.0")
                .contains("slipway_cache_purges_total{by=\"request\"} 1.0")
                .contains("slipway_cache_disk_errors_total 0.0")
                .doesNotContain("sessionid")
                .doesNotContain("utm_source");
        assertThat(metrics).doesNotContain(requests + series.formatted("outcome=\"hit\"", "account"));
    }

    private static void assertJson(JsonNode status) {
        assertThat(status.at("/cache/objects").asInt()).isEqualTo(4);
        assertThat(status.at("/cache/memoryBudget").asLong()).isEqualTo(192L << 20);
        JsonNode routes = status.at("/sites/0/environments/0/routes");
        assertThat(routes).as("only those to the app").hasSize(2);
        assertThat(routes.at("/0/never").asBoolean()).isTrue();
        assertThat(routes.at("/0/requests").asInt()).isZero();
        assertThat(routes.at("/0").has("hitPercent")).as("nothing asked").isFalse();
        JsonNode site = routes.at("/1");
        assertThat(site.get("requests").asInt()).isEqualTo(11);
        assertThat(site.get("hits").asInt()).isEqualTo(3);
        assertThat(site.get("asked").asInt()).isEqualTo(4);
        assertThat(site.get("passed").asInt()).isEqualTo(4);
        assertThat(site.get("hitPercent").asDouble()).isEqualTo(27.3);
        assertThat(site.at("/cookies/0/name").asText()).isEqualTo("sessionid");
        assertThat(site.at("/cookies/0/atLeast").asInt()).isEqualTo(3);
        assertThat(site.at("/parameters/0/name").asText()).isEqualTo("utm_source");
        assertThat(site.at("/parameters/0/atLeast").asInt()).isEqualTo(2);
    }

    private static void assertText(String text) {
        assertThat(text)
                .contains("Cache: 4 objects in 4 variants, memory 24 B of 192.0 MiB, disk ")
                .contains("Requests that it could have answered since the node started, ")
                .containsPattern("faults/production site +11 +3 +0 +0 +4 +4 +0 +27\\.3 %")
                .containsPattern("faults/production account +0 .*never stored")
                .contains("The cookie that costs most hits in faults/production: sessionid, 3 requests of route site\n")
                .contains("harmless_cookies = [\"sessionid\"]")
                .contains(
                        "The query parameter that costs most hits in faults/production: utm_source, 2 requests of route"
                                + " site; then page, 1 request\n")
                .contains("ignore_query = [\"utm_source\"]");
    }
}
