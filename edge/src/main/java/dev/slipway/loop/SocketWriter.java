package dev.slipway.loop;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import io.netty.util.concurrent.FastThreadLocal;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The short way of bytes to a socket. Where nothing waits before them the kernel gets them at once, and the buffer that they
 * were in is the loop's next; the channel's own queue, which costs a tenth of a small answer, is for what the kernel does not
 * take (docs/decisions.md).
 *
 * <p>For one channel, on its event loop.
 */
public final class SocketWriter {
    /** Longer buffers are not kept: a loop holds at most one. */
    private static final int KEPT_BYTES = 32 << 10;

    private static final FastThreadLocal<Spare> SPARES = new FastThreadLocal<>() {
        @Override
        protected Spare initialValue() {
            return new Spare();
        }

        @Override
        protected void onRemoval(Spare spare) {
            if (spare.buffer != null) {
                spare.buffer.release();
            }
        }
    };

    /** A buffer of the loop that nobody uses. */
    private static final class Spare {
        @Nullable
        ByteBuf buffer;
    }

    private final Channel channel;
    private final @Nullable Socket socket;

    /** @param plain whether bytes reach the socket as they are: not where a handler of the channel encrypts them */
    public SocketWriter(Channel channel, boolean plain) {
        this.channel = channel;
        this.socket = plain && channel instanceof UnixChannel unix && unix.fd() instanceof Socket one ? one : null;
    }

    /** An empty buffer with room for so many bytes at least; the caller's. */
    public ByteBuf buffer(int bytes) {
        if (socket != null) {
            Spare spare = SPARES.get();
            ByteBuf known = spare.buffer;
            if (known != null && known.capacity() >= bytes) {
                spare.buffer = null;
                return known;
            }
        }
        return channel.alloc().directBuffer(bytes);
    }

    /** Sends bytes behind all that was written to the channel before, and flushes that; takes ownership of them. */
    public void send(ByteBuf bytes) {
        if (sendAtOnce(bytes)) {
            giveBack(bytes);
            return;
        }
        channel.write(bytes, channel.voidPromise());
        channel.flush();
    }

    /**
     * Writes bytes to which the caller adds more at once, and flushes: both leave in full packets together. Takes ownership of
     * them.
     */
    public void sendAhead(ByteBuf bytes) {
        MoreToCome call = MoreToCome.CALL;
        if (call != null && socket != null && isNext(bytes)) {
            long address = bytes.memoryAddress() + bytes.readerIndex();
            long sent = call.send(socket.intValue(), address, bytes.readableBytes());
            bytes.skipBytes((int) Math.max(0, sent));
        }
        if (bytes.isReadable()) {
            channel.write(bytes, channel.voidPromise());
        } else {
            giveBack(bytes);
        }
    }

    private boolean sendAtOnce(ByteBuf bytes) {
        if (socket == null || !isNext(bytes)) {
            return false;
        }
        try {
            bytes.skipBytes(socket.sendAddress(bytes.memoryAddress(), bytes.readerIndex(), bytes.writerIndex()));
        } catch (IOException failed) {
            // The channel meets the same failure when it tries, and tells whoever has to know.
            return false;
        }
        return !bytes.isReadable();
    }

    /** Whether the kernel has all that was written to the channel before, and can be given these. */
    private boolean isNext(ByteBuf bytes) {
        ChannelOutboundBuffer queue = channel.unsafe().outboundBuffer();
        return queue != null && queue.totalPendingWriteBytes() == 0 && queue.isEmpty() && bytes.hasMemoryAddress();
    }

    /** Keeps the longest buffer for whoever writes next. */
    private static void giveBack(ByteBuf bytes) {
        Spare spare = SPARES.get();
        ByteBuf known = spare.buffer;
        int kept = known == null ? 0 : known.capacity();
        if (bytes.refCnt() > 1 || bytes.capacity() <= kept || bytes.capacity() > KEPT_BYTES) {
            bytes.release();
            return;
        }
        if (known != null) {
            known.release();
        }
        spare.buffer = bytes.clear();
    }
}
