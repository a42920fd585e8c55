package dev.slipway.wire;

import dev.slipway.loop.SocketWriter;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.FileRegion;
import org.jspecify.annotations.Nullable;

/**
 * What leaves a connection. Heads and small bodies of one read batch are gathered in one buffer and leave with one system
 * call; what is larger goes out by reference behind it.
 */
final class Outgoing {
    /** Up to here a body is copied behind its head: cheaper than a second entry in the write. */
    static final int COPIED_BYTES = 16 << 10;

    /** The least that is gathered in: several heads and small bodies, and few bytes to hold for a quiet connection. */
    private static final int BUFFER_BYTES = 4 << 10;

    /** The most, where one batch follows the other with as much: a TLS record takes no more (RFC 8446 §5.1). */
    private static final int RECORD_BYTES = 16 << 10;

    private final Channel channel;
    private final SocketWriter socket;
    private @Nullable ByteBuf gathered;
    private int bufferBytes = BUFFER_BYTES;
    private int batchBytes;

    /** @param secure whether the bytes are encrypted on their way */
    Outgoing(Channel channel, boolean secure) {
        this.channel = channel;
        this.socket = new SocketWriter(channel, !secure);
    }

    /** The buffer that is being gathered in, with room for that many bytes; the caller writes to its end and keeps nothing. */
    ByteBuf room(int bytes) {
        ByteBuf out = gathered;
        if (out != null && out.writableBytes() < bytes) {
            hand();
            out = null;
        }
        if (out == null) {
            out = socket.buffer(Math.max(bufferBytes, bytes));
            gathered = out;
        }
        return out;
    }

    /** Writes bytes behind what is gathered; takes ownership of them. */
    void data(ByteBuf bytes) {
        if (bytes.readableBytes() <= COPIED_BYTES) {
            copy(bytes);
            bytes.release();
            return;
        }
        hand();
        channel.write(bytes, channel.voidPromise());
    }

    /** To the end of the buffer, and the rest into the next: a buffer that leaves is full. */
    private void copy(ByteBuf bytes) {
        while (bytes.isReadable()) {
            ByteBuf out = room(1);
            out.writeBytes(bytes, Math.min(bytes.readableBytes(), out.writableBytes()));
        }
    }

    /**
     * Sends a part of a file behind what is gathered, now, and both in full packets together; the region is released.
     *
     * @return done when all of it has left
     */
    ChannelFuture file(FileRegion region) {
        ByteBuf out = take();
        if (out != null) {
            socket.sendAhead(out);
        }
        return channel.writeAndFlush(region);
    }

    /** Sends what is gathered, and what was handed to the channel before: a batch ends. */
    void flush() {
        ByteBuf out = take();
        if (out == null) {
            channel.flush();
        } else {
            socket.send(out);
        }
        endBatch();
    }

    /** Hands what is gathered to the channel, unflushed: a batch ends. */
    void pass() {
        hand();
        endBatch();
    }

    /** The next batch is expected to be as long. */
    private void endBatch() {
        if (batchBytes > 0) {
            bufferBytes = Math.clamp(batchBytes, BUFFER_BYTES, RECORD_BYTES);
            batchBytes = 0;
        }
    }

    private void hand() {
        ByteBuf out = take();
        if (out != null) {
            channel.write(out, channel.voidPromise());
        }
    }

    /** What is gathered, from now on the caller's; null where nothing is. */
    private @Nullable ByteBuf take() {
        ByteBuf out = gathered;
        if (out != null) {
            gathered = null;
            batchBytes += out.readableBytes();
        }
        return out;
    }

    /** How much is gathered and not yet handed over. */
    int gatheredBytes() {
        ByteBuf out = gathered;
        return out == null ? 0 : out.readableBytes();
    }

    /** Drops what was gathered: the channel is gone. */
    void release() {
        if (gathered != null) {
            gathered.release();
            gathered = null;
        }
    }
}
