package dev.slipway.store;

import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The disk behind the memory: bodies are written behind, read when they are asked for, and verified then. See {@link
 * DiskOpening} for what is in the folder.
 */
final class DiskTier implements Disk {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final DiskOpening.Opened opened;
    private final Shelf shelf;
    private final long budget;
    private final Agenda writing;
    private final Agenda recording;
    private final DiskWriter writer;
    private final BodyLoads loads;
    private final PurgeRecords records;
    private final Restoration restoration;
    private final CompletableFuture<Void> restored = new CompletableFuture<>();
    private volatile boolean allFound;
    private volatile boolean closed;

    DiskTier(DiskOpening.Opened opened, StoreConfig config, Shelf shelf) {
        this.opened = opened;
        this.shelf = shelf;
        this.budget = config.diskBytes();
        this.writing = new Agenda(config.blocking());
        this.recording = new Agenda(config.blocking());
        this.writer = new DiskWriter(opened, config, shelf, writing);
        this.loads = new BodyLoads(opened.folder(), shelf, config.blocking(), opened.complaints());
        this.records = new PurgeRecords(opened, writer, () -> shelf.purges().sequence(), writing, recording);
        this.restoration = new Restoration(opened, this::found);
    }

    /** Looks for what an earlier process has left, before anything is written. */
    void restore() {
        writing.add(() -> {
            allFound = restoration.run(() -> closed);
            if (allFound) {
                writer.trim();
                records.finishSettling(opened.old(), opened.mark().drops());
            } else if (!closed) {
                records.giveUp();
            }
            restored.complete(null);
        });
    }

    private void found(DiskFormat.Content content, long purged) {
        writer.found(content.file());
        StoredBody body = StoredBody.inFile(content.head().bodyLength(), content.file());
        long number = content.file().number();
        shelf.restore(new StoredObject(shelf, content.head(), body, content.sequence(), purged, number));
    }

    @Override
    public void write(StoredObject object, StoredBody body) {
        writer.write(object, body);
    }

    @Override
    public void saveHead(StoredObject object) {
        writer.saveHead(object);
    }

    @Override
    public void forget(StoredBody body) {
        writer.forget(body);
    }

    @Override
    public CompletableFuture<ByteBuf> load(StoredObject object) {
        return loads.load(object);
    }

    @Override
    public boolean record(long sequence, Mode mode, List<Selector> selectors) {
        return records.record(sequence, mode, selectors);
    }

    @Override
    public void recordLater(long sequence, List<Selector> selectors, boolean known) {
        // A file that is to be deleted, or that is not found yet, could come back without this.
        if (known || !allFound || writer.isDeleting()) {
            records.recordLater(sequence, selectors);
        }
    }

    @Override
    public Counts counts() {
        return new Counts(
                writer.used(),
                writer.files(),
                budget,
                writer.evictions(),
                loads.reads(),
                writer.writes(),
                writer.skipped(),
                opened.complaints().count(),
                loads.damaged() + restoration.damaged(),
                !restored.isDone());
    }

    @Override
    public CompletableFuture<Void> restored() {
        return restored;
    }

    @Override
    public void close() {
        closed = true;
        writer.close();
        if (!writing.finish(PATIENCE)) {
            writer.abandon();
        }
        var unused = recording.finish(PATIENCE);
        opened.journal().close();
    }
}
