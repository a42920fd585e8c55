package dev.slipway.testing;

import dev.slipway.blob.Digest;
import dev.slipway.release.FileEntry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Contents by digest in a folder of the test, and the entries of releases that name them. */
public final class Contents {
    private final Path folder;

    public Contents(Path folder) {
        this.folder = folder;
    }

    /** Where a content lies. */
    public Path path(Digest digest) {
        return folder.resolve(digest.hex());
    }

    /** A file whose name does not change with its content. */
    public FileEntry file(String path, String mediaType, String text, FileEntry.Encoded... encoded) {
        return file(path, mediaType, text.getBytes(StandardCharsets.UTF_8), false, encoded);
    }

    /** A fingerprinted file. */
    public FileEntry fingerprinted(String path, String mediaType, String text, FileEntry.Encoded... encoded) {
        return file(path, mediaType, text.getBytes(StandardCharsets.UTF_8), true, encoded);
    }

    public FileEntry file(
            String path, String mediaType, byte[] bytes, boolean fingerprinted, FileEntry.Encoded... encoded) {
        return new FileEntry(path, put(bytes), bytes.length, mediaType, fingerprinted, Arrays.asList(encoded));
    }

    /** A precompressed form; its bytes need not be what they are called. */
    public FileEntry.Encoded encoded(String coding, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new FileEntry.Encoded(coding, put(bytes), bytes.length);
    }

    private Digest put(byte[] bytes) {
        Digest digest = Digest.of(bytes);
        try {
            Files.createDirectories(folder);
            Files.write(path(digest), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return digest;
    }
}
