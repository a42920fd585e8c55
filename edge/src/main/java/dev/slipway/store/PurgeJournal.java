package dev.slipway.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The purges that objects on disk may not have been told of yet, one file after the other in the folder {@code purges}; see
 * {@link JournalText}. A file is deleted when everything on disk has suffered what it says.
 *
 * <p>Everything here blocks: never call it on an event loop.
 */
final class PurgeJournal implements AutoCloseable {
    private static final int LONG_BYTES = 4 << 20;

    private final ReentrantLock lock = new ReentrantLock();
    private final Path folder;
    private final Complaints complaints;
    private @Nullable FileChannel channel; // this and the two below are guarded by lock
    private Path file;
    private long number;

    private PurgeJournal(Path folder, long number, Complaints complaints) {
        this.folder = folder;
        this.number = number;
        this.file = path(number);
        this.complaints = complaints;
    }

    /** A journal that goes on behind the files that are there. */
    static PurgeJournal open(Path folder, Complaints complaints) throws IOException {
        Files.createDirectories(folder);
        long latest = 0;
        for (Path each : files(folder)) {
            latest = Math.max(latest, Long.parseLong(each.getFileName().toString()));
        }
        PurgeJournal journal = new PurgeJournal(folder, latest, complaints);
        journal.begin();
        return journal;
    }

    /** What earlier processes have left, in no order. */
    static List<Path> files(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return List.of();
        }
        return DiskFolder.children(folder).stream()
                .filter(file -> file.getFileName().toString().matches("\\d{1,18}"))
                .toList();
    }

    /** Adds a purge; false where the disk does not take it. */
    boolean append(long sequence, Mode mode, List<Selector> selectors) {
        ByteBuffer lines = JournalText.encode(sequence, mode, selectors);
        lock.lock();
        try {
            FileChannel open = channel == null ? begin() : channel;
            while (lines.hasRemaining()) {
                open.write(lines);
            }
            return true;
        } catch (IOException e) {
            // What may be half a line stays at the end of its file, where it does no harm.
            end();
            complaints.about("a purge cannot be recorded in " + folder, e);
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Whether it is time to get rid of its older part. */
    boolean isLong() {
        lock.lock();
        try {
            return channel != null && channel.size() > LONG_BYTES;
        } catch (IOException e) {
            return false; // the next append will say so
        } finally {
            lock.unlock();
        }
    }

    /** Begins a new file and names those before it. */
    List<Path> rotate() throws IOException {
        lock.lock();
        try {
            List<Path> before = new ArrayList<>(files(folder));
            end();
            begin();
            return before;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            end();
        } finally {
            lock.unlock();
        }
    }

    private FileChannel begin() throws IOException {
        Path next = path(number + 1);
        FileChannel open = FileChannel.open(next, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
        number++;
        file = next;
        channel = open;
        return open;
    }

    private void end() {
        FileChannel open = channel;
        channel = null;
        if (open == null) {
            return;
        }
        try {
            open.close();
        } catch (IOException e) {
            complaints.about("the journal " + file + " cannot be closed", e);
        }
    }

    private Path path(long each) {
        return folder.resolve(Long.toString(each));
    }
}
