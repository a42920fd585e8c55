package dev.slipway.blob;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Contents as plain files, each under its SHA-256.
 *
 * <pre>
 * blobs/9f/86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
 * blobs/incoming/7f3a9c.part     arriving; gone after a restart
 * </pre>
 *
 * <p>A file appears under its name only after its bytes were verified, and never changes then. It survives a power cut
 * only after {@link #makeDurable}; until then nobody may promise it.
 */
public final class BlobStore {
    /** Parallel fsyncs share the file system's journal commits: eight are five times as fast as one. */
    private static final int SYNC_THREADS = 8;

    private static final int BUFFER_BYTES = 64 << 10;

    private final Path folder;
    private final Path incoming;
    private final Set<Digest> durable = ConcurrentHashMap.newKeySet();

    /** What this process has read or written whole. */
    private final Set<Digest> vouched = ConcurrentHashMap.newKeySet();

    private BlobStore(Path folder) {
        this.folder = folder;
        this.incoming = folder.resolve("incoming");
    }

    /** Opens the store in that folder, making it where it is missing and clearing what an interrupted run left behind. */
    public static BlobStore open(Path folder) throws IOException {
        BlobStore store = new BlobStore(folder);
        Files.createDirectories(store.incoming);
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(store.incoming)) {
            for (Path leftover : leftovers) {
                Files.delete(leftover);
            }
        }
        return store;
    }

    /** Where that content lies, or would lie. */
    public Path path(Digest digest) {
        return folder.resolve(digest.hex().substring(0, 2)).resolve(digest.hex().substring(2));
    }

    public boolean exists(Digest digest) {
        return Files.isRegularFile(path(digest), LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Takes a content: exactly {@code size} bytes of the stream, and not one more. A content that is here already is read
     * and verified all the same.
     *
     * @throws BlobRefused when the bytes are fewer, or not what the digest says
     * @throws IOException when the disk fails; nothing half-written stays
     */
    public void receive(Digest digest, long size, InputStream in) throws IOException, BlobRefused {
        Path part = Files.createTempFile(incoming, "", ".part");
        try {
            Digest found = copy(in, size, part);
            if (!found.equals(digest)) {
                throw new BlobRefused(
                        BlobRefused.Reason.WRONG_DIGEST, "its bytes have the SHA-256 " + found + ", not " + digest);
            }
            place(part, digest);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static Digest copy(InputStream in, long size, Path part) throws IOException, BlobRefused {
        MessageDigest hash = Digest.sha256();
        byte[] buffer = new byte[(int) Math.min(BUFFER_BYTES, Math.max(size, 1))];
        long left = size;
        try (FileChannel out = FileChannel.open(part, StandardOpenOption.WRITE)) {
            while (left > 0) {
                int read = read(in, buffer, (int) Math.min(buffer.length, left));
                if (read < 0) {
                    throw new BlobRefused(
                            BlobRefused.Reason.TOO_SHORT,
                            "its bytes ended after " + (size - left) + " of the announced " + size);
                }
                hash.update(buffer, 0, read);
                ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, read);
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
                left -= read;
            }
        }
        return Digest.ofHash(hash.digest());
    }

    /** A sender that breaks off is the sender's fault, and must not look like a failing disk. */
    private static int read(InputStream in, byte[] buffer, int most) throws BlobRefused {
        try {
            return in.read(buffer, 0, most);
        } catch (IOException e) {
            throw new BlobRefused(BlobRefused.Reason.TOO_SHORT, "the connection broke: " + e.getMessage());
        }
    }

    private void place(Path part, Digest digest) throws IOException {
        Path target = path(digest);
        // A power cut can leave a file that was renamed but whose bytes never reached the disk: one that this process
        // neither wrote nor synced is read again before it is kept.
        if (exists(digest) && (vouched.contains(digest) || verify(digest) >= 0)) {
            vouched.add(digest);
            return;
        }
        Files.createDirectories(Objects.requireNonNull(target.getParent()));
        durable.remove(digest);
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        vouched.add(digest);
    }

    /** Stores bytes that the node made itself. */
    public Digest put(byte[] bytes) throws IOException {
        Digest digest = Digest.of(bytes);
        try {
            receive(digest, bytes.length, new ByteArrayInputStream(bytes));
        } catch (BlobRefused e) {
            throw new IllegalStateException("bytes changed while they were stored", e);
        }
        return digest;
    }

    /**
     * Makes contents survive a power cut: each file is synced, then the folders that name them. Returns when all of it is
     * on the disk.
     */
    public void makeDurable(Collection<Digest> digests) throws IOException {
        List<Digest> due = digests.stream()
                .filter(digest -> !durable.contains(digest))
                .distinct()
                .toList();
        Set<Path> folders = new HashSet<>();
        List<Callable<Boolean>> files = new ArrayList<>();
        for (Digest digest : due) {
            folders.add(path(digest).getParent());
            files.add(() -> sync(path(digest)));
        }
        inParallel(files);
        inParallel(folders.stream()
                .<Callable<Boolean>>map(each -> () -> sync(each))
                .toList());
        sync(folder);
        durable.addAll(due);
    }

    private static void inParallel(List<Callable<Boolean>> tasks) throws IOException {
        try (ExecutorService threads = Executors.newFixedThreadPool(SYNC_THREADS)) {
            for (Future<Boolean> task : threads.invokeAll(tasks)) {
                task.get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while contents were made durable", e);
        }
    }

    /** On Linux a folder can be opened for reading and synced like a file. */
    private static boolean sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
        return true;
    }

    /**
     * Reads a content again, whether it is what its name says; one that is not is removed.
     *
     * @return its length in bytes, or -1 when it is not here
     */
    public long verify(Digest digest) throws IOException {
        Path path = path(digest);
        MessageDigest hash = Digest.sha256();
        try (InputStream in = Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS)) {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int read; (read = in.read(buffer)) >= 0; ) {
                hash.update(buffer, 0, read);
            }
        } catch (NoSuchFileException e) {
            return -1;
        }
        if (Digest.ofHash(hash.digest()).equals(digest)) {
            vouched.add(digest);
            return Files.size(path);
        }
        Files.deleteIfExists(path);
        return -1;
    }

    /**
     * Removes every content that is not among {@code named}. What is arriving is not touched; the caller keeps contents
     * that arrived for something not named yet from being collected. Files of other names are left alone.
     *
     * @return how many
     */
    public int collect(Set<Digest> named) throws IOException {
        int removed = 0;
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(folder, "[0-9a-f][0-9a-f]")) {
            for (Path each : folders) {
                removed += collect(each, named);
            }
        }
        return removed;
    }

    private int collect(Path each, Set<Digest> named) throws IOException {
        int removed = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(each)) {
            for (Path file : files) {
                String hex = each.getFileName().toString() + file.getFileName();
                if (!Digest.isForm(hex) || named.contains(new Digest(hex))) {
                    continue;
                }
                Digest digest = new Digest(hex);
                durable.remove(digest);
                vouched.remove(digest);
                Files.deleteIfExists(file);
                removed++;
            }
        }
        return removed;
    }
}
