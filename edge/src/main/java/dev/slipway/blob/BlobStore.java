package dev.slipway.blob;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;

/**
 * Contents as plain files, each under its SHA-256.
 *
 * <pre>
 * blobs/9f/86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
 * blobs/incoming/17.part             arriving; gone after a restart
 * </pre>
 *
 * <p>A file appears under its name only after its bytes were verified, and never changes then. It survives a power cut
 * only after {@link #makeDurable}; until then nobody may promise it, and a file that an earlier run left is read again
 * before it is believed. Symbolic links are never followed inside the folder.
 *
 * <p>For several threads.
 */
public final class BlobStore {
    private static final int BUFFER_BYTES = 64 << 10;
    private static final Set<OpenOption> NEW_FILE = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    private static final FileAttribute<Set<PosixFilePermission>> OURS_ALONE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final Pattern REST_OF_DIGEST = Pattern.compile("[0-9a-f]{62}");

    private final Path folder;
    private final Path incoming;

    /** The files whose bytes this run has verified. */
    private final Map<Digest, Placement> verified = new ConcurrentHashMap<>();

    /** Held where a file appears under its name or goes, so that collecting never takes what was just found to be here. */
    private final ReentrantLock naming = new ReentrantLock();

    private final AtomicLong parts = new AtomicLong();
    private final AtomicBoolean parentsDurable = new AtomicBoolean();

    /** One file under its name, from its rename until it goes: another of the same content is another placement. */
    private static final class Placement {
        volatile boolean durable;

        /** An fsync failed: the kernel may have dropped the bytes, and the next fsync would succeed without them. */
        volatile boolean doubtful;
    }

    private BlobStore(Path folder) {
        this.folder = folder;
        this.incoming = folder.resolve("incoming");
    }

