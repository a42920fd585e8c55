package dev.slipway.body;

import dev.slipway.http.Fields;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A part of a file in pieces, for connections on which the kernel cannot send it by itself: under TLS, and in frames. Read
 * on a thread that may block, one piece at a time, and only while the client takes them.
 */
public final class FileStream implements BodyStream {
    private static final int PIECE_BYTES = 128 << 10;

    private final Body.FilePart part;
    private final ByteBufAllocator buffers;
    private final Executor blocking;
    private final Executor loop;
    private long at;
    private long left;
    private @Nullable FileChannel channel;
    private @Nullable BodySink sink;
    private boolean reading;
    private boolean over;

    /**
     * @param blocking where the file is read
     * @param loop the event loop of the exchange
     */
    public FileStream(Body.FilePart part, ByteBufAllocator buffers, Executor blocking, Executor loop) {
        this.part = part;
        this.buffers = buffers;
        this.blocking = blocking;
        this.loop = loop;
        this.at = part.offset();
        this.left = part.length();
    }

    @Override
    public void start(BodySink to) {
        sink = to;
        resume();
    }

    @Override
    public void resume() {
        if (reading || over) {
            return;
        }
        reading = true;
        int length = (int) Math.min(PIECE_BYTES, left);
        blocking.execute(() -> read(length));
    }

    /** Off the loop; nothing else touches the channel meanwhile. */
    private void read(int length) {
        ByteBuf piece = buffers.directBuffer(length, length);
        try {
            FileChannel from = channel;
            if (from == null) {
                from = FileChannel.open(part.file(), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
                channel = from;
            }
            while (piece.isWritable()) {
                if (piece.writeBytes(from, at + piece.writerIndex(), piece.writableBytes()) < 0) {
                    throw new IOException(part.file() + " became shorter");
                }
            }
        } catch (IOException e) {
            piece.release();
            loop.execute(() -> failed(e));
            return;
        }
        try {
            loop.execute(() -> deliver(piece));
        } catch (RejectedExecutionException stopped) {
            piece.release(); // the node has ended meanwhile, and with it whoever would take this
        }
    }

    private void deliver(ByteBuf piece) {
        reading = false;
        BodySink to = sink;
        if (over || to == null) {
            piece.release();
            close();
            return;
        }
        at += piece.readableBytes();
        left -= piece.readableBytes();
        boolean more = piece.isReadable() ? to.data(piece) : release(piece);
        if (over) {
            close();
        } else if (left == 0) {
            over = true;
            close();
            to.end(Fields.EMPTY);
        } else if (more) {
            resume();
        }
    }

    private static boolean release(ByteBuf empty) {
        empty.release();
        return true;
    }

    private void failed(IOException reason) {
        reading = false;
        BodySink to = sink;
        boolean told = over;
        over = true;
        close();
        if (!told && to != null) {
            to.fail(reason);
        }
    }

    @Override
    public void cancel() {
        over = true;
        if (!reading) {
            close();
        }
    }

    /** Not while a piece is being read. Nothing was written, so a failure to close loses nothing. */
    private void close() {
        FileChannel open = channel;
        channel = null;
        if (open != null) {
            blocking.execute(() -> {
                try {
                    open.close();
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
        }
    }
}
