package dev.slipway.testing;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** What a command of the system printed, on both outputs, and how it ended. */
public record Command(int exitCode, String output) {
    /** Runs it without input. */
    public static Command run(String... words) throws IOException, InterruptedException {
        return run(new File("/dev/null"), words);
    }

    /** Runs it with that text as its input. */
    public static Command with(String input, String... words) throws IOException, InterruptedException {
        Path file = Files.createTempFile("input", ".txt");
        try {
            Files.writeString(file, input);
            return run(file.toFile(), words);
        } finally {
            Files.delete(file);
        }
    }

    private static Command run(File input, String... words) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(input))
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException(words[0] + " did not end: " + output);
        }
        return new Command(process.exitValue(), output);
    }
}
