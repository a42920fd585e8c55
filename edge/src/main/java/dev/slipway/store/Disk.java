package dev.slipway.store;

import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The disk behind the memory. Nothing here blocks, save where it says so. */
interface Disk {
    /** Figures for {@link StoreStats}. */
    record Counts(
            long bytes,
            long files,
            long budget,
            long evictions,
            long reads,
            long writes,
            long skipped,
            long failures,
            long damaged,
            boolean restoring) {
        static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0, 0, 0, false);
    }

    /** Writes head and body behind; where too many wait, the body stays in memory only. */
    void write(StoredObject object, StoredBody body);

    /** Writes the head behind, as it is then, where the body is on disk. */
    void saveHead(StoredObject object);

    /** Deletes the body's file behind. */
    void forget(StoredBody body);

    /** As {@link StoredObject#load()}. */
    CompletableFuture<ByteBuf> load(StoredObject object);

    /**
     * Records a purge whose effects in memory are complete, before it is acknowledged. May block.
     *
     * @return whether it holds after a restart
     */
    boolean record(long sequence, Mode mode, List<Selector> selectors);

    /**
     * Records an invalidation behind, whose effects in memory are complete.
     *
     * @param known whether it met something that is stored
     */
    void recordLater(long sequence, List<Selector> selectors, boolean known);

    Counts counts();

    /** Completes when what an earlier process has left is found. */
    CompletableFuture<Void> restored();

    /** Finishes what waits. May block. */
    void close();
}
