package dev.slipway.store;

import io.netty.buffer.ByteBuf;
import io.netty.util.IllegalReferenceCountException;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one object, and where they are: in memory for as long as somebody here holds them, in a file, or both. The
 * bytes never change; more forms of a response make a new body.
 */
final class StoredBody {
    /** Who keeps the bytes in memory. */
    enum Holder {
        /** The call that stores them. */
        INSERT,
        /** The read that brings them back from the disk. */
        LOAD,
        /** The memory tier. */
        TIER,
        /** The queue of what is to be written. */
        QUEUE
    }

    private final long length;
    private final Set<Holder> holders = EnumSet.noneOf(Holder.class); // guarded by this
    private volatile @Nullable ByteBuf bytes; // one reference, written under this
    private volatile @Nullable DiskFile file; // written under this

    private StoredBody(long length, @Nullable ByteBuf bytes, @Nullable DiskFile file) {
        this.length = length;
        this.bytes = bytes;
        this.file = file;
    }

    /** A body in memory, held by {@link Holder#INSERT}. Takes over the reference. */
    static StoredBody inMemory(ByteBuf bytes) {
        StoredBody body = new StoredBody(bytes.readableBytes(), bytes, null);
        body.holders.add(Holder.INSERT);
        return body;
    }

    /** A body in a file. */
    static StoredBody inFile(long length, DiskFile file) {
        return new StoredBody(length, null, file);
    }

    long length() {
        return length;
    }

    /** The bytes with a reference of the caller's own and indexes of their own, or null when they are not in memory. */
    @Nullable
    ByteBuf retained() {
        ByteBuf present = bytes;
        if (present == null) {
            return null;
        }
        try {
            return present.retainedDuplicate();
        } catch (IllegalReferenceCountException left) {
            return null; // they left memory at this very moment
        }
    }

    boolean isInMemory() {
        return bytes != null;
    }

    /** Makes a holder keep the bytes; false when it does already, or when they are not in memory. */
    synchronized boolean hold(Holder holder) {
        return bytes != null && holders.add(holder);
    }

    /**
     * Brings the bytes back to memory, held by {@link Holder#LOAD}.
     *
     * @param loaded one reference, taken over; released where the bytes are in memory already
     */
    synchronized void fill(ByteBuf loaded) {
        if (bytes == null) {
            bytes = loaded;
        } else {
            loaded.release();
        }
        holders.add(Holder.LOAD);
    }

    /** Lets a holder go. With the last one the bytes leave memory; whether that happened. */
    boolean drop(Holder holder) {
        ByteBuf left;
        synchronized (this) {
            if (!holders.remove(holder) || !holders.isEmpty()) {
                return false;
            }
            left = bytes;
            bytes = null;
        }
        if (left != null) {
            left.release();
        }
        return left != null;
    }

    /** The file that has the bytes, or null. */
    @Nullable
    DiskFile file() {
        return file;
    }

    boolean isOnDisk() {
        return file != null;
    }

    /** The bytes are in that file now. */
    synchronized void written(DiskFile now) {
        file = now;
    }

    /** The bytes are in another file now; false when they are not in the one any more that they were in. */
    @SuppressWarnings("ReferenceEquality")
    synchronized boolean moved(DiskFile from, DiskFile to) {
        if (file != from) {
            return false;
        }
        file = to;
        return true;
    }

    /** Takes the file away from the body, for the caller to delete; null where there was none. */
    synchronized @Nullable DiskFile takeFile() {
        DiskFile was = file;
        file = null;
        return was;
    }

    /** Whether the bytes are nowhere any more. */
    synchronized boolean isLost() {
        return bytes == null && file == null;
    }
}
