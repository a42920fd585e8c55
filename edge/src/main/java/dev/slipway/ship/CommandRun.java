package dev.slipway.ship;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A command of the team's, run where the command line runs, as a process group of its own: when its time is over, all of it
 * is ended. What it prints is passed on line by line, and its end is kept, both with secrets masked.
 */
public final class CommandRun {
    /** What is kept of the output; of gigabytes that is the end. */
    static final int KEPT_CHARACTERS = 32_000;

    private static final int LONGEST_LINE = 4_000;
    private static final long POLL_MILLIS = 100;
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final Path SETSID = Path.of("/usr/bin/setsid");

    private final Path folder;
    private final Map<String, String> variables;
    private final Masking masking;
    private final Consumer<String> lines;

    /**
     * @param folder where it runs
     * @param variables what it finds beside what this process has
     * @param lines who is shown each line
     */
    public CommandRun(Path folder, Map<String, String> variables, Masking masking, Consumer<String> lines) {
        this.folder = folder;
        this.variables = Map.copyOf(variables);
        this.masking = masking;
        this.lines = lines;
    }

    /**
     * How it ended.
     *
     * @param exitCode its exit code, or -1 where it could not start or was ended
     * @param detail in words
     * @param output the end of what it printed
     */
    public record Outcome(int exitCode, String detail, String output) {
        public boolean succeeded() {
            return exitCode == 0;
        }
    }

    /** Runs it to its end, but no longer than that, and not on when somebody has ended the whole. */
    public Outcome run(List<String> command, Duration deadline, BooleanSupplier stopped) throws InterruptedException {
        boolean grouped = Files.isExecutable(SETSID);
        List<String> words = new ArrayList<>();
        if (grouped) {
            words.add(SETSID.toString());
        }
        words.addAll(command);
        ProcessBuilder builder =
                new ProcessBuilder(words).directory(folder.toFile()).redirectErrorStream(true);
        builder.redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")));
        builder.environment().putAll(variables);
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            return new Outcome(-1, "it could not start: " + e.getMessage(), "");
        }
        // Ctrl-C reaches this process alone: the command has a group of its own.
        Thread atExit = new Thread(() -> endAtExit(process, grouped), "end-command");
        Runtime.getRuntime().addShutdownHook(atExit);
        try {
            return follow(process, grouped, deadline, stopped);
        } finally {
            forget(atExit);
        }
    }

    private Outcome follow(Process process, boolean grouped, Duration deadline, BooleanSupplier stopped)
            throws InterruptedException {
        Tail tail = new Tail();
        Thread reader = Thread.ofVirtual().name("command-output").start(() -> read(process, tail));
        String ended = await(process, deadline, stopped);
        if (ended != null) {
            end(process, grouped);
        }
        process.waitFor();
        // Whoever inherited the pipe may hold it for ever: what came until now is what counts.
        reader.join(GRACE);
        int code = ended == null ? process.exitValue() : -1;
        if (grouped && ended == null && code == 127) {
            return new Outcome(code, "exit code 127: there is no such program, or it did not find one", tail.text());
        }
        return new Outcome(code, ended == null ? "exit code " + code : ended, tail.text());
    }

    private void endAtExit(Process process, boolean grouped) {
        try {
            lines.accept("ended with this command line; slipway status says where everything stands");
            end(process, grouped);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void forget(Thread atExit) {
        try {
            var unused = Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // It is at work: this process ends.
        }
    }

    /** Null where it ended by itself; else why it has to be ended. */
    private static @org.jspecify.annotations.Nullable String await(
            Process process, Duration deadline, BooleanSupplier stopped) throws InterruptedException {
        long polls = Math.max(1, deadline.toMillis() / POLL_MILLIS);
        for (long i = 0; i < polls; i++) {
            if (process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                return null;
            }
            if (stopped.getAsBoolean()) {
                return "ended, because the run was";
            }
        }
        return "ended, because it took longer than " + deadline.toSeconds() + " s ([deploy] deadline)";
    }

    private static void end(Process process, boolean grouped) throws InterruptedException {
        signal(process, grouped, "TERM");
        if (!process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
            signal(process, grouped, "KILL");
        }
        // Children that outlive their parent are of the group still.
        signal(process, grouped, "KILL");
    }

    private static void signal(Process process, boolean grouped, String name) throws InterruptedException {
        if (!grouped) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            return;
        }
        try {
            Process kill = new ProcessBuilder("/bin/sh", "-c", "kill -" + name + " -" + process.pid() + " 2>/dev/null")
                    .redirectErrorStream(true)
                    .start();
            kill.waitFor();
        } catch (IOException e) {
            process.destroyForcibly();
        }
    }

    private void read(Process process, Tail tail) {
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            StringBuilder line = new StringBuilder();
            for (int next = in.read(); next >= 0; next = in.read()) {
                if (next == '\n') {
                    pass(line, tail);
                } else if (line.length() >= LONGEST_LINE + masking.longest()) {
                    passPiece(line, tail);
                }
                if (next != '\n') {
                    line.append((char) next);
                }
            }
            if (!line.isEmpty()) {
                pass(line, tail);
            }
        } catch (IOException e) {
            tail.add("(the rest of the output is lost: " + e.getMessage() + ")");
        }
    }

    /** Of a line without end all but so much as may be the beginning of a secret: the cut goes through none. */
    private void passPiece(StringBuilder line, Tail tail) {
        String masked = masking.mask(line.toString());
        int held = Math.min(masked.length(), masking.longest());
        String rest = masked.substring(masked.length() - held);
        line.setLength(0);
        line.append(masked, 0, masked.length() - held);
        pass(line, tail);
        line.append(rest);
    }

    private void pass(StringBuilder line, Tail tail) {
        String masked = masking.mask(line.toString());
        line.setLength(0);
        tail.add(masked);
        lines.accept(masked);
    }

    /** The last so many characters, in whole lines. */
    private static final class Tail {
        private final Deque<String> kept = new ArrayDeque<>();
        private int characters;

        synchronized void add(String line) {
            kept.add(line);
            characters += line.length() + 1;
            while (characters > KEPT_CHARACTERS && kept.size() > 1) {
                characters -= kept.removeFirst().length() + 1;
            }
        }

        synchronized String text() {
            return String.join("\n", kept);
        }
    }
}
