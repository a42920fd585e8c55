package dev.slipway.store;

import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The disk behind the memory, or {@link #NONE}. Nothing here blocks, save where it says so. */
interface Disk {
    /** No disk: bodies are in memory or nowhere, and purges need no record. */
    Disk NONE = new Disk() {
        @Override
        public boolean isPresent() {
            return false;
        }

        @Override
        public void write(StoredObject object, StoredBody body) {
            // there is nowhere to write
        }

        @Override
        public void saveHead(StoredObject object) {
            // nor anything to bring up to date
        }

        @Override
        public void forget(StoredBody body) {
            // nor to delete
        }

        @Override
        public CompletableFuture<ByteBuf> load(StoredObject object) {
            return CompletableFuture.failedFuture(new BodyLost(object + " has left memory"));
        }

        @Override
        public boolean record(long sequence, Mode mode, List<Selector> selectors) {
            return true;
        }

        @Override
        public void recordLater(long sequence, List<Selector> selectors, boolean known) {
            // nothing outlives the process
        }

        @Override
        public Counts counts() {
            return new Counts(0, 0, 0, 0, 0, 0, 0, 0, false);
        }

        @Override
        public void close() {
            // nothing is open
        }
    };

    /** Figures for {@link StoreStats}. */
    record Counts(
            long bytes,
            long budget,
            long evictions,
            long reads,
            long writes,
            long skipped,
            long failures,
            long damaged,
            boolean restoring) {}

    boolean isPresent();

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
     * Records an invalidation behind.
     *
     * @param known whether it met something that is stored
     */
    void recordLater(long sequence, List<Selector> selectors, boolean known);

    Counts counts();

    /** Finishes what waits. May block. */
    void close();
}
