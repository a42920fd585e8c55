package dev.slipway.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code slipway demo} as a process of its own on free ports, in a folder of its own. */
final class RunningDemo implements AutoCloseable {
    private static final long STARTS_WITHIN_SECONDS = 90;
    private static final long ENDS_WITHIN_SECONDS = 40;
    private static final Pattern PRODUCTION = Pattern.compile("production +(http://shop\\.localhost:(\\d+))");

    private final Shell shell;
    private final Path folder;
    private final Path out;
    private final Path err;
    private final Process process;
    private final int port;

    RunningDemo(Path temporary) throws IOException, InterruptedException {
        this(temporary, 0);
    }

    /** @param port of the traffic, or 0 for a free one */
    RunningDemo(Path temporary, int port) throws IOException, InterruptedException {
        this.folder = temporary.resolve("demo");
        this.out = temporary.resolve("demo.out");
        this.err = temporary.resolve("demo.err");
        this.shell = new Shell(
                Shell.repository(),
                Map.of("XDG_STATE_HOME", temporary.resolve("state-home").toString(), "NO_COLOR", "1"));
        // Started from a background job, as in some CI, a process inherits an ignored SIGINT, and no Ctrl-C would reach
        // it.
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
        command.addAll(Shell.slipway(
                "demo",
                "--folder",
                folder.toString(),
                "--port",
                String.valueOf(port),
                "--https-port",
                "0",
                "--control-port",
                "0"));
        this.process = shell.start(out, err, command);
        try {
            this.port = awaitGuide();
        } catch (AssertionError | IOException | InterruptedException e) {
            close();
            throw e;
        }
    }

    /** Waits until the demo has printed everything it has to say; the last line of it is about Ctrl-C. */
    private int awaitGuide() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(STARTS_WITHIN_SECONDS);
        while (!guide().contains("Ctrl-C")) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new AssertionError("the demo did not start:\n" + guide() + Files.readString(err));
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        Matcher production = PRODUCTION.matcher(guide());
        if (!production.find()) {
            throw new AssertionError("no address of production in:\n" + guide());
        }
        return Integer.parseInt(production.group(2));
    }

    /** What the demo printed. */
    String guide() throws IOException {
        return Files.readString(out);
    }

    Shell shell() {
        return shell;
    }

    /** The copy of the shop that the demo serves. */
    Path shop() {
        return folder.resolve("shop");
    }

    int port() {
        return port;
    }

    /** The demo's state. */
    Path state() {
        return folder.resolve("state");
    }

    /** Ends the demo and everything it started as a power cut would. */
    void kill() throws InterruptedException {
        close();
        if (!process.waitFor(ENDS_WITHIN_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("a killed demo does not end");
        }
    }

    /** The demo's own process and everything it started. */
    List<ProcessHandle> processes() {
        return process.descendants().toList();
    }

    /** Ends the demo as Ctrl-C does, and returns its exit code. */
    int interrupt() throws IOException, InterruptedException {
        shell.run(List.of("kill", "-INT", String.valueOf(process.pid())));
        if (!process.waitFor(ENDS_WITHIN_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("the demo did not end:\n" + Files.readString(err));
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        List<ProcessHandle> children = processes();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
    }
}
