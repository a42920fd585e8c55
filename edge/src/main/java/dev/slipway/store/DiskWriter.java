package dev.slipway.store;

import dev.slipway.store.StoredBody.Holder;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Writes objects to disk behind, deletes their files, and keeps the whole under its budget. What changes files runs on one
 * agenda, one after the other; the methods that are not marked as the agenda's may be called anywhere and do not block.
 */
final class DiskWriter {
    private static final long PAUSE_MILLIS = 5_000;
    private static final long LEAST_GIVEN_BACK = 1 << 20;

    /** More than a head takes on disk. */
    private static final long HEAD_ROOM = 64 << 10;

    private final DiskFolder folder;
    private final FolderMark mark;
    private final Shelf shelf;
    private final Agenda agenda;
    private final Complaints complaints;
    private final InstantSource clock;
    private final long budget;
    private final WriteQueue queue;
    private final AtomicLong numbers;
    private final AtomicLong used = new AtomicLong();
    private final AtomicInteger deleting = new AtomicInteger();
    private final Set<StoredObject> headsWaiting = ConcurrentHashMap.newKeySet();
    private final List<DiskFile> undeleted = new ArrayList<>(); // the agenda's
    private final LongAdder files = new LongAdder();
    private final LongAdder writes = new LongAdder();
    private final LongAdder skipped = new LongAdder();
    private final LongAdder evictions = new LongAdder();
    private volatile long pausedUntil = Long.MIN_VALUE;
    private volatile boolean closed;
    private volatile boolean abandoned;

    DiskWriter(DiskOpening.Opened opened, StoreConfig config, Shelf shelf, Agenda agenda) {
        this.folder = opened.folder();
        this.mark = opened.mark();
        this.complaints = opened.complaints();
        this.numbers = new AtomicLong(opened.number());
        this.shelf = shelf;
        this.agenda = agenda;
        this.clock = config.clock();
        this.budget = config.diskBytes();
        this.queue = new WriteQueue(config.memoryBytes() / 4);
    }

    /** No file has this number or a greater one. */
    long number() {
        return numbers.get();
    }

    long used() {
        return used.get();
    }

    /** How many there are. */
    long files() {
        return files.sum();
    }

    long writes() {
        return writes.sum();
    }

    long skipped() {
        return skipped.sum();
    }

    long evictions() {
        return evictions.sum();
    }

    /** Whether files are to be deleted yet that memory knows nothing of any more. */
    boolean isDeleting() {
        return deleting.get() > 0;
    }

    /** See {@link Disk#write}. Bodies that wait count in the memory's budget: so they are a quarter of it at most. */
    void write(StoredObject object, StoredBody body) {
        if (closed || isPaused() || !queue.enter(body)) {
            skipped.increment();
            queue.owe();
        } else if (!body.hold(Holder.QUEUE)) {
            queue.leave(body);
        } else {
            agenda.add(() -> {
                try {
                    writeNow(object, body);
                } finally {
                    queue.leave(body);
                    shelf.drop(object, body, Holder.QUEUE);
                }
                catchUp();
            });
        }
    }

    /** Writes what was turned away, when nothing waits any more: a restart is to find it. As far as there is room. */
    private void catchUp() {
        if (queue.hasTimeForWhatItOwes()) {
            shelf.each(object -> {
                StoredBody body = object.content();
                if (isPaused()) {
                    queue.owe();
                } else if (body.file() == null && used.get() + body.length() + HEAD_ROOM <= budget) {
                    writeNow(object, body);
                }
            });
        }
    }

    private boolean isPaused() {
        return clock.millis() < pausedUntil;
    }

    /** See {@link Disk#saveHead}. */
    void saveHead(StoredObject object) {
        if (!closed && object.content().isOnDisk() && headsWaiting.add(object)) {
            agenda.add(() -> {
                headsWaiting.remove(object);
                saveHeadNow(object);
            });
        }
    }

    /** See {@link Disk#forget}. */
    void forget(StoredBody body) {
        if (closed) {
            return; // the next process may have it
        }
        DiskFile file = body.takeFile();
        if (file != null) {
            deleting.incrementAndGet();
            agenda.add(() -> {
                var unused = delete(file);
                deleting.decrementAndGet();
            });
        }
    }

    /** Accepts nothing more; what waits is still written. */
    void close() {
        closed = true;
    }

    /** Lets what waits be, because it takes too long. */
    void abandon() {
        abandoned = true;
    }

    /** Counts a file that an earlier process has left. The agenda's. */
    void found(DiskFile file) {
        used.addAndGet(file.bytes());
        files.increment();
    }

    /** Evicts what is over the budget. The agenda's. */
    void trim() {
        var unused = makeRoom(0);
    }

    /** Brings the heads of all that were purged up to date, and deletes what could not be. The agenda's. */
    boolean settle() {
        List<DiskFile> again = new ArrayList<>(undeleted);
        undeleted.clear();
        again.forEach(this::delete);
        shelf.each(object -> {
            if (object.purged() > object.sequence()) {
                saveHeadNow(object);
            }
        });
        return undeleted.isEmpty() && !abandoned;
    }

