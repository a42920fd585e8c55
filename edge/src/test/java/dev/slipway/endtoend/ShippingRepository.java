package dev.slipway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.Objects;

/** A team's repository with a FastAPI service and its deployment command, and the shell of somebody who works in it. */
final class ShippingRepository {
    static final String SITE = "shipping";
    static final List<String> ENVIRONMENTS = List.of("staging", "production");

    private final Path folder;
    private final Map<String, Integer> ports;
    private final Map<String, String> variables;
    private final Shell shell;

    /** What is to be committed first; {@link #begin} makes a repository of it. */
    ShippingRepository(Path folder) throws IOException {
        this.folder = folder;
        this.ports = freePorts();
        for (String name : List.of("app.py", "deploy.sh", "slipway.toml")) {
            Files.writeString(folder.resolve(name), withPorts(resource(name)));
        }
        assertThat(folder.resolve("deploy.sh").toFile().setExecutable(true)).isTrue();
        Files.writeString(
                folder.resolve(".gitignore"), "state/\nhome/\nrunning/\nserve.*\n*.out\n*.err\n__pycache__/\n");
        Files.createDirectories(folder.resolve("dist"));
        Files.writeString(folder.resolve("dist/style.css"), "body { color: black }\n");
        this.variables = variables();
        this.shell = new Shell(folder, variables);
    }

    private Map<String, String> variables() {
        Map<String, String> variables = new HashMap<>();
        variables.put("XDG_STATE_HOME", folder.resolve("home").toString());
        variables.put("SLIPWAY_BY", "mara");
        variables.put("DATABASE_PASSWORD", "hunter2-and-more");
        variables.put("SHOP_USER_A", "amelie:secret-a");
        variables.put("SHOP_USER_B", "bertram:secret-b");
        variables.put("PYTHONDONTWRITEBYTECODE", "1");
        variables.put("NO_COLOR", "1");
        variables.put("GIT_CONFIG_GLOBAL", "/dev/null");
        return variables;
    }

    private static Map<String, Integer> freePorts() throws IOException {
        try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return Map.of("staging", one.getLocalPort(), "production", other.getLocalPort());
        }
    }

    /** A file of the tests' resources for shipping. */
    static String resource(String name) throws IOException {
        try (InputStream in = ShippingRepository.class.getResourceAsStream("shipping/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private String withPorts(String text) {
        return text.replace("STAGING_PORT", String.valueOf(port("staging")))
                .replace("PRODUCTION_PORT", String.valueOf(port("production")));
    }

    /** Commits what there is, and starts the app in both environments. */
    void begin() throws IOException, InterruptedException {
        line("git init -q && git config user.email mara@shop.test && git config user.name Mara");
        commit("first");
        for (String environment : ENVIRONMENTS) {
            line("SLIPWAY_ENVIRONMENT=" + environment + " SLIPWAY_RELEASE=first PORT=" + port(environment)
                    + " ./deploy.sh up");
        }
    }

    /** Ends the app in both environments. */
    void end() throws IOException, InterruptedException {
        for (String environment : ENVIRONMENTS) {
            line("SLIPWAY_ENVIRONMENT=" + environment + " ./deploy.sh stop");
        }
    }

    Path folder() {
        return folder;
    }

    /** The port of the environment's app. */
    int port(String environment) {
        return Objects.requireNonNull(ports.get(environment), environment);
    }

    /** Replaces text in a file of the repository; it must be there. */
    ShippingRepository replace(String file, String old, String with) throws IOException {
        Path path = folder.resolve(file);
        String text = Files.readString(path);
        assertThat(text).contains(old);
        Files.writeString(path, text.replace(old, with));
        return this;
    }

    /** Writes a change record as {@code slipway note new} does, with those expectations. */
    ShippingRepository record(String title, String expected, String onMissed) throws IOException, InterruptedException {
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

    /** The shell with that variable set from now on. */
    void set(String variable, String value) {
        variables.put(variable, value);
    }

    /** The shell with some variables more. */
    Shell shellWith(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(variables);
        all.putAll(more);
        return new Shell(folder, all);
    }

    /** Runs a line of a shell, which must succeed. */
    Shell.Result line(String line) throws IOException, InterruptedException {
        Shell.Result result = shell.line(line);
        assertThat(result.code()).as(line + "\n" + result.out() + result.err()).isZero();
        return result;
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

    Process start(Path out, Path err, String... arguments) throws IOException {
        return shell.start(out, err, Shell.slipway(arguments));
    }

    /** What that node answers at that path to visitors of that host. */
    static String get(RunningNode node, String host, String path) throws IOException, InterruptedException {
        return new Shell(Path.of("."), Map.of())
                .run(List.of("curl", "-s", "-H", "Host: " + host, "http://127.0.0.1:" + node.port() + path))
                .out();
    }
}
