package dev.slipway.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What a store may take, and where.
 *
 * @param memoryBytes for bodies, off-heap; never exceeded
 * @param headBytes for heads and indexes, on the heap: bounds the number of objects
 * @param folder its own folder on disk, or null for memory alone
 * @param diskBytes what the folder may hold
 * @param bootId which boot of the machine this is, or null where that is unknown: then nothing that lies on disk is used
 * @param blocking runs what waits for the disk: virtual threads
 * @param clock for how often the log complains about the disk
 */
public record StoreConfig(
        long memoryBytes,
        long headBytes,
        @Nullable Path folder,
        long diskBytes,
        @Nullable String bootId,
        Executor blocking,
        InstantSource clock) {
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    public StoreConfig {
        if (memoryBytes <= 0 || headBytes <= 0 || diskBytes < 0) {
            throw new IllegalArgumentException("budgets are positive: " + memoryBytes + " bytes of memory, " + headBytes
                    + " for heads, " + diskBytes + " of disk");
        }
    }

    /** A store in memory alone, its heads in a quarter of the heap. */
    public static StoreConfig inMemory(long memoryBytes, Executor blocking, InstantSource clock) {
        return new StoreConfig(memoryBytes, quarterOfHeap(), null, 0, null, blocking, clock);
    }

    /** The same with a folder on disk. */
    public StoreConfig onDisk(Path folder, long diskBytes, @Nullable String bootId) {
        return new StoreConfig(memoryBytes, headBytes, folder, diskBytes, bootId, blocking, clock);
    }

    /** A quarter of what the heap may grow to. */
    public static long quarterOfHeap() {
        return Runtime.getRuntime().maxMemory() / 4;
    }

    /** What the kernel calls this boot, or null where it does not say. */
    public static @Nullable String bootIdOfThisMachine() {
        try {
            String id = Files.readString(BOOT_ID).strip();
            return id.isEmpty() ? null : id;
        } catch (IOException e) {
            return null; // not Linux, or hidden from this process
        }
    }
}
