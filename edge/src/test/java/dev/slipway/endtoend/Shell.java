package dev.slipway.endtoend;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs commands as a user's shell does, in one folder, with a state home of their own. */
record Shell(Path folder, Map<String, String> environment) {
    private static final long LIMIT_SECONDS = 120;

    /** What a command came to. */
    record Result(int code, String out, String err) {}

    /** The repository's root. */
    static Path repository() {
        return Path.of(System.getProperty("slipway.repository", ".."))
                .toAbsolutePath()
                .normalize();
    }

    /** The command line of the class path under test: what {@code ./slipway} would run, without its build. */
    static List<String> slipway(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dslipway.home=" + repository(),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.slipway.Main"));
        command.addAll(List.of(arguments));
        return command;
    }

    Process start(Path out, Path err, List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** Runs a command to its end; one that takes too long is ended and fails the test. */
    Result run(List<String> command) throws IOException, InterruptedException {
        Path out = Files.createTempFile("slipway-test", ".out");
        Path err = Files.createTempFile("slipway-test", ".err");
        try {
            Process process = start(out, err, command);
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
                throw new AssertionError("no end after " + LIMIT_SECONDS + " s: " + command + "\n" + read(err));
            }
            return new Result(process.exitValue(), read(out), read(err));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    /** A line of a shell, as it would be typed. */
    Result line(String line) throws IOException, InterruptedException {
        return run(List.of("bash", "-c", line));
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }
}
