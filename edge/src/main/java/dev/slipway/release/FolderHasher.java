package dev.slipway.release;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The hashing of a folder's files, as many at once as there are processors. */
public final class FolderHasher {
    private static final int CHUNK_BYTES = 64 << 10;

    private FolderHasher() {}

    /**
     * The hashes of every file, by name.
     *
     * @param done is run after each file, on any thread
     * @throws FileChangedException when a file is not what was found any more
     * @throws IOException when a file cannot be read
     */
    public static Map<String, ContentHashes> hash(List<SourceFile> files, Runnable done)
            throws IOException, InterruptedException {
        Map<String, Future<ContentHashes>> running = HashMap.newHashMap(files.size());
        try (ExecutorService workers =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
            for (SourceFile file : files) {
                running.put(file.name(), workers.submit(() -> {
                    ContentHashes hashes = hash(file);
                    done.run();
                    return hashes;
                }));
            }
            return collect(running, workers);
        }
    }

    private static Map<String, ContentHashes> collect(
            Map<String, Future<ContentHashes>> running, ExecutorService workers)
            throws IOException, InterruptedException {
        Map<String, ContentHashes> hashes = HashMap.newHashMap(running.size());
        try {
            for (Map.Entry<String, Future<ContentHashes>> entry : running.entrySet()) {
                hashes.put(entry.getKey(), entry.getValue().get());
            }
            return hashes;
        } catch (ExecutionException e) {
            workers.shutdownNow();
            if (e.getCause() instanceof FileChangedException changed) {
                throw changed;
            }
            if (e.getCause() instanceof IOException broken) {
                throw new IOException(broken.getMessage(), broken);
            }
            throw new IllegalStateException("hashing failed", e);
        }
    }

    private static ContentHashes hash(SourceFile file) throws IOException {
        ContentHashes.Computation computation = new ContentHashes.Computation(Fingerprints.mayHoldHash(file.name()));
        byte[] chunk = new byte[CHUNK_BYTES];
        long length = 0;
        try (InputStream input = Files.newInputStream(file.path())) {
            for (int read = input.read(chunk); read >= 0; read = input.read(chunk)) {
                computation.update(chunk, read);
                length += read;
            }
        } catch (NoSuchFileException e) {
            throw new FileChangedException(file.name(), "was there, then gone");
        }
        requireUnchanged(file, length);
        return computation.finish();
    }

    /** Throws unless the file has the length and the time that were found. */
    private static void requireUnchanged(SourceFile file, long length) {
        if (length != file.size()) {
            throw new FileChangedException(file.name(), "had " + file.size() + " bytes, then " + length);
        }
        try {
            BasicFileAttributes now = Files.readAttributes(file.path(), BasicFileAttributes.class);
            if (!now.lastModifiedTime().equals(file.modified())) {
                throw new FileChangedException(
                        file.name(), "was last changed " + file.modified() + ", then " + now.lastModifiedTime());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
