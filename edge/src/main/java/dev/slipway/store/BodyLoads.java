package dev.slipway.store;

import dev.slipway.store.StoredBody.Holder;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;

/** Bodies that come back from disk: each is read once, however many ask. */
final class BodyLoads {
    private final DiskFolder folder;
    private final Shelf shelf;
    private final Executor blocking;
    private final Complaints complaints;
    private final ConcurrentHashMap<StoredBody, List<CompletableFuture<ByteBuf>>> waiting = new ConcurrentHashMap<>();
    private final LongAdder reads = new LongAdder();
    private final LongAdder damaged = new LongAdder();

    BodyLoads(DiskFolder folder, Shelf shelf, Executor blocking, Complaints complaints) {
        this.folder = folder;
        this.shelf = shelf;
        this.blocking = blocking;
        this.complaints = complaints;
    }

    /** As {@link StoredObject#load()}. */
    CompletableFuture<ByteBuf> load(StoredObject object) {
        StoredBody body = object.content();
        CompletableFuture<ByteBuf> mine = new CompletableFuture<>();
        boolean[] first = {false};
        var unused = waiting.compute(body, (same, others) -> {
            first[0] = others == null;
            List<CompletableFuture<ByteBuf>> all = others == null ? new ArrayList<>(2) : others;
            all.add(mine);
            return all;
        });
        if (first[0]) {
            try {
                blocking.execute(() -> read(object, body));
            } catch (RejectedExecutionException e) {
                fail(body, new BodyLost("the node stops", e));
            }
        }
        return mine;
    }

    long reads() {
        return reads.sum();
    }

    long damaged() {
        return damaged.sum();
    }

    private void read(StoredObject object, StoredBody body) {
        ByteBuf bytes;
        try {
            bytes = whole(object, body);
        } catch (IOException | RuntimeException e) {
            fail(body, e);
            return;
        }
        List<CompletableFuture<ByteBuf>> waiters = waiters(body);
        List<ByteBuf> theirs =
                waiters.stream().map(each -> bytes.retainedDuplicate()).toList();
        bytes.release();
        shelf.drop(object, body, Holder.LOAD);
        for (int i = 0; i < waiters.size(); i++) {
            if (!waiters.get(i).complete(theirs.get(i))) {
                theirs.get(i).release();
            }
        }
    }

    private void fail(StoredBody body, Exception failure) {
        waiters(body).forEach(each -> each.completeExceptionally(failure));
    }

    private List<CompletableFuture<ByteBuf>> waiters(StoredBody body) {
        List<CompletableFuture<ByteBuf>> all = waiting.remove(body);
        return all == null ? List.of() : all;
    }

    /** The body with a reference of the caller's; kept in memory where it fits. */
    private ByteBuf whole(StoredObject object, StoredBody body) throws IOException {
        ByteBuf present = body.retained();
        if (present != null) {
            return present;
        }
        ByteBuf read = fromDisk(object, body);
        if (object.isGone()) {
            read.release();
            throw new BodyLost(object + " is gone");
        }
        reads.increment();
        ByteBuf own = read.retainedDuplicate();
        body.fill(read);
        shelf.keep(object, body);
        return own;
    }

    private ByteBuf fromDisk(StoredObject object, StoredBody body) throws IOException {
        ByteBuf bytes = shelf.allocate((int) body.length());
        if (bytes == null) {
            throw new BodyLost("no room in memory for the " + body.length() + " bytes of " + object);
        }
        try {
            fill(bytes, object, body);
            return bytes;
        } catch (IOException | RuntimeException e) {
            bytes.release();
            throw e;
        }
    }

    private void fill(ByteBuf bytes, StoredObject object, StoredBody body) throws IOException {
        DiskFile file = body.file();
        while (file != null) {
            try {
                folder.readBody(file, bytes.clear());
                return;
            } catch (DiskFolder.Damaged | NoSuchFileException e) {
                DiskFile now = body.file();
                if (file.equals(now)) {
                    damaged.increment();
                    complaints.about("an object is lost", e);
                    shelf.remove(object);
                    throw new BodyLost(object + " is not on disk as it was", e);
                }
                file = now; // its head has outgrown the file, and it moved
            } catch (IOException e) {
                complaints.about("an object cannot be read", e);
                throw new BodyLost(object + " cannot be read", e);
            }
        }
        shelf.removeIfLost(object, body);
        throw new BodyLost(object + " is neither in memory nor on disk");
    }
}
