package dev.slipway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is full, or may only be read: a small tmpfs that only the child process sees. Memory goes on. */
class StarvedStoreTest {
    @TempDir
    Path temp;

    private Path disk;

    @BeforeEach
    void mountingWorks() throws IOException, InterruptedException {
        disk = Files.createDirectory(temp.resolve("disk"));
        Process mount = new ProcessBuilder("unshare", "-rm", "mount", "-t", "tmpfs", "tmpfs", disk.toString()).start();
        assumeTrue(mount.waitFor() == 0, "unshare is not installed, or may not mount here");
    }

    @Test
    void aFullDiskCostsTheDiskOnly() throws Exception {
        String output = run(List.of(), "starve");

        assertThat(output.lines().filter(line -> !line.contains("WARN")))
                .containsExactly("stored: 1", "in memory: true", "failures: true", "durable: true", "left: 0");
        assertThat(output.lines().filter(line -> line.contains("WARN")))
                .as("one line")
                .hasSize(1)
                .first()
                .asString()
                .contains("an object cannot be written")
                .contains("No space left on device")
                .contains("goes on in memory");
    }

    @Test
    void aReadOnlyFolderIsNotUsed() throws Exception {
        String output = run(List.of("mount -o remount,ro \"$0\""), "read");

        assertThat(output.lines().filter(line -> !line.contains("WARN")))
                .containsExactly("restored: 0", "found: hello", "durable: true");
        assertThat(output.lines().filter(line -> line.contains("WARN"))).hasSize(1);
    }

    @Test
    void aFolderThatHasBecomeReadOnlyCannotForgetAndSaysSo() throws Exception {
        String output = run(List.of("\"$@\" > /dev/null", "mount -o remount,ro \"$0\""), "read");

        assertThat(output.lines().filter(line -> !line.contains("WARN")))
                .containsExactly("restored: 0", "found: hello", "durable: false");
    }

    @Test
    void aFolderThatWasGivenUpIsTakenUpAgainWhenThereIsRoom() throws Exception {
        String output = run(List.of(), "recover");

        assertThat(output.lines().filter(line -> !line.contains("WARN")))
                .containsExactly(
                        "full: true",
                        "durable: true",
                        "believed: false",
                        "durable: true",
                        "hard: 0",
                        "soft: PURGED",
                        "kept: GOOD");
    }

    @Test
    void aFolderThatIsAFileIsRefused() throws IOException {
        Path file = Files.writeString(temp.resolve("file"), "something");

        assertThatThrownBy(() -> ObjectStore.open(Samples.onDisk(file)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is a file; name another");
    }

    /** What the store prints on a disk of 1 MiB, after these commands. */
    private String run(List<String> prepare, String verb) throws Exception {
        List<String> script = new ArrayList<>();
        script.add("mount -t tmpfs -o size=1m tmpfs \"$0\"");
        script.add("mkdir \"$0/cache\"");
        script.addAll(prepare);
        script.add("exec \"$@\"");
        List<String> inside = List.of("unshare", "-rm", "sh", "-c", String.join(" && ", script), disk.toString());
        Path printed = temp.resolve("printed");
        Process process = StoreProcess.command(
                        inside, verb, disk.resolve("cache").toString())
                .redirectOutput(printed.toFile())
                .start();
        StoreProcess.finish(process);
        String output = Files.readString(printed);
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }
}
