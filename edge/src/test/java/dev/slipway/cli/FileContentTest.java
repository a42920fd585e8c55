package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.blob.Digest;
import dev.slipway.release.FileChangedException;
import dev.slipway.release.SourceFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileContentTest {
    @TempDir
    private Path folder;

    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

    @Test
    void sendsWhatWasHashed() throws IOException {
        content("hello").writeTo(sent);

        assertThat(sent.toString(StandardCharsets.UTF_8)).isEqualTo("hello");
    }

    @Test
    void neverSendsAChangedFileWhole() throws IOException {
        FileContent content = content("hello");

        Files.writeString(folder.resolve("a.txt"), "hullo");
        assertThatThrownBy(() -> content.writeTo(sent))
                .isInstanceOf(FileChangedException.class)
                .hasMessage("a.txt: has other content than when it was hashed");

        Files.writeString(folder.resolve("a.txt"), "hell");
        assertThatThrownBy(() -> content.writeTo(sent)).hasMessage("a.txt: became shorter while it was sent");

        Files.delete(folder.resolve("a.txt"));
        assertThatThrownBy(() -> content.writeTo(sent)).hasMessage("a.txt: was removed before it was sent");
        assertThat(sent.size()).isLessThan(5);
    }

    private FileContent content(String text) throws IOException {
        Path path = folder.resolve("a.txt");
        Files.writeString(path, text);
        SourceFile file = new SourceFile("a.txt", path, text.length(), Files.getLastModifiedTime(path));
        return new FileContent(Digest.of(text.getBytes(StandardCharsets.UTF_8)).hex(), file, bytes -> {});
    }
}
