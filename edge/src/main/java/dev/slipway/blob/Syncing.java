package dev.slipway.blob;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The fsyncs of files and of the folders that name them. */
final class Syncing {
    /** Parallel fsyncs share the commits of the file system's journal: eight are five times as fast as one. */
    private static final int MOST_THREADS = 8;

    private Syncing() {}

    /** Work on one path that may fail as the disk does. */
    interface Step<T> {
        void run(T each) throws IOException;
    }

    /** That step for each, all of them tried; then the first failure is thrown. */
    static <T> void each(Collection<T> all, Step<T> step) throws IOException {
        if (all.isEmpty()) {
            return;
        }
        List<Callable<Boolean>> tasks = new ArrayList<>(all.size());
        for (T each : all) {
            tasks.add(() -> {
                step.run(each);
                return true;
            });
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(Math.min(MOST_THREADS, tasks.size()))) {
            for (Future<Boolean> task : threads.invokeAll(tasks)) {
                task.get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while contents were made durable; doing it again is safe", e);
        }
    }

    /** Returns when file and metadata are on the disk. */
    static void file(Path file) throws IOException {
        force(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    }

    /** Returns when the names in the folder are on the disk: Linux opens and syncs a folder as it does a file. */
    static void folder(Path folder) throws IOException {
        force(folder, StandardOpenOption.READ);
    }

    private static void force(Path path, OpenOption... options) throws IOException {
        try (FileChannel channel = FileChannel.open(path, options)) {
            channel.force(true);
        }
    }

    /** The folder's parents, nearest first; ends at one that may not be read, which this process has not made. */
    static void parents(Path folder) throws IOException {
        for (Path each = folder.toAbsolutePath().getParent(); each != null; each = each.getParent()) {
            try {
                folder(each);
            } catch (AccessDeniedException e) {
                return;
            }
        }
    }
}
