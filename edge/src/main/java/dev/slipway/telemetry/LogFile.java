package dev.slipway.telemetry;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The file that lines are appended to, with its predecessors: {@code access.log}, {@code access.log.1} (newest) to
 * {@code access.log.8}. Used by one thread.
 */
final class LogFile implements Closeable {
    private static final int BUFFER_BYTES = 64 << 10;

    private final Path path;
    private final LogRules rules;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private @Nullable FileChannel channel;
    private long size;
    private boolean torn;

    LogFile(Path path, LogRules rules) {
        this.path = path;
        this.rules = rules;
    }

    /** The rotated file of that age; 0 is the one being written. */
    static Path rotated(Path path, int age) {
        return age == 0 ? path : path.resolveSibling(path.getFileName() + "." + age);
    }

    /** Takes one line; it reaches the file by {@link #flush} at the latest. */
    void append(byte[] line, int length) throws IOException {
        if (size + buffer.position() + length > rules.fileBytes() && size + buffer.position() > 0) {
            flush();
            rotate();
        }
        for (int at = 0; at < length; ) {
            if (!buffer.hasRemaining()) {
                flush();
            }
            int part = Math.min(length - at, buffer.remaining());
            buffer.put(line, at, part);
            at += part;
        }
        if (buffer.position() > BUFFER_BYTES / 2) {
            flush();
        }
    }

    /**
     * Writes what was taken.
     *
     * @throws IOException when it could not be; what was not written is dropped, and the next line starts afresh
     */
    void flush() throws IOException {
        if (buffer.position() == 0) {
            return;
        }
        buffer.flip();
        try {
            FileChannel to = open();
            if (torn) {
                to.write(ByteBuffer.wrap(new byte[] {'\n'}));
                torn = false;
                size++;
            }
            while (buffer.hasRemaining()) {
                size += to.write(buffer);
            }
        } catch (IOException e) {
            torn = true;
            throw e;
        } finally {
            buffer.clear();
        }
    }

    private FileChannel open() throws IOException {
        FileChannel current = channel;
        if (current != null) {
            return current;
        }
        FileChannel opened =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        channel = opened;
        size = opened.size();
        return opened;
    }

    private void rotate() throws IOException {
        close();
        size = 0;
        if (rules.files() == 0) {
            Files.deleteIfExists(path);
            return;
        }
        for (int age = rules.files() - 1; age >= 0; age--) {
            Path from = rotated(path, age);
            if (Files.exists(from)) {
                Files.move(from, rotated(path, age + 1), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    @Override
    public void close() throws IOException {
        FileChannel last = channel;
        channel = null;
        if (last != null) {
            last.close();
        }
    }
}
