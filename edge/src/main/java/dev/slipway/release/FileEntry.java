package dev.slipway.release;

import dev.slipway.blob.Digest;
import java.util.List;

/**
 * One file of a release.
 *
 * @param path the URL path under which it answers, decoded: {@code /static/app.3f9a1c.js}
 * @param content the digest of its bytes as they are
 * @param size their length in bytes
 * @param mediaType with its charset where it has one: {@code text/css; charset=utf-8}
 * @param fingerprinted whether its name is proven to change with its content
 * @param encoded its precompressed forms, smallest first; empty where none wins
 */
public record FileEntry(
        String path, Digest content, long size, String mediaType, boolean fingerprinted, List<Encoded> encoded) {
    public FileEntry {
        encoded = List.copyOf(encoded);
    }

    /**
     * One precompressed form.
     *
     * @param coding {@code br}, {@code zstd} or {@code gzip}
     * @param content the digest of the compressed bytes
     * @param size their length in bytes
     */
    public record Encoded(String coding, Digest content, long size) {}
}
