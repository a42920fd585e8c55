package dev.slipway.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process that the demo started, and everything that this one started: it does not outlive the demo. */
final class DemoProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Path SETPRIV = Path.of("/usr/bin/setpriv");
    private static final int SHOWN_LINES = 8;

    private final String name;
    private final Path log;
    private final Process process;

    private DemoProcess(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
    }

    /**
     * Starts a process; call it on a thread that lives as long as the process should, because Linux ends the process
     * with it.
     *
     * @param log where its output goes, appended
     */
    static DemoProcess start(String name, Path folder, Path log, Map<String, String> environment, List<String> command)
            throws IOException {
        List<String> full = new ArrayList<>();
        if (Files.isExecutable(SETPRIV)) {
            // So that even kill -9 of the demo leaves nothing behind.
            full.addAll(List.of(SETPRIV.toString(), "--pdeathsig", "TERM", "--"));
        }
        full.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(full)
                .directory(folder.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .redirectErrorStream(true);
        builder.environment().putAll(environment);
        return new DemoProcess(name, log, builder.start());
    }

    /** Waits for its end; anything but success is a refusal with the last lines of its log. */
    void requireSuccess() throws InterruptedException, IOException {
        if (process.waitFor() != 0) {
            throw failed("ended with code " + process.exitValue());
        }
    }

    void requireAlive() throws IOException {
        if (!process.isAlive()) {
            throw failed("ended with code " + process.exitValue());
        }
    }

    private RuntimeException failed(String what) throws IOException {
        List<String> lines = Files.readAllLines(log);
        return Refusal.of(
                "demo-process",
                "A part of the demo does not run",
                name + " " + what + "; its last lines follow",
                "a process that runs until the demo ends",
                "read " + log + "; remove the demo's folder to begin anew",
                lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size()));
    }

    @Override
    public void close() {
        List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
        all.add(process.toHandle());
        all.forEach(ProcessHandle::destroy);
        try {
            if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                all.forEach(ProcessHandle::destroyForcibly);
            }
        } catch (InterruptedException e) {
            all.forEach(ProcessHandle::destroyForcibly);
            Thread.currentThread().interrupt();
        }
        all.stream().filter(ProcessHandle::isAlive).forEach(ProcessHandle::destroyForcibly);
    }
}