    private void writeNow(StoredObject object, StoredBody body) {
        StoredObject.State now = object.state();
        byte[] head = HeadText.encode(now.head());
        ByteBuf bytes = abandoned || body.isOnDisk() || !object.has(body) ? null : body.retained();
        if (bytes == null) {
            return;
        }
        try {
            if (head != null && now.head().bodyLength() == body.length()) {
                write(object, body, now, head, bytes.nioBuffer());
            }
        } catch (IOException e) {
            failed("an object cannot be written", e);
        } finally {
            bytes.release();
        }
    }

    @SuppressWarnings("ReferenceEquality")
    private void write(StoredObject object, StoredBody body, StoredObject.State now, byte[] head, ByteBuffer bytes)
            throws IOException {
        DiskFile file = create(now, head, bytes);
        if (file == null) {
            skipped.increment();
            return;
        }
        body.written(file);
        writes.increment();
        if (!object.has(body)) {
            var unused = forgetNow(body);
        } else if (object.state() != now) {
            saveHeadNow(object);
        }
    }

    /** A new file; null where it is too large for the disk's budget. */
    private @Nullable DiskFile create(StoredObject.State now, byte[] head, ByteBuffer body) throws IOException {
        int crc = DiskFormat.crc(body.duplicate());
        DiskFile file = DiskFile.of(numbers.getAndIncrement(), DiskFormat.bodyOffset(head), crc, body.remaining());
        if (file.bytes() > budget / 4 || !makeRoom(file.bytes())) {
            return null;
        }
        mark.ensure(file.number(), now.sequence());
        used.addAndGet(file.bytes());
        files.increment();
        try {
            folder.write(file.number(), DiskFormat.encode(head, content(now, file)), body);
            return file;
        } catch (IOException e) {
            var unused = delete(file);
            throw e;
        }
    }

    private void saveHeadNow(StoredObject object) {
        StoredBody body = object.content();
        DiskFile file = body.file();
        StoredObject.State now = object.state();
        if (file == null || abandoned) {
            return;
        }
        byte[] head = HeadText.encode(now.head());
        try {
            if (head == null || now.head().bodyLength() != body.length()) {
                forgetNow(body);
            } else if (DiskFormat.LINE + head.length <= file.bodyOffset()) {
                mark.ensure(file.number(), now.sequence());
                folder.writeBeginning(file.number(), DiskFormat.encode(head, content(now, file)));
            } else {
                move(body, file, now, head);
            }
        } catch (IOException e) {
            failed("an object's head cannot be written", e);
            forgetNow(body); // the head there may be half the old one
        }
        shelf.removeIfLost(object, body);
    }

    /** Writes a body whose head has outgrown its file into another one. */
    private void move(StoredBody body, DiskFile from, StoredObject.State now, byte[] head) throws IOException {
        ByteBuf bytes = body.retained();
        if (bytes == null) {
            bytes = read(body, from);
        }
        if (bytes == null) {
            forgetNow(body);
            return;
        }
        try {
            DiskFile to = create(now, head, bytes.nioBuffer());
            if (to == null) {
                forgetNow(body);
            } else {
                var unused = delete(body.moved(from, to) ? from : to);
            }
        } finally {
            bytes.release();
        }
    }

    /** The body with a reference of the caller's, or null where there is no room for it. */
    private @Nullable ByteBuf read(StoredBody body, DiskFile file) throws IOException {
        ByteBuf bytes = shelf.allocate((int) body.length());
        if (bytes == null) {
            return null;
        }
        try {
            folder.readBody(file, bytes);
            return bytes;
        } catch (IOException e) {
            bytes.release();
            throw e;
        }
    }

    private static DiskFormat.Content content(StoredObject.State now, DiskFile file) {
        return new DiskFormat.Content(now.head(), now.sequence(), now.purged(), file);
    }

    private boolean makeRoom(long bytes) {
        while (used.get() + bytes > budget) {
            if (!evictOne()) {
                return false;
            }
        }
        return true;
    }

    private boolean evictOne() {
        StoredObject least = shelf.leastOnDisk();
        if (least == null) {
            return false;
        }
        StoredBody body = least.content();
        evictions.increment();
        boolean deleted = forgetNow(body);
        shelf.removeIfLost(least, body);
        return deleted;
    }

    private boolean forgetNow(StoredBody body) {
        DiskFile file = body.takeFile();
        return file == null || delete(file);
    }

    private boolean delete(DiskFile file) {
        try {
            folder.delete(file.number());
            used.addAndGet(-file.bytes());
            files.decrement();
            return true;
        } catch (IOException e) {
            undeleted.add(file);
            complaints.about("an object's file cannot be deleted", e);
            return false;
        }
    }

    /** After a refusal: a while without writing, and on a disk that has less room than its budget a part of it given back. */
    private void failed(String what, IOException failure) {
        complaints.about(what, failure);
        pausedUntil = clock.millis() + PAUSE_MILLIS;
        if (folder.isFull()) {
            long enough = used.get() - Math.max(LEAST_GIVEN_BACK, used.get() / 64);
            while (used.get() > Math.max(0, enough)) {
                if (!evictOne()) {
                    return;
                }
            }
        }
    }
}
