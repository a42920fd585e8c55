package dev.slipway.loop;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;
import io.netty.util.concurrent.FastThreadLocal;
import org.jspecify.annotations.Nullable;

/**
 * Reads into a buffer that the connections of an event loop have in turn. Nearly every read brings a request that is taken in
 * before the next connection's turn comes: so nothing is allocated for it, and the memory is warm in the processor's caches.
 *
 * <p>Whoever is given the buffer holds it no longer than the turn, which ends with {@code channelReadComplete}, and copies what it
 * has not taken in by then. Where that cannot be, as while a body is passed on piece by piece, {@link #apart} gives the
 * connection buffers of its own, of sizes that adapt. A buffer that is held all the same is not used again before it is let go.
 *
 * <p>For one channel, on its event loop.
 */
public final class LoopReads {
    private static final int BYTES = 16 << 10;

    private static final FastThreadLocal<Turn> TURNS = new FastThreadLocal<>() {
        @Override
        protected Turn initialValue() {
            return new Turn();
        }

        @Override
        protected void onRemoval(Turn turn) {
            turn.release();
        }
    };

    /** A loop's buffer. */
    private static final class Turn {
        private @Nullable ByteBuf buffer;

        ByteBuf next(ByteBufAllocator buffers) {
            ByteBuf last = buffer;
            if (last == null || last.refCnt() > 1) {
                release();
                last = buffers.ioBuffer(BYTES);
                buffer = last;
            }
            return last.clear().retain();
        }

        void release() {
            if (buffer != null) {
                buffer.release();
                buffer = null;
            }
        }
    }

    private boolean apart;

    /** Reads of that channel, if it has not read before; else it goes on with buffers of its own. */
    public LoopReads(Channel channel) {
        channel.config().setRecvByteBufAllocator(() -> new Handle(AdaptiveRecvByteBufAllocator.DEFAULT.newHandle()));
    }

    /** From now on into buffers of the connection's own, or in turn again. */
    public void apart(boolean now) {
        apart = now;
    }

    private final class Handle extends RecvByteBufAllocator.DelegatingHandle
            implements RecvByteBufAllocator.ExtendedHandle {
        Handle(RecvByteBufAllocator.Handle adaptive) {
            super(adaptive);
        }

        @Override
        public ByteBuf allocate(ByteBufAllocator buffers) {
            return apart ? super.allocate(buffers) : TURNS.get().next(buffers);
        }

        @Override
        public int guess() {
            return apart ? super.guess() : BYTES;
        }

        @Override
        public boolean continueReading(UncheckedBooleanSupplier more) {
            return ((RecvByteBufAllocator.ExtendedHandle) delegate()).continueReading(more);
        }
    }
}
