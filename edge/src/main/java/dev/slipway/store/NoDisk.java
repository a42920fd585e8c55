package dev.slipway.store;

import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** No disk: bodies are in memory or nowhere, and purges need no record. */
class NoDisk implements Disk {
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
        return Counts.NONE;
    }

    @Override
    public CompletableFuture<Void> restored() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close() {
        // nothing is open
    }

    /** A disk that could not be used from the start on. What lies there must not be believed later. */
    static final class Unusable extends NoDisk {
        private final FolderMark mark;
        private final Complaints complaints;

        Unusable(FolderMark mark, Complaints complaints) {
            this.mark = mark;
            this.complaints = complaints;
        }

        @Override
        public boolean record(long sequence, Mode mode, List<Selector> selectors) {
            return mark.drop(complaints);
        }

        @Override
        public Counts counts() {
            return new Counts(0, 0, 0, 0, 0, 0, 0, complaints.count(), 0, false);
        }
    }
}