    /**
     * The store in that folder, made where it is missing and cleared of what an interrupted run left half-received. One
     * process at a time.
     */
    public static BlobStore open(Path folder) throws IOException {
        BlobStore store = new BlobStore(folder);
        Files.createDirectories(store.incoming);
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(store.incoming, "*.part")) {
            for (Path leftover : leftovers) {
                Files.delete(leftover);
            }
        }
        return store;
    }

    /** Where that content lies, or would lie. */
    public Path path(Digest digest) {
        return shard(digest).resolve(digest.hex().substring(2));
    }

    private Path shard(Digest digest) {
        return folder.resolve(digest.hex().substring(0, 2));
    }

    /** Whether a file has that name; whether its bytes deserve it after a restart, {@link #verify} says. */
    public boolean exists(Digest digest) {
        Path path = path(digest);
        // Java answers the first question without an exception: a first deploy asks it of thousands that are missing.
        return Files.exists(path) && Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * The length of that content in bytes.
     *
     * @throws NoSuchFileException when it is not here
     */
    public long size(Digest digest) throws IOException {
        return Files.readAttributes(path(digest), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .size();
    }

    /**
     * Takes a content: exactly {@code size} bytes of the stream, and not one more. A content that is here already is read
     * and verified all the same, and counts as new for {@link #collect}.
     *
     * @throws BlobRefused when the bytes are fewer, or not what the digest says, or the stream fails
     * @throws DiskFull when there is no room for them
     * @throws IOException when the disk fails; nothing half-written stays
     */
    public void receive(Digest digest, long size, InputStream in) throws IOException, BlobRefused {
        try {
            Path part = newPart();
            boolean moved = false;
            try {
                copy(digest, size, in, part);
                moved = place(part, digest, size);
            } finally {
                if (!moved) {
                    Files.deleteIfExists(part);
                }
            }
        } catch (IOException e) {
            throw DiskFull.orSame(e);
        }
    }

    /** A file that is not there yet: names are this process's own, which is the only one. */
    private Path newPart() {
        return incoming.resolve(parts.incrementAndGet() + ".part");
    }

    private static void copy(Digest digest, long size, InputStream in, Path part) throws IOException, BlobRefused {
        MessageDigest hash = Digest.sha256();
        byte[] buffer = new byte[(int) Math.clamp(size, 1, BUFFER_BYTES)];
        long left = size;
        try (FileChannel out = FileChannel.open(part, NEW_FILE, OURS_ALONE)) {
            while (left > 0) {
                int read = read(digest, in, buffer, (int) Math.min(buffer.length, left));
                if (read < 0) {
                    throw new BlobRefused(
                            BlobRefused.Reason.TOO_SHORT,
                            digest,
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
        Digest found = Digest.ofHash(hash.digest());
        if (!found.equals(digest)) {
            throw new BlobRefused(
                    BlobRefused.Reason.WRONG_DIGEST, digest, "its bytes have the SHA-256 " + found + ", not " + digest);
        }
    }

    /** A sender that breaks off must not look like a failing disk. */
    private static int read(Digest digest, InputStream in, byte[] buffer, int most) throws BlobRefused {
        try {
            return in.read(buffer, 0, most);
        } catch (IOException e) {
            BlobRefused refused = new BlobRefused(
                    BlobRefused.Reason.TOO_SHORT,
                    digest,
                    "its bytes could not be read to their end: " + e.getMessage());
            refused.initCause(e);
            throw refused;
        }
    }

    /** Gives the file its name; false where that is another's already, and the file stays what it was. */
    private boolean place(Path part, Digest digest, long size) throws IOException {
        // A file of an earlier run may have lost its bytes. One that is whole may be durable already: it stays, and the
        // new one goes.
        if (!verified.containsKey(digest) && exists(digest)) {
            verify(digest, size);
        }
        naming.lock();
        try {
            Placement known = verified.get(digest);
            if (known != null && !known.doubtful && exists(digest)) {
                FileTime now = Files.getLastModifiedTime(part);
                Files.setLastModifiedTime(path(digest), now);
                return false;
            }
            makeShard(shard(digest));
            Files.move(part, path(digest), StandardCopyOption.ATOMIC_MOVE);
            verified.put(digest, new Placement());
            return true;
        } finally {
            naming.unlock();
        }
    }

    private static void makeShard(Path shard) throws IOException {
        if (Files.isDirectory(shard, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            Files.createDirectory(shard);
        } catch (FileAlreadyExistsException e) {
            NotDirectoryException strange = new NotDirectoryException(shard.toString());
            strange.initCause(e);
            throw strange;
        }
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
     * on the disk; what this run made durable before is skipped.
     *
     * @throws NoSuchFileException when one is not here
     * @throws IOException when one could not be synced; then all that was not durable before must be asked for again
     */
    public void makeDurable(Collection<Digest> digests) throws IOException {
        Map<Digest, Placement> due = new HashMap<>();
        Set<Path> folders = new HashSet<>();
        for (Digest digest : digests) {
            Placement placement = placement(digest);
            if (!placement.durable) {
                due.put(digest, placement);
                folders.add(shard(digest));
            }
        }
        if (due.isEmpty()) {
            return;
        }
        try {
            Syncing.each(due.entrySet(), each -> syncFile(each.getKey(), each.getValue()));
            Syncing.each(folders, Syncing::folder);
            Syncing.folder(folder);
            if (!parentsDurable.get()) {
                Syncing.parents(folder);
                parentsDurable.set(true);
            }
        } catch (IOException e) {
            throw DiskFull.orSame(e);
        }
        due.values().forEach(placement -> placement.durable = true);
    }

    private Placement placement(Digest digest) throws IOException {
        if (!verified.containsKey(digest)) {
            verify(digest, size(digest));
        }
        Placement placement = verified.get(digest);
        if (placement == null) {
            throw new NoSuchFileException(path(digest).toString());
        }
        return placement;
    }

    private void syncFile(Digest digest, Placement placement) throws IOException {
        if (placement.doubtful) {
            writeAgain(digest);
            placement.doubtful = false;
            return;
        }
        try {
            Syncing.file(path(digest));
        } catch (IOException e) {
            placement.doubtful = true;
            throw e;
        }
    }

    /** A new file with the same bytes, synced before it takes the name of the one whose fsync failed. */
    private void writeAgain(Digest digest) throws IOException {
        Path part = newPart();
        try (InputStream in = Files.newInputStream(path(digest), LinkOption.NOFOLLOW_LINKS)) {
            copy(digest, size(digest), in, part);
            Syncing.file(part);
            Files.move(part, path(digest), StandardCopyOption.ATOMIC_MOVE);
        } catch (BlobRefused e) {
            throw new IOException("the disk lost bytes of the content " + digest + "; it must be sent again", e);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /**
     * Reads a content again, whether it is what its name says; one that is not is removed.
     *
     * @return false when it is not here (any more)
     */
    public boolean verify(Digest digest, long size) throws IOException {
        Placement before = verified.get(digest);
        boolean whole = isWhole(digest, size);
        naming.lock();
        try {
            if (whole) {
                verified.putIfAbsent(digest, new Placement());
                return true;
            }
            if (verified.get(digest) != before) {
                return true; // verified bytes took the place of those that were read here
            }
            verified.remove(digest);
            Files.deleteIfExists(path(digest));
            return false;
        } finally {
            naming.unlock();
        }
    }

    private boolean isWhole(Digest digest, long size) throws IOException {
        MessageDigest hash = Digest.sha256();
        try {
            if (!exists(digest) || size(digest) != size) {
                return false;
            }
            hash(digest, hash);
        } catch (NoSuchFileException collected) {
            // Between one look and the next: nobody names it yet.
            return false;
        }
        return Digest.ofHash(hash.digest()).equals(digest);
    }

    private void hash(Digest digest, MessageDigest hash) throws IOException {
        try (InputStream in = Files.newInputStream(path(digest), LinkOption.NOFOLLOW_LINKS)) {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int read; (read = in.read(buffer)) >= 0; ) {
                hash.update(buffer, 0, read);
            }
        }
    }

    /**
     * Removes every content that is not among {@code named} and was last received before {@code olderThan}. A file with
     * any other name is not ours, and stays.
     *
     * @param olderThan by the clock of the file system; early enough that a deploy under way has named its contents
     * @return how many
     */
    public int collect(Set<Digest> named, Instant olderThan) throws IOException {
        int removed = 0;
        try (DirectoryStream<Path> shards = Files.newDirectoryStream(folder, "[0-9a-f][0-9a-f]")) {
            for (Path shard : shards) {
                if (Files.isDirectory(shard, LinkOption.NOFOLLOW_LINKS)) {
                    removed += collect(shard, named, olderThan);
                }
            }
        }
        return removed;
    }

    private int collect(Path shard, Set<Digest> named, Instant olderThan) throws IOException {
        int removed = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(shard)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (!REST_OF_DIGEST.matcher(name).matches()) {
                    continue;
                }
                Digest digest = new Digest(shard.getFileName() + name);
                if (!named.contains(digest) && remove(digest, olderThan)) {
                    removed++;
                }
            }
        }
        return removed;
    }

    private boolean remove(Digest digest, Instant olderThan) throws IOException {
        naming.lock();
        try {
            Path file = path(digest);
            if (!Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS)
                    .toInstant()
                    .isBefore(olderThan)) {
                return false;
            }
            verified.remove(digest);
            Files.delete(file);
            return true;
        } catch (NoSuchFileException e) {
            return false; // somebody else removed it
        } finally {
            naming.unlock();
        }
    }
}
