package dev.slipway.telemetry;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The end of the access log, and what comes after it, across rotations. Blocking reads: for virtual threads. Whoever
 * follows calls {@link #poll} every now and then.
 */
public final class LogTail implements Closeable {
    /** The most lines that {@link #open} looks back. */
    public static final int MAX_LINES = 10_000;

    private static final int BLOCK = 64 << 10;
    private static final int CURRENT = 0;
    private static final int DELETED = -1;

    private final Path path;
    private final List<String> ready = new ArrayList<>();
    private final ByteArrayOutputStream partial = new ByteArrayOutputStream();
    private @Nullable FileChannel channel;
    private @Nullable Object key;

    private LogTail(Path path) {
        this.path = path;
    }

    /**
     * A tail that begins with the last lines there are, older files included.
     *
     * @param lines how many, at most {@link #MAX_LINES}
     */
    public static LogTail open(Path path, int lines) throws IOException {
        if (lines < 0 || lines > MAX_LINES) {
            throw new IllegalArgumentException("lines: expected 0 to " + MAX_LINES + ", found " + lines);
        }
        LogTail tail = new LogTail(path);
        tail.open(path);
        FileChannel current = tail.channel;
        if (current != null) {
            long end = current.size();
            tail.ready.addAll(lastLines(current, end, lines));
            // A line that is being written is left for poll.
            current.position(lastLineEnd(current, end));
        }
        for (int age = 1; tail.ready.size() < lines && Files.exists(LogFile.rotated(path, age)); age++) {
            try (FileChannel older = FileChannel.open(LogFile.rotated(path, age), StandardOpenOption.READ)) {
                tail.ready.addAll(0, lastLines(older, older.size(), lines - tail.ready.size()));
            }
        }
        return tail;
    }

    /** The complete lines that have come since the last call; empty where there are none yet. Does not wait. */
    public List<String> poll() throws IOException {
        List<String> lines = new ArrayList<>(ready);
        ready.clear();
        if (channel == null) {
            openOldest();
        }
        readOn(lines);
        for (int age = age(); age != CURRENT; age = age()) {
            // Ours was rotated: it grows no more, and what is newer follows.
            readOn(lines);
            if (age == DELETED) {
                openOldest();
            } else if (!openNewer(age)) {
                break;
            }
            readOn(lines);
        }
        return lines;
    }

    /** How often the open file has been rotated, or {@link #CURRENT}, or {@link #DELETED}. */
    private int age() throws IOException {
        if (channel == null) {
            return CURRENT;
        }
        int oldest = oldest();
        for (int age = 0; age <= oldest + 1; age++) {
            if (Objects.equals(keyOf(LogFile.rotated(path, age)), key)) {
                return age;
            }
        }
        return DELETED;
    }

    /** Moves on to the file that followed; false where there is none yet. */
    private boolean openNewer(int age) throws IOException {
        FileChannel before = channel;
        Object keyBefore = key;
        channel = null;
        boolean opened = open(LogFile.rotated(path, age - 1));
        // Rotation moves the oldest first: where ours is in its place still, the newer one was in its own.
        boolean stayed = Objects.equals(keyOf(LogFile.rotated(path, age)), keyBefore);
        if (opened && stayed) {
            if (before != null) {
                before.close();
            }
            return true;
        }
        close();
        channel = before;
        key = keyBefore;
        return opened;
    }

    private void openOldest() throws IOException {
        boolean stayed = false;
        while (!stayed) {
            close();
            int age = oldest();
            stayed = !open(LogFile.rotated(path, age)) || age == oldest() && age() == age;
        }
    }

    /** The age of the oldest file. While a rotation is going on one place may be empty. */
    private int oldest() {
        int age = 0;
        while (true) {
            if (Files.exists(LogFile.rotated(path, age + 1))) {
                age++;
            } else if (Files.exists(LogFile.rotated(path, age + 2))) {
                age += 2;
            } else {
                return age;
            }
        }
    }

    private boolean open(Path file) throws IOException {
        try {
            key = keyOf(file);
            channel = FileChannel.open(file, StandardOpenOption.READ);
            return true;
        } catch (NoSuchFileException e) {
            // Nothing was logged yet, or it was just rotated: the next poll looks again.
            return false;
        }
    }

    private static @Nullable Object keyOf(Path file) throws IOException {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private void readOn(List<String> lines) throws IOException {
        FileChannel from = channel;
        if (from == null) {
            return;
        }
        ByteBuffer block = ByteBuffer.allocate(BLOCK);
        while (from.read(block) > 0) {
            block.flip();
            while (block.hasRemaining()) {
                byte b = block.get();
                if (b == '\n') {
                    lines.add(partial.toString(StandardCharsets.UTF_8));
                    partial.reset();
                } else {
                    partial.write(b);
                }
            }
            block.clear();
        }
    }

    /** Where the last complete line ends. */
    private static long lastLineEnd(FileChannel file, long end) throws IOException {
        return lineFeedBefore(file, end, 1) + 1;
    }

    private static List<String> lastLines(FileChannel file, long end, int count) throws IOException {
        if (count == 0) {
            return List.of();
        }
        long to = lastLineEnd(file, end);
        long from = lineFeedBefore(file, to, count + 1) + 1;
        byte[] bytes = new byte[Math.toIntExact(to - from)];
        ByteBuffer all = ByteBuffer.wrap(bytes);
        while (all.hasRemaining() && file.read(all, from + all.position()) > 0) {
            continue;
        }
        return new String(bytes, StandardCharsets.UTF_8).lines().toList();
    }

    /** Where the line feed is that is the nth before that place, or -1. */
    private static long lineFeedBefore(FileChannel file, long end, int nth) throws IOException {
        int seen = 0;
        for (long to = end; to > 0; ) {
            long from = Math.max(0, to - BLOCK);
            ByteBuffer block = ByteBuffer.allocate((int) (to - from));
            while (block.hasRemaining() && file.read(block, from + block.position()) > 0) {
                continue;
            }
            for (int i = block.position() - 1; i >= 0; i--) {
                if (block.get(i) == '\n' && ++seen == nth) {
                    return from + i;
                }
            }
            to = from;
        }
        return -1;
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
