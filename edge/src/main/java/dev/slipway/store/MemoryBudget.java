package dev.slipway.store;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledDirectByteBuf;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The off-heap bytes that bodies may take. A buffer's bytes count from its making until the last reference to it is
 * released, whoever holds that: a client that reads slowly cannot take memory that nobody counts.
 */
final class MemoryBudget {
    private final long limit;
    private final AtomicLong used = new AtomicLong();

    MemoryBudget(long limit) {
        this.limit = limit;
    }

    long limit() {
        return limit;
    }

    long used() {
        return used.get();
    }

    long free() {
        return limit - used.get();
    }

    /** A buffer of exactly that capacity with one reference, the caller's; null when there is no room. */
    @Nullable
    ByteBuf allocate(int bytes) {
        if (bytes == 0) {
            return Unpooled.EMPTY_BUFFER;
        }
        if (!take(bytes)) {
            return null;
        }
        try {
            return LeakAware.watched(new Counted(bytes));
        } catch (OutOfMemoryError e) {
            used.addAndGet(-bytes); // what the process may take off-heap is less than the budget: as good as no room
            return null;
        }
    }

    /** Whether a buffer is one of ours, or a view of one, that holds hardly more than what is to be read in it. */
    boolean fits(ByteBuf buffer) {
        ByteBuf origin = buffer;
        while (!(origin instanceof Counted)) {
            ByteBuf unwrapped = origin.unwrap();
            if (unwrapped == null) {
                return false;
            }
            origin = unwrapped;
        }
        int wasted = origin.capacity() - buffer.readableBytes();
        return ((Counted) origin).budget() == this && wasted <= origin.capacity() / 8;
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

    /** A buffer that gives its bytes back when it is freed. */
    private final class Counted extends UnpooledDirectByteBuf {
        private final int bytes;

        Counted(int bytes) {
            super(UnpooledByteBufAllocator.DEFAULT, bytes, bytes);
            this.bytes = bytes;
        }

        MemoryBudget budget() {
            return MemoryBudget.this;
        }

        @Override
        protected void deallocate() {
            super.deallocate();
            used.addAndGet(-bytes);
        }
    }

    /** Access to Netty's leak detection, which it gives to allocators only. */
    private abstract static class LeakAware extends AbstractByteBufAllocator {
        static ByteBuf watched(ByteBuf buffer) {
            return toLeakAwareBuffer(buffer);
        }
    }
}
