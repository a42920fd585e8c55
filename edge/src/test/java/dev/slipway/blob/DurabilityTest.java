package dev.slipway.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What reaches the disk in which order, as the kernel sees it. */
class DurabilityTest {
    private static final String CALLS = "fsync,fdatasync,rename,renameat,renameat2";

    /** {@code 812 fsync(5</tmp/blobs/9f>) = 0}. */
    private static final Pattern SYNC = Pattern.compile("f(?:data)?sync\\(\\d+<([^>]+)>");

    /** {@code 812 rename("/tmp/a", "/tmp/b") = 0}. */
    private static final Pattern RENAME = Pattern.compile("rename\\w*\\(.*\"([^\"]+)\"(?:, \\w+)?(?:\\)| <unfinished)");

    private static final Pattern THREAD = Pattern.compile("^(\\d+) ");

    @TempDir
    Path temp;

    private Path folder;

    @BeforeEach
    void straceWorks() throws IOException, InterruptedException {
        assumeTrue(
                Child.works(temp, "strace", "-f", "-e", "trace=fsync", "true"),
                "strace is not installed, or may not trace here");
        folder = temp.toRealPath().resolve("state/blobs");
    }

    @Test
    void filesThenFoldersAreSyncedBeforeTheyAreNamed() throws Exception {
        Path trace = temp.resolve("trace");
        List<String> strace =
                List.of("strace", "-f", "-y", "-s", "4096", "-e", "trace=" + CALLS, "-o", trace.toString());

        Child child = Child.run(Child.storeMain(strace, "publish", folder.toString()), temp);

        assertThat(child.exit()).as(child.output()).isZero();
        List<String> calls = calls(Files.readAllLines(trace));
        String published = "rename " + folder.resolve("published");
        assertThat(calls).contains(published);
        BlobStore store = BlobStore.open(folder);
        for (int i = 0; i < 12; i++) {
            Path path = store.path(Digest.of(StoreMain.content(i)));
            assertThat(calls)
                    .containsSubsequence(
                            "rename " + path, "sync " + path, "sync " + path.getParent(), "sync " + folder, published);
            assertThat(calls.stream().filter(("sync " + path)::equals)).hasSize(1);
        }
        assertThat(calls).containsSubsequence("sync " + folder, "sync " + folder.getParent(), published);
    }

    @Test
    void aFileWhoseSyncFailedIsWrittenAgain() throws Exception {
        Path trace = temp.resolve("trace");
        Path path = BlobStore.open(folder).path(Digest.of(StoreMain.content(0)));
        // Every fsync of the file that has the name while strace looks it up fails; that of an arriving one does not.
        List<String> strace = List.of(
                "strace",
                "-f",
                "-y",
                "-P",
                path.toString(),
                "-e",
                "trace=" + CALLS,
                "-e",
                "inject=fsync:error=EIO",
                "-o",
                trace.toString());

        Child child = Child.run(Child.storeMain(strace, "insist", folder.toString()), temp);

        assertThat(child.exit()).as(child.output()).isZero();
        assertThat(child.output().lines()).hasSize(2).first().asString().startsWith("failed: Input/output error");
        assertThat(child.output().lines()).last().isEqualTo("durable, another file");
        assertThat(calls(Files.readAllLines(trace))).containsOnlyOnce("sync " + path);
        assertThat(path).hasBinaryContent(StoreMain.content(0));
    }

    /** A sync stands where it ended, a rename where it began: the stricter way for both. */
    private static List<String> calls(List<String> trace) {
        List<String> calls = new ArrayList<>();
        Map<String, String> unfinished = new HashMap<>();
        for (String line : trace) {
            Matcher thread = THREAD.matcher(line);
            String by = thread.find() ? thread.group(1) : "";
            Matcher sync = SYNC.matcher(line);
            Matcher rename = RENAME.matcher(line);
            if (rename.find()) {
                calls.add("rename " + rename.group(1));
            } else if (sync.find() && line.contains("<unfinished")) {
                unfinished.put(by, sync.group(1));
            } else if (line.contains("sync resumed>")) {
                calls.add("sync " + unfinished.remove(by));
            } else if (line.contains("sync(")) {
                calls.add("sync " + sync.group(1));
            }
        }
        return calls;
    }
}
