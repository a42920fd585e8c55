package dev.slipway.cli;

import dev.slipway.api.ControlClient;
import dev.slipway.blob.Digest;
import dev.slipway.release.FileChangedException;
import dev.slipway.release.SourceFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.util.function.LongConsumer;

/**
 * A file on its way to the node, hashed again while it is sent.
 *
 * @param digest what it was when it was announced
 * @param file where it lies
 * @param sent is told how many bytes went out, on the sending thread
 */
record FileContent(String digest, SourceFile file, LongConsumer sent) implements ControlClient.Content {
    private static final int CHUNK_BYTES = 64 << 10;

    @Override
    public long size() {
        return file.size();
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        MessageDigest sha256 = Digest.sha256();
        byte[] chunk = new byte[CHUNK_BYTES];
        long left = file.size();
        try (InputStream input = Files.newInputStream(file.path())) {
            while (left > 0) {
                int read = input.read(chunk, 0, (int) Math.min(chunk.length, left));
                if (read < 0) {
                    throw new FileChangedException(file.name(), "became shorter while it was sent");
                }
                left -= read;
                sha256.update(chunk, 0, read);
                if (left == 0) {
                    requireSameContent(sha256);
                }
                out.write(chunk, 0, read);
                sent.accept(read);
            }
        } catch (NoSuchFileException e) {
            throw new FileChangedException(file.name(), "was removed before it was sent");
        }
    }

    /** Checked before the last piece goes out, so that a changed file never arrives as a whole. */
    private void requireSameContent(MessageDigest sha256) {
        if (!Digest.ofHash(sha256.digest()).hex().equals(digest)) {
            throw new FileChangedException(file.name(), "has other content than when it was hashed");
        }
    }
}
