package dev.slipway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.ControlClient;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A team's repository with a FastAPI service, its deployment command, and a node with staging and a protected production,
 * both at the same first release.
 */
final class ShippingSite implements AutoCloseable {
    static final String SITE = "shipping";

    private final Path folder;
    private final Shell shell;
    private final RunningNode node;

    ShippingSite(Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        int[] ports = freePorts();
        for (String name : List.of("app.py", "deploy.sh", "slipway.toml")) {
            Files.writeString(
                    folder.resolve(name),
                    resource(name)
                            .replace("STAGING_PORT", String.valueOf(ports[0]))
                            .replace("PRODUCTION_PORT", String.valueOf(ports[1])));
        }
        assertThat(folder.resolve("deploy.sh").toFile().setExecutable(true)).isTrue();
        Files.writeString(
                folder.resolve(".gitignore"), "state/\nhome/\nrunning/\nserve.*\n*.out\n*.err\n__pycache__/\n");
        Files.createDirectories(folder.resolve("dist"));
        Files.writeString(folder.resolve("dist/style.css"), "body { color: black }\n");
        this.node = RunningNode.start(folder);
        Map<String, String> variables = new HashMap<>();
        variables.put("XDG_STATE_HOME", folder.resolve("home").toString());
        variables.put("SLIPWAY_URL", node.control());
        variables.put("SLIPWAY_BY", "mara");
        variables.put("DATABASE_PASSWORD", "hunter2-and-more");
        variables.put("USER_A", "amelie:secret-a");
        variables.put("USER_B", "bertram:secret-b");
        variables.put("PYTHONDONTWRITEBYTECODE", "1");
        variables.put("NO_COLOR", "1");
        variables.put("GIT_CONFIG_GLOBAL", "/dev/null");
        this.shell = new Shell(folder, variables);
        line("git init -q && git config user.email mara@shop.test && git config user.name Mara");
        commit("first");
        for (String environment : List.of("staging", "production")) {
            line("SLIPWAY_ENVIRONMENT=" + environment + " SLIPWAY_RELEASE=first PORT="
                    + ports[environment.equals("staging") ? 0 : 1] + " ./deploy.sh up");
        }
        slipway("deploy", "--activate", "staging");
        slipway("promote", "production", "--reason", "the first");
    }

    private static int[] freePorts() throws IOException {
        try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new int[] {one.getLocalPort(), other.getLocalPort()};
        }
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = ShippingSite.class.getResourceAsStream("shipping/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    ControlClient client() {
        return node.client();
    }

    RunningNode node() {
        return node;
    }

    Path folder() {
        return folder;
    }

    /** Replaces text in a file of the repository; it must be there. */
    ShippingSite replace(String file, String old, String with) throws IOException {
        Path path = folder.resolve(file);
        String text = Files.readString(path);
        assertThat(text).contains(old);
        Files.writeString(path, text.replace(old, with));
        return this;
    }

    /** Writes a change record as {@code slipway note new} does, with those expectations. */
    ShippingSite record(String title, String expected, String onMissed) throws IOException, InterruptedException {
        slipway("note", "new", title);
        try (var records = Files.list(folder.resolve("changes"))) {
            Path path = records.max(Path::compareTo).orElseThrow();
            String text = Files.readString(path);
            Files.writeString(
                    path,
                    text.replace("[\"errors * <= 0.1%\"]", expected)
                            .replace("\"5m\" ", "\"4s\" ")
                            .replace("= 100 ", "= 20 ")
                            .replace("\"report\"", '"' + onMissed + '"'));
        }
        return this;
    }

    void commit(String message) throws IOException, InterruptedException {
        line("git add -A && git commit -qm '" + message + "'");
    }

    /** Runs a line of a shell, which must succeed. */
    void line(String line) throws IOException, InterruptedException {
        Shell.Result result = shell.line(line);
        assertThat(result.code()).as(line + "\n" + result.out() + result.err()).isZero();
    }

    /** Runs a verb, which must succeed. */
    Shell.Result slipway(String... arguments) throws IOException, InterruptedException {
        Shell.Result result = attempt(arguments);
        assertThat(result.code())
                .as(String.join(" ", arguments) + "\n" + result.out() + result.err())
                .isZero();
        return result;
    }

    /** Runs a verb to its end. */
    Shell.Result attempt(String... arguments) throws IOException, InterruptedException {
        return shell.run(Shell.slipway(arguments));
    }

    /** The same with one variable set to another value. */
    Shell.Result attemptWith(String variable, String value, String... arguments)
            throws IOException, InterruptedException {
        Map<String, String> variables = new HashMap<>(shell.environment());
        variables.put(variable, value);
        return new Shell(folder, variables).run(Shell.slipway(arguments));
    }

    Process start(Path out, Path err, String... arguments) throws IOException {
        return shell.start(out, err, Shell.slipway(arguments));
    }

    /** The release that is live there. */
    String live(String environment) {
        return client().activations(SITE, environment).getFirst().release();
    }

    /** What production answers at that path. */
    String get(String path) throws IOException, InterruptedException {
        Shell.Result result = shell.run(
                List.of("curl", "-s", "-H", "Host: shipping.localhost", "http://127.0.0.1:" + node.port() + path));
        return result.out();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        try {
            for (String environment : List.of("staging", "production")) {
                line("SLIPWAY_ENVIRONMENT=" + environment + " ./deploy.sh stop");
            }
        } finally {
            node.close();
        }
    }
}
