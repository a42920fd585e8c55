package dev.slipway.body;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledDirectByteBuf;
import java.nio.ByteBuffer;

/**
 * Bytes off-heap that are sent to several clients at once, from several event loops. Netty's own buffer may have one
 * {@link ByteBuffer} for all of its views and move that one's position before each write: harmless on one thread, and bytes
 * from another place where two loops write at once. Here everybody gets one of their own.
 */
public class SharedBytes extends UnpooledDirectByteBuf {
    /** An empty buffer of that capacity, which it keeps. */
    public SharedBytes(int capacity) {
        super(UnpooledByteBufAllocator.DEFAULT, capacity, capacity);
    }

    /** A buffer of those bytes, which are somebody else's to free; empty. */
    SharedBytes(ByteBuffer bytes) {
        super(UnpooledByteBufAllocator.DEFAULT, bytes, bytes.capacity());
        clear();
    }

    @Override
    public ByteBuffer internalNioBuffer(int index, int length) {
        return nioBuffer(index, length);
    }
}
