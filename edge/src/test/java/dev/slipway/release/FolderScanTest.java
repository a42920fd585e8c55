package dev.slipway.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FolderScanTest {
    @TempDir
    private Path folder;

    @Test
    void findsEveryFileSortedAndSaysWhatItLeavesOut() throws Exception {
        write("b.js", "b");
        write("css/a.css", "a");
        write(".vite/manifest.json", "{}");
        write("css/.hidden", "");
        write(".well-known/security.txt", "x");
        Files.createSymbolicLink(folder.resolve("link.js"), Path.of("b.js"));

        FolderScan.Found found = found();

        assertThat(found.files())
                .extracting(SourceFile::name)
                .containsExactly(".well-known/security.txt", "b.js", "css/a.css", "link.js");
        assertThat(found.leftOut()).containsExactly(".vite/manifest.json", "css/.hidden");
    }

    @Test
    void refusesLinksThatLeadOutOrNowhereOrRound() throws Exception {
        Path outside = Files.createTempFile("slipway-outside", ".txt");
        try {
            Files.createSymbolicLink(folder.resolve("out"), outside);
            Files.createSymbolicLink(folder.resolve("nowhere"), Path.of("missing"));
            Files.createSymbolicLink(folder.resolve("round"), folder);

            assertThat(complaints())
                    .satisfiesExactly(
                            nowhere -> assertThat(nowhere).startsWith("nowhere: is a link to missing, which does not"),
                            out -> assertThat(out)
                                    .startsWith("out: is a link to ")
                                    .endsWith(", outside the folder"),
                            round -> assertThat(round).isEqualTo("round: is a link to a folder that it lies in"));
        } finally {
            Files.delete(outside);
        }
    }

    @Test
    void refusesSpecialFilesAndNamesThatUrlsCannotCarry() throws Exception {
        run("mkfifo pipe && printf x > \"$(printf 'bad\\377name')\" && printf x > \"$(printf 'a\\tb')\"");
        write("c\\d", "");

        assertThat(complaints())
                .contains(
                        "pipe: is neither a file nor a folder (a pipe, socket or device)",
                        "a\\x09b: the name has a control character or a backslash, which URLs cannot carry",
                        "c\\d: the name has a control character or a backslash, which URLs cannot carry")
                .anyMatch(complaint -> complaint.endsWith("the name is not UTF-8"))
                .hasSize(4);
    }

    @Test
    void refusesNamesThatAUrlFolds() throws Exception {
        write("a b.js", "1");
        write("a%20b.js", "2");
        write("50%.txt", "3");

        assertThat(complaints()).containsExactly("a%20b.js: in a URL this is the same name as a b.js");
    }

    @Test
    void hashesWhatWasFound() throws Exception {
        write("a.txt", "a");
        write("b.txt", "b");

        Map<String, ContentHashes> hashes = FolderHasher.hash(found().files(), () -> {});

        assertThat(hashes.get("a.txt"))
                .extracting(ContentHashes::sha256)
                .isEqualTo("ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb");
        assertThat(hashes).hasSize(2);
    }

    @Test
    void refusesAFileThatChangesBetweenFindingAndHashing() throws Exception {
        write("a.txt", "a");
        List<SourceFile> grown = found().files();
        write("a.txt", "ab");
        assertThatThrownBy(() -> FolderHasher.hash(grown, () -> {}))
                .isInstanceOf(FileChangedException.class)
                .hasMessage("a.txt: had 1 bytes, then 2");

        List<SourceFile> touched = found().files();
        Files.setLastModifiedTime(folder.resolve("a.txt"), FileTime.fromMillis(1));
        assertThatThrownBy(() -> FolderHasher.hash(touched, () -> {})).hasMessageContaining("was last changed");

        List<SourceFile> removed = found().files();
        Files.delete(folder.resolve("a.txt"));
        assertThatThrownBy(() -> FolderHasher.hash(removed, () -> {})).hasMessage("a.txt: was there, then gone");
    }

    private FolderScan.Found found() throws IOException {
        FolderScan scan = FolderScan.of(folder);
        assertThat(scan).isInstanceOf(FolderScan.Found.class);
        return (FolderScan.Found) scan;
    }

    private List<String> complaints() throws IOException {
        return assertThat(FolderScan.of(folder))
                .asInstanceOf(type(FolderScan.Refused.class))
                .actual()
                .complaints();
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text, StandardCharsets.UTF_8);
    }

    private void run(String script) throws Exception {
        Process process = new ProcessBuilder("sh", "-ec", script)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }
}
