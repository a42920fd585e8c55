package dev.slipway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.api.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code slipway check} finds every leak of a service that leaks in a dozen ways, and none of its clean twin's. */
class LeakingSiteTest {
    /** Which rules may find it, page by page: any of them does. */
    private static final Map<String, Set<String>> LEAKS = Map.ofEntries(
            Map.entry("public", Set.of("leak-to-stranger")),
            Map.entry("shared", Set.of("leak-to-stranger")),
            Map.entry("targeted", Set.of("leak-to-stranger")),
            Map.entry("memo", Set.of("leak-to-stranger", "leak-to-other-user")),
            // Kept by the app for whoever comes first, and only user B's crawl finds it.
            Map.entry("hidden", Set.of("leak-to-stranger", "leak-to-other-user")),
            Map.entry("global", Set.of("leak-to-stranger")),
            Map.entry("header", Set.of("leak-to-stranger")),
            Map.entry("redirect", Set.of("leak-to-stranger")),
            Map.entry("error", Set.of("leak-to-stranger")),
            Map.entry("cookie", Set.of("shared-set-cookie")),
            Map.entry("path", Set.of("cache-deception")),
            Map.entry("matrix", Set.of("cache-deception")),
            Map.entry("encoded", Set.of("cache-deception")),
            Map.entry("host", Set.of("cache-poisoning")),
            Map.entry("theme", Set.of("cache-poisoning")));

    @TempDir
    Path folder;

    @Test
    void everyLeakIsFound() throws Exception {
        Map<String, Set<String>> found = check("leaking", 1);

        LEAKS.forEach((kind, rules) -> assertThat(found.getOrDefault("/leak/" + kind, Set.of()))
                .as(kind)
                .containsAnyElementsOf(rules));
    }

    @Test
    void theCleanTwinGivesNoFinding() throws Exception {
        assertThat(check("clean", 0)).isEmpty();
    }

    /** The rules that found something, by path. */
    private Map<String, Set<String>> check(String twin, int code) throws Exception {
        int port = freePort();
        try (InputStream in = LeakingSiteTest.class.getResourceAsStream("leaking.py")) {
            Files.write(folder.resolve("leaking.py"), in.readAllBytes());
        }
        Files.writeString(folder.resolve("slipway.toml"), """
                site = "leaks"

                [[route]]
                name = "site"
                match = "/*"
                serve = "app"

                [check]
                fail_on = "warning"

                [check.sessions]
                login = "/login"
                users = ["USER_A", "USER_B"]

                [environment.staging]
                hosts = ["leaks.localhost"]
                app = ["http://127.0.0.1:%d"]

                [node]
                listen = ["127.0.0.1:0"]
                control = "127.0.0.1:0"
                state = "state"
                """.formatted(port));
        Shell python = new Shell(folder, Map.of("TWIN", twin, "PYTHONDONTWRITEBYTECODE", "1"));
        Process app = python.start(
                folder.resolve("app.out"),
                folder.resolve("app.err"),
                List.of(
                        "/usr/bin/python3",
                        "-m",
                        "uvicorn",
                        "leaking:app",
                        "--port",
                        String.valueOf(port),
                        "--no-access-log"));
        try (RunningNode node = RunningNode.start(folder)) {
            Map<String, String> variables =
                    new HashMap<>(RunningNode.shell(folder).environment());
            variables.put("SLIPWAY_URL", node.control());
            variables.put("USER_A", "amelie:secret-a");
            variables.put("USER_B", "bertram:secret-b");
            Shell shell = new Shell(folder, variables);
            Eventually.get(
                    () -> node.client()
                            .status()
                            .sites()
                            .getFirst()
                            .environments()
                            .getFirst()
                            .apps()
                            .getFirst(),
                    each -> each.healthy());

            Shell.Result result = shell.run(Shell.slipway("check", "inspect", "sessions", "--format", "json"));

            assertThat(result.code()).as(result.out() + result.err()).isEqualTo(code);
            return findings(result.out());
        } finally {
            app.destroy();
            if (!app.waitFor(10, TimeUnit.SECONDS)) {
                app.destroyForcibly().waitFor();
            }
        }
    }

    private static Map<String, Set<String>> findings(String out) throws IOException {
        Map<String, Set<String>> found = new TreeMap<>();
        for (JsonNode report : Json.MAPPER.readTree(out).get("reports")) {
            for (JsonNode finding : report.get("findings")) {
                String path = finding.get("url").asText().replaceFirst("https?://[^/]+", "");
                found.computeIfAbsent(path, any -> new TreeSet<>())
                        .add(finding.get("rule").asText());
                if (report.get("check").asText().equals("sessions")) {
                    assertThat(finding.get("requests").toString()).contains("curl -si");
                }
            }
        }
        return found;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
