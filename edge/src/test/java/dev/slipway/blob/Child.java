package dev.slipway.blob;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A child process that has ended. */
record Child(int exit, String output) {
    private static final long MOST_SECONDS = 60;

    static Child run(List<String> command, Path temp) throws IOException, InterruptedException {
        Path output = Files.createTempFile(temp, "child", ".out");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(MOST_SECONDS, TimeUnit.SECONDS))
                    .as("%s ends in time", command)
                    .isTrue();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        return new Child(process.exitValue(), Files.readString(output, UTF_8));
    }

    /** Whether the command exists, may do what it does, and succeeds. */
    static boolean works(Path temp, String... command) throws InterruptedException {
        try {
            return run(List.of(command), temp).exit() == 0;
        } catch (IOException e) {
            return false; // not installed
        }
    }

    /** The command, then {@link StoreMain} with these arguments on this JVM and class path. */
    static List<String> storeMain(List<String> before, String... arguments) {
        List<String> command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx64m", "-cp"));
        command.add(System.getProperty("java.class.path"));
        command.add(StoreMain.class.getName());
        command.addAll(List.of(arguments));
        return command;
    }
}
