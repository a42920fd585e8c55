package dev.slipway.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/** What was read from a connection and not taken yet; between requests it holds no memory. */
final class Incoming {
    private static final int ROOM_AHEAD = 1024;

    private final ByteBufAllocator buffers;
    private @Nullable ByteBuf input;

    Incoming(ByteBufAllocator buffers) {
        this.buffers = buffers;
    }

    /** What there is; whoever takes some of it moves its reader index. */
    ByteBuf bytes() {
        ByteBuf held = input;
        return held == null ? Unpooled.EMPTY_BUFFER : held;
    }

    /** Puts bytes behind what is there; takes ownership of them. */
    void append(ByteBuf bytes) {
        ByteBuf before = input;
        if (before == null || !before.isReadable()) {
            release();
            input = bytes;
            return;
        }
        if (before.refCnt() > 1 || before.writableBytes() < bytes.readableBytes()) {
            ByteBuf larger = buffers.directBuffer(before.readableBytes() + bytes.readableBytes() + ROOM_AHEAD);
            larger.writeBytes(before);
            before.release();
            before = larger;
            input = larger;
        }
        before.writeBytes(bytes);
        bytes.release();
    }

    /** An idle connection keeps no buffer: there may be thousands of them. */
    void releaseIfEmpty() {
        ByteBuf held = input;
        if (held != null && !held.isReadable()) {
            release();
        }
    }

    /** Moves what is left to a buffer of its own, where others hold the one that it came in: they need it for what they read. */
    void detach() {
        ByteBuf held = input;
        if (held != null && held.isReadable() && held.refCnt() > 1) {
            input = buffers.directBuffer(held.readableBytes() + ROOM_AHEAD).writeBytes(held);
            held.release();
        }
    }

    void release() {
        ByteBuf held = input;
        input = null;
        if (held != null) {
            held.release();
        }
    }
}
