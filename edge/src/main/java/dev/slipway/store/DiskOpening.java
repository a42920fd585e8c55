package dev.slipway.store;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Opens the folder: decides whether what lies there is believed, reads the purges that it may not have been told of, and
 * begins a journal. What is not believed is put aside before anything else is changed, so that a process that is killed
 * here leaves a folder that the next one does not believe either.
 *
 * <pre>
 * mark       which boot of the machine wrote the folder; see {@link FolderMark}
 * objects/   see {@link DiskFolder} and {@link DiskFormat}
 * purges/    see {@link PurgeJournal}
 * aside/     what is being deleted
 * </pre>
 */
final class DiskOpening {
    private DiskOpening() {}

    /**
     * An open folder.
     *
     * @param past the purges of earlier processes, for what is on disk
     * @param old the journals that have them
     * @param number no file has it or a greater one
     * @param sequence no object or purge has a greater one
     */
    record Opened(
            DiskFolder folder,
            FolderMark mark,
            PurgeJournal journal,
            Complaints complaints,
            PastPurges past,
            List<Path> old,
            long number,
            long sequence) {}

    /**
     * Opens it; null where the disk does not let us.
     *
     * @throws IOException where the folder is something else
     */
    static @Nullable Opened open(Path path, FolderMark mark, Complaints complaints) throws IOException {
        try {
            Files.createDirectories(path);
        } catch (FileAlreadyExistsException e) {
            throw new IOException("the cache's folder " + path + " is a file; name another, or move it away", e);
        } catch (IOException e) {
            complaints.about("the cache's folder cannot be made", e);
            return null;
        }
        try {
            return opened(path, mark, complaints);
        } catch (IOException e) {
            complaints.about("the cache's folder " + path + " cannot be used", e);
            var unused = mark.drop(complaints);
            return null;
        }
    }

    private static Opened opened(Path path, FolderMark mark, Complaints complaints) throws IOException {
        DiskFolder folder = new DiskFolder(path);
        Path purges = path.resolve("purges");
        FolderMark.Bounds bounds = mark.read();
        PastPurges past = bounds.believed() ? past(PurgeJournal.files(purges)) : null;
        if (past == null) {
            folder.setAside();
            for (Path journal : PurgeJournal.files(purges)) {
                Files.delete(journal);
            }
            past = new PastPurges();
        }
        List<Path> old = PurgeJournal.files(purges);
        PurgeJournal journal = PurgeJournal.open(purges, complaints);
        long sequence = Math.max(bounds.sequences(), past.sequence());
        try {
            mark.put(bounds.numbers(), sequence);
        } catch (IOException e) {
            journal.close();
            throw e;
        }
        return new Opened(folder, mark, journal, complaints, past, old, bounds.numbers(), sequence);
    }

    /** The purges of all journals; null where one is damaged: then nothing on disk can be believed. */
    private static @Nullable PastPurges past(List<Path> journals) throws IOException {
        PastPurges past = new PastPurges();
        for (Path journal : journals) {
            if (!JournalText.decode(Files.readAllBytes(journal), past)) {
                return null;
            }
        }
        return past;
    }
}
