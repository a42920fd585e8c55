package dev.slipway.body;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The off-heap bytes that bodies may take. A buffer's bytes count from its making until the last reference to it is
 * released, whoever holds that: a client that reads slowly cannot take memory that nobody counts.
 */
public final class MemoryBudget {
    private final long limit;
    private final AtomicLong used = new AtomicLong();

    /** @param limit in bytes */
    public MemoryBudget(long limit) {
        this.limit = limit;
    }

    /** What they may take, in bytes. */
    public long limit() {
        return limit;
    }

    /** What they take now, in bytes. */
    public long used() {
        return used.get();
    }

    /** What they may take more now, in bytes. */
    public long free() {
        return limit - used.get();
    }

    /** A buffer of exactly that capacity with one reference, the caller's; null when there is no room. */
    public @Nullable ByteBuf allocate(int bytes) {
        if (bytes == 0) {
            return Unpooled.EMPTY_BUFFER;
        }
        return made(bytes, () -> {
            SendableBytes.Place place = SendableBytes.Place.of(bytes);
            return place == null ? new CountedBuffer(bytes) : new CountedSendable(place, bytes);
        });
    }

    /**
     * The content of a file that does not change, with one reference, the caller's; null when there is no room. The kernel sends
     * it from that file, where this is worthwhile and not too many are open.
     *
     * @throws IOException where the file cannot be read, or is not so long
     */
    public @Nullable ByteBuf read(Path path, int length) throws IOException {
        if (length == 0) {
            return Unpooled.EMPTY_BUFFER;
        }
        try (FileChannel file = FileChannel.open(path)) {
            ByteBuf bytes = made(length, () -> {
                FileChannel own = SendableBytes.open(path, length);
                return own == null ? new CountedBuffer(length) : new CountedSendable(own, length);
            });
            return bytes == null ? null : filled(bytes, file, path);
        }
    }

    private @Nullable ByteBuf made(int bytes, Supplier<SharedBytes> maker) {
        if (!take(bytes)) {
            return null;
        }
        try {
            return LeakAware.watched(maker.get());
        } catch (OutOfMemoryError e) {
            giveBack(bytes); // what the process may take off-heap is less than the budget: as good as no room
            return null;
        }
    }

    private static ByteBuf filled(ByteBuf bytes, FileChannel file, Path path) throws IOException {
        try {
            while (bytes.isWritable()) {
                if (bytes.writeBytes(file, bytes.writerIndex(), bytes.writableBytes()) < 0) {
                    throw new EOFException(path + " is shorter than the " + bytes.capacity() + " bytes it had");
                }
            }
            return bytes;
        } catch (IOException e) {
            bytes.release();
            throw e;
        }
    }

    /** Whether a buffer is one of ours, or a view of one, that holds hardly more than what is to be read in it. */
    public boolean fits(ByteBuf buffer) {
        ByteBuf origin = buffer;
        while (!(origin instanceof Counted counted)) {
            ByteBuf unwrapped = origin.unwrap();
            if (unwrapped == null) {
                return false;
            }
            origin = unwrapped;
        }
        int wasted = origin.capacity() - buffer.readableBytes();
        return counted.budget() == this && wasted <= origin.capacity() / 8;
    }

    private boolean take(int bytes) {
        while (true) {
            long now = used.get();
            if (bytes > limit - now) {
                return false;
            }
            if (used.compareAndSet(now, now + bytes)) {
                return true;
            }
        }
    }

    private void giveBack(int bytes) {
        used.addAndGet(-bytes);
    }

    /** A buffer that gives its bytes back when it is freed. */
    private interface Counted {
        MemoryBudget budget();
    }

    private final class CountedBuffer extends SharedBytes implements Counted {
        private final int bytes;

        CountedBuffer(int bytes) {
            super(bytes);
            this.bytes = bytes;
        }

        @Override
        public MemoryBudget budget() {
            return MemoryBudget.this;
        }

        @Override
        protected void deallocate() {
            super.deallocate();
            giveBack(bytes);
        }
    }

    private final class CountedSendable extends SendableBytes implements Counted {
        private final int bytes;

        CountedSendable(Place place, int bytes) {
            super(place);
            this.bytes = bytes;
        }

        CountedSendable(FileChannel file, int bytes) {
            super(file, bytes);
            this.bytes = bytes;
        }

        @Override
        public MemoryBudget budget() {
            return MemoryBudget.this;
        }

        @Override
        protected void deallocate() {
            super.deallocate();
            giveBack(bytes);
        }
    }

    /** Access to Netty's leak detection, which it gives to allocators only. */
    private abstract static class LeakAware extends AbstractByteBufAllocator {
        static ByteBuf watched(ByteBuf buffer) {
            return toLeakAwareBuffer(buffer);
        }
    }
}
