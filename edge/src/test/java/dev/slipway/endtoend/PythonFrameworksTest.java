package dev.slipway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cache.CachePolicy;
import dev.slipway.store.Mode;
import dev.slipway.store.Selector;
import dev.slipway.testing.Contents;
import dev.slipway.testing.Edge;
import dev.slipway.testing.RawClient;
import dev.slipway.testing.RawClient.Response;
import dev.slipway.testing.Scene;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The examples of docs/caching.md, each on its framework and a real server: what they say is what they get. */
class PythonFrameworksTest {
    /** Of the minute that it lasts a few seconds may have passed. */
    private static final String FRESH = "slipway; hit; ttl=(60|5[0-9])";

    @TempDir
    Path folder;

    /** A framework, and how its example is served. */
    private enum Framework {
        // Without its Date, which may be as old as its connection (docs/caching.md).
        FASTAPI(
                "-m",
                "uvicorn",
                "fastapi_app:app",
                "--no-date-header",
                "--log-level",
                "warning",
                "--host",
                "127.0.0.1",
                "--port"),
        DJANGO("-m", "gunicorn", "django_app:app", "--log-level", "warning", "--bind"),
        FLASK("-m", "gunicorn", "flask_app:app", "--log-level", "warning", "--bind");

        private final List<String> arguments;

        Framework(String... arguments) {
            this.arguments = List.of(arguments);
        }

        List<String> command(int port) {
            List<String> command = new ArrayList<>(List.of("/usr/bin/python3"));
            command.addAll(arguments);
            command.add(this == FASTAPI ? String.valueOf(port) : "127.0.0.1:" + port);
            return command;
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatTheExampleSaysIsWhatItGets(Framework framework) throws Exception {
        int port = freePort();
        Process python = start(framework, port);
        try (Edge edge = Edge.with(new Contents(folder))
                .routes(Scene.route("/*", CachePolicy.DEFAULT))
                .app(port)
                .start()) {
            Eventually.get(() -> accepts(port), accepts -> accepts);
            isForEverybody(edge);
            isForAllWhoReadALanguage(edge);
            isForOneAlone(edge);
            saysNothing(edge);
            changes(edge);
            isValidated(edge, framework);
            python.destroy();
            assertThat(python.waitFor(30, TimeUnit.SECONDS)).isTrue();
            edge.skip(Duration.ofHours(1));
            Response bridged = get(edge, "/articles/1");
            assertThat(bridged.status()).isEqualTo(200);
            assertThat(bridged.field("Cache-Status")).startsWith("slipway; fwd=stale");
            assertThat(get(edge, "/greeting").status())
                    .as("no stale-if-error, but no connection")
                    .isEqualTo(200);
            assertThat(get(edge, "/me").status()).isIn(502, 504);
        } finally {
            python.descendants().forEach(ProcessHandle::destroyForcibly);
            python.destroyForcibly().waitFor();
        }
    }

    private static void isForEverybody(Edge edge) throws IOException {
        Response first = get(edge, "/articles/1");
        assertThat(first.field("Cache-Status")).matches("slipway; fwd=uri-miss; ttl=(60|5[0-9]); stored");
        Response second = get(edge, "/articles/1");
        assertThat(second.field("Cache-Status")).matches(FRESH);
        assertThat(second.text()).isEqualTo(first.text());
        Response loggedIn = get(edge, "/articles/1", "Cookie: session=mara");
        assertThat(loggedIn.field("Cache-Status"))
                .as("public: for those with a cookie too")
                .matches(FRESH);
        get(edge, "/articles/2", "Accept-Encoding: gzip");
        assertThat(get(edge, "/articles/2", "Accept-Encoding: gzip").field("Cache-Status"))
                .matches(FRESH);
    }

    private static void isForAllWhoReadALanguage(Edge edge) throws IOException {
        for (int i = 0; i < 2; i++) {
            assertThat(get(edge, "/greeting", "Accept-Language: de").text()).contains("Moin");
            assertThat(get(edge, "/greeting", "Accept-Language: en").text()).contains("Ahoy");
        }
        assertThat(get(edge, "/greeting", "Accept-Language: de").field("Cache-Status"))
                .matches(FRESH);
        get(edge, "/greeting");
    }

    private static void isForOneAlone(Edge edge) throws IOException {
        String before = "";
        for (String line : List.of("Cookie: session=mara", "Cookie: session=ben", "Accept: */*")) {
            Response mine = get(edge, "/me", line);
            assertThat(mine.field("Cache-Status")).isEqualTo("slipway; fwd=uri-miss; detail=private");
            assertThat(mine.text()).isNotEqualTo(before);
            before = mine.text();
        }
    }

    private static void saysNothing(Edge edge) throws IOException {
        for (int i = 0; i < 2; i++) {
            assertThat(get(edge, "/silent").field("Cache-Status"))
                    .isEqualTo("slipway; fwd=uri-miss; detail=no-freshness");
        }
    }

    private static void changes(Edge edge) throws IOException {
        String before = get(edge, "/articles/1").text();
        try (RawClient client = edge.connect()) {
            client.send(Scene.request("POST", "/articles/1", "Content-Length: 0"));
            assertThat(client.read().status()).isEqualTo(200);
        }
        Response after = get(edge, "/articles/1");
        assertThat(after.field("Cache-Status")).startsWith("slipway; fwd=stale");
        assertThat(before).contains("Article 1");
        assertThat(get(edge, "/articles/2", "Accept-Encoding: gzip").field("Cache-Status"))
                .matches(FRESH);
    }

    /**
     * What did not change does not travel again. FastAPI leaves that to the app, and this one does not do it. Django answers
     * to the weak tag of what its GZipMiddleware compressed with the strong one: RFC 9111 §4.3.4 forbids to use that.
     */
    private static void isValidated(Edge edge, Framework framework) throws IOException {
        for (String coding : List.of("identity", "gzip")) {
            get(edge, "/articles/3", "Accept-Encoding: " + coding);
            edge.store().purge(List.of(new Selector.Key("http://" + Edge.HOST + "/articles/3")), Mode.SOFT);
            Response asked = get(edge, "/articles/3", "Accept-Encoding: " + coding);
            assertThat(asked.status()).isEqualTo(200);
            boolean validates =
                    framework == Framework.FLASK || framework == Framework.DJANGO && coding.equals("identity");
            if (validates) {
                assertThat(asked.field("Cache-Status")).startsWith("slipway; fwd=stale; fwd-status=304");
            } else {
                assertThat(asked.field("Cache-Status"))
                        .startsWith("slipway; fwd=")
                        .contains("stored");
            }
            assertThat(get(edge, "/articles/3", "Accept-Encoding: " + coding).field("Cache-Status"))
                    .matches(FRESH);
        }
    }

    private Process start(Framework framework, int port) throws IOException {
        Shell shell = new Shell(Shell.repository().resolve("examples/caching"), Map.of("PYTHONDONTWRITEBYTECODE", "1"));
        return shell.start(folder.resolve("python.out"), folder.resolve("python.err"), framework.command(port));
    }

    private static Response get(Edge edge, String path, String... lines) throws IOException {
        try (RawClient client = edge.connect()) {
            return client.send(Scene.request("GET", path, lines)).read();
        }
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
