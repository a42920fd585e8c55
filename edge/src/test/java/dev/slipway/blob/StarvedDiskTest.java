package dev.slipway.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is full, or may not be written: a small tmpfs that only the child process sees. */
class StarvedDiskTest {
    @TempDir
    Path temp;

    private Path disk;

    @BeforeEach
    void mountingWorks() throws IOException, InterruptedException {
        disk = Files.createDirectory(temp.resolve("disk"));
        assumeTrue(
                Child.works(temp, "unshare", "-rm", "mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk.toString()),
                "unshare is not installed, or may not mount here");
    }

    @Test
    void aFullDiskIsSaidAndLeavesNothingHalfWritten() throws Exception {
        Child child = fill("true");

        assertThat(child.output()).isEqualTo("DiskFull\nleft: 0\nstored\n");
        assertThat(child.exit()).isZero();
    }

    @Test
    void aReadOnlyDiskIsRefused() throws Exception {
        Child child = fill("mkdir -p \"$1/blobs/incoming\" && mount -o remount,ro \"$1\"");

        assertThat(child.output())
                .startsWith("FileSystemException\nleft: 0\nrefused: ")
                .contains("Read-only");
        assertThat(child.exit()).isZero();
    }

    private Child fill(String prepare) throws IOException, InterruptedException {
        String script = "mount -t tmpfs -o size=1m tmpfs \"$1\" && " + prepare + " && shift && exec \"$@\"";
        List<String> inside = List.of("unshare", "-rm", "sh", "-c", script, "sh", disk.toString());
        return Child.run(Child.storeMain(inside, "fill", disk.resolve("blobs").toString()), temp);
    }
}
