package dev.slipway.control;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * The folder of everything that must survive, held by one process at a time.
 *
 * <pre>
 * state/slipway.db     what must never be lost
 * state/blobs/         contents by digest
 * state/access.log     and its rotated ones
 * state/figures.log    what was measured, by route, release and minute
 * state/admin.token    the admin token, for its owner's eyes
 * state/lock           held while a node runs
 * </pre>
 */
public final class StateFolder implements AutoCloseable {
    private final Path folder;
    private final FileChannel lockFile;

    private StateFolder(Path folder, FileChannel lockFile) {
        this.folder = folder;
        this.lockFile = lockFile;
    }

    /**
     * Takes the folder, making it where it is missing.
     *
     * @throws IOException when it cannot be made or another node holds it; the message says which
     */
    public static StateFolder take(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        FileChannel channel =
                FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (lock(channel) == null) {
            channel.close();
            throw new IOException("another Slipway node holds the state folder " + folder
                    + ". Expected: one node per folder. Nothing was changed; stop the other node, or set [node] state"
                    + " to a folder of its own.");
        }
        return new StateFolder(folder, channel);
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            return null;
        }
    }

    Path path() {
        return folder;
    }

    public Path database() {
        return folder.resolve("slipway.db");
    }

    public Path blobs() {
        return folder.resolve("blobs");
    }

    /** What is kept of the app's answers: may be removed while no node runs. */
    public Path cache() {
        return folder.resolve("cache");
    }

    /** Latency, errors and bytes by route, release and minute. */
    public Path figures() {
        return folder.resolve("figures.log");
    }

    /** Certificates that the node made or was given, and their keys. */
    public Path certificates() {
        return folder.resolve("certificates");
    }

    public Path accessLog() {
        return folder.resolve("access.log");
    }

    public Path adminToken() {
        return folder.resolve("admin.token");
    }

    @Override
    public void close() throws IOException {
        lockFile.close();
    }
}
