package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.testing.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ./slipway} and {@code ./dev} take for the JDK to run with. */
class FindJdkTest {
    private static final Path SCRIPT = Path.of(System.getProperty("slipway.repository", ".."), ".ci/jdk.sh");

    @TempDir
    Path folder;

    @Test
    void javaHomeComesFirst() throws Exception {
        Path home = home("new", "JAVA_VERSION=\"26.0.1\"\n", "javac", "java");

        assertThat(find(home)).isEqualTo(home.toString());
    }

    @Test
    void releaseWithoutItsLastNewlineIsReadToo() throws Exception {
        Path home = home("cut", "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"25\"", "javac", "java");

        assertThat(find(home)).isEqualTo(home.toString());
    }

    @Test
    void whatIsTooOldOrNoJdkIsPassedOver() throws Exception {
        assertThat(find(home("old", "JAVA_VERSION=\"1.8.0_472\"\n", "javac", "java")))
                .doesNotContain(folder.toString());
        assertThat(find(home("without", "JAVA_VERSION=\"25\"\n", "java"))).doesNotContain(folder.toString());
        assertThat(find(home("unnamed", "", "javac", "java"))).doesNotContain(folder.toString());
    }

    private static String find(Path javaHome) throws IOException, InterruptedException {
        return Command.run(
                        "bash",
                        "-c",
                        "set -euo pipefail; JAVA_HOME=$1; . \"$0\"; find_jdk",
                        SCRIPT.toString(),
                        javaHome.toString())
                .output()
                .strip();
    }

    private Path home(String name, String release, String... programs) throws IOException {
        Path bin = Files.createDirectories(folder.resolve(name).resolve("bin"));
        for (String program : programs) {
            assertThat(Files.createFile(bin.resolve(program)).toFile().setExecutable(true))
                    .isTrue();
        }
        Files.writeString(folder.resolve(name).resolve("release"), release);
        return folder.resolve(name);
    }
}
