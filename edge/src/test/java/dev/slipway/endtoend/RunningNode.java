package dev.slipway.endtoend;

import dev.slipway.api.ControlClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A node as a user's shell starts it: a process of its own, on ports that the system chose. */
final class RunningNode implements AutoCloseable {
    /** The site of {@link #configuration}. */
    static final String SITE = "faults";

    static final String HOST = "faults.localhost";

    private static final Pattern READY = Pattern.compile(
            "traffic on http://127\\.0\\.0\\.1:(\\d+)(?:, https://[^,]+)?, control on (http://127\\.0\\.0\\.1:(\\d+))");
    private static final long START_SECONDS = 60;
    private static final long STOP_SECONDS = 40;

    private final Process process;
    private final Path err;
    private final int port;
    private final String control;
    private final String token;

    private RunningNode(Process process, Path err, Matcher ready, String token) {
        this.process = process;
        this.err = err;
        this.port = Integer.parseInt(ready.group(1));
        this.control = ready.group(2);
        this.token = token;
    }

    /** One release route, one environment that answers for those hosts, state in {@code state}. */
    static String configuration(String... hosts) {
        return """
                site = "%s"

                [[route]]
                name = "assets"
                match = "/*"
                serve = "release"

                [deploy]
                assets = "dist"
                prefix = "/static"

                [environment.production]
                hosts = ["%s"]

                [node]
                listen = ["127.0.0.1:0"]
                control = "127.0.0.1:0"
                state = "state"
                """.formatted(SITE, String.join("\", \"", hosts));
    }

    static RunningNode start(Path folder) throws IOException, InterruptedException {
        return start(folder, command -> command);
    }

    /**
     * Starts a node in that folder and waits until it answers.
     *
     * @param folder its folder; a {@code slipway.toml} is made where it is missing
     * @param dressed the command line that starts it, from the plain one
     */
    static RunningNode start(Path folder, UnaryOperator<List<String>> dressed)
            throws IOException, InterruptedException {
        Path out = folder.resolve("serve.out");
        Path err = folder.resolve("serve.err");
        Process process = launch(folder, dressed);
        boolean ready = false;
        try {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
            Matcher line = READY.matcher(Files.readString(out));
            while (!line.find()) {
                if (process.waitFor(10, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
                    throw new AssertionError("the node did not start: " + Files.readString(err));
                }
                line = READY.matcher(Files.readString(out));
            }
            Path token = folder.resolve("home/slipway/control-127.0.0.1-" + line.group(3) + ".token");
            RunningNode node =
                    new RunningNode(process, err, line, Files.readString(token).strip());
            ready = true;
            return node;
        } finally {
            if (!ready) {
                process.destroyForcibly().waitFor();
            }
        }
    }

    /** Starts a node and does not wait for it. */
    static Process launch(Path folder, UnaryOperator<List<String>> dressed) throws IOException {
        Path toml = folder.resolve("slipway.toml");
        if (!Files.exists(toml)) {
            Files.writeString(toml, configuration(HOST));
        }
        Path out = folder.resolve("serve.out");
        Files.writeString(out, "");
        return shell(folder).start(out, folder.resolve("serve.err"), dressed.apply(Shell.slipway("serve")));
    }

    /** A shell in that folder with the state home that its node has. */
    static Shell shell(Path folder) {
        return new Shell(folder, Map.of("XDG_STATE_HOME", folder.resolve("home").toString()));
    }

    ControlClient client() {
        return new ControlClient(control, token);
    }

    String control() {
        return control;
    }

    String token() {
        return token;
    }

    /** The port of the traffic. */
    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    String errors() throws IOException {
        return Files.readString(err);
    }

    /** Ends it as a power cut would. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("a killed node does not end");
        }
    }

    /** Asks it to end, as an operator does. */
    void terminate() {
        process.destroy();
    }

    /** Waits for its end; returns its exit code. */
    int awaitEnd() throws IOException, InterruptedException {
        if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("the node does not end: " + errors());
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        boolean interrupted = false;
        while (true) {
            try {
                process.waitFor();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
