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
        while (!tail.begin(lines)) {
            // A rotation came between: what was read may be half of it before and half after.
            tail.ready.clear();
        }
        return tail;
    }

    /** Reads the last lines and stays where they end; false when the files moved meanwhile. */
    private boolean begin(int lines) throws IOException {
        List<@Nullable Object> places = places();
        for (int age = 0; age < places.size() && (channel == null || ready.size() < lines); age++) {
            Object expected = places.get(age);
            if (expected == null) {
                continue;
            }
            FileChannel file = open(age, expected);
            if (file == null) {
                close();
                return false;
            }
            long end = file.size();
            ready.addAll(0, lastLines(file, end, lines - ready.size()));
            if (channel == null) {
                // A line that is being written is left for poll.
                file.position(lastLineEnd(file, end));
                channel = file;
                key = expected;
            } else {
                file.close();
            }
        }
        return true;
    }

    /** The complete lines that have come since the last call; empty where there are none yet. Does not wait. */
    public List<String> poll() throws IOException {
        List<String> lines = new ArrayList<>(ready);
        ready.clear();
        readOn(lines);
        while (!isCurrent()) {
            List<@Nullable Object> places = places();
            int newer = newer(places);
            if (newer < 0) {
                break;
            }
            // Ours was rotated or removed: it grows no more, and what is newer follows.
            readOn(lines);
            Object expected = Objects.requireNonNull(places.get(newer));
            FileChannel next = open(newer, expected);
            if (next != null) {
                close();
                channel = next;
                key = expected;
                readOn(lines);
            }
        }
        return lines;
    }

    private boolean isCurrent() throws IOException {
        return channel != null && Objects.equals(keyOf(path), key);
    }

    /** The place of the file that followed ours, or of the oldest where ours is gone; -1 where there is none yet. */
    private int newer(List<@Nullable Object> places) {
        int ours = channel == null ? -1 : places.indexOf(key);
        for (int age = ours < 0 ? places.size() - 1 : ours - 1; age >= 0; age--) {
            if (places.get(age) != null) {
                return age;
            }
        }
        return -1;
    }

    /**
     * Which file is in which place, all at the same moment; null where there is none. Files only move up, so what two
     * looks in a row find in its place was there from the one to the other. With a single look, a file that moves as
     * fast as the look proceeds seems to be gone, and would be read a second time.
     */
    private List<@Nullable Object> places() throws IOException {
        List<@Nullable Object> before = look();
        for (List<@Nullable Object> now = look(); !now.equals(before); now = look()) {
            before = now;
        }
        return before;
    }

    /** While a rotation is going on one place may be empty: the end is where two are. */
    private List<@Nullable Object> look() throws IOException {
        List<@Nullable Object> places = new ArrayList<>();
        int empty = 0;
        for (int age = 0; empty < 2; age++) {
            Object found = keyOf(LogFile.rotated(path, age));
            empty = found == null ? empty + 1 : 0;
            places.add(found);
        }
        return places;
    }

    /** Opens the file in that place, or returns null when it is no longer the expected one. */
    private @Nullable FileChannel open(int age, Object expected) throws IOException {
        Path file = LogFile.rotated(path, age);
        FileChannel opened;
        try {
            opened = FileChannel.open(file, StandardOpenOption.READ);
        } catch (NoSuchFileException e) {
            return null;
        }
        if (Objects.equals(keyOf(file), expected)) {
            return opened;
        }
        opened.close();
        return null;
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
