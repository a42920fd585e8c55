package dev.slipway.store;

import dev.slipway.body.SendableBytes;
import dev.slipway.body.SharedBytes;
import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
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
            SendableBytes.Place place = SendableBytes.Place.of(bytes);
            return LeakAware.watched(place == null ? new CountedBuffer(bytes) : new CountedSendable(place, bytes));
        } catch (OutOfMemoryError e) {
            used.addAndGet(-bytes); // what the process may take off-heap is less than the budget: as good as no room
            return null;
        }
    }

    /** Whether a buffer is one of ours, or a view of one, that holds hardly more than what is to be read in it. */
    boolean fits(ByteBuf buffer) {
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
            used.addAndGet(-bytes);
        }
    }

    private final class CountedSendable extends SendableBytes implements Counted {
        private final int bytes;

        CountedSendable(Place place, int bytes) {
            super(place);
            this.bytes = bytes;
        }

        @Override
        public MemoryBudget budget() {
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
