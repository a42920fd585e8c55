package dev.slipway.exchange;

import dev.slipway.body.Body;
import dev.slipway.body.BodySink;
import dev.slipway.body.BodyStream;
import dev.slipway.http.ByteRanges;
import dev.slipway.http.Fields;
import dev.slipway.http.MultipartRanges;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Several ranges of one representation as {@code multipart/byteranges} (RFC 9110 §14.6), in pieces as the client takes them. Large
 * files are read piece by piece, on the loop: a piece is small, and the kernel has read ahead.
 */
final class RangesBody implements BodyStream {
    private static final int PIECE_BYTES = 32 << 10;

    /** One stretch of output: text, or bytes of the file when text is null. */
    private record Stretch(byte @Nullable [] text, long first, long length) {}

    private final @Nullable ByteBuf bytes;
    private final @Nullable Path file;
    private final Deque<Stretch> left = new ArrayDeque<>();
    private @Nullable FileChannel channel;
    private @Nullable BodySink sink;
    private boolean running;
    private boolean over;

    /** Holds the file's bytes, where they are in memory, until it ends or is cancelled. */
    RangesBody(Representation of, List<ByteRanges.Range> ranges, MultipartRanges format) {
        Body all = of.part(0, of.size());
        this.bytes = all instanceof Body.Bytes held ? held.bytes() : null;
        this.file = all instanceof Body.FilePart part ? part.file() : null;
        for (ByteRanges.Range range : ranges) {
            byte[] head = format.partHead(range).getBytes(StandardCharsets.ISO_8859_1);
            left.add(new Stretch(head, 0, head.length));
            for (long at = range.first(); at <= range.last(); at += PIECE_BYTES) {
                left.add(new Stretch(null, at, Math.min(PIECE_BYTES, range.last() + 1 - at)));
            }
        }
        byte[] end = format.end().getBytes(StandardCharsets.ISO_8859_1);
        left.add(new Stretch(end, 0, end.length));
    }

    @Override
    public void start(BodySink to) {
        sink = to;
        resume();
    }

    @Override
    public void resume() {
        if (running || over) {
            return;
        }
        running = true;
        BodySink to = Objects.requireNonNull(sink);
        try {
            boolean more = true;
            while (more && !over && !left.isEmpty()) {
                more = to.data(read(left.removeFirst()));
            }
        } catch (IOException e) {
            cancel();
            to.fail(e);
            return;
        } finally {
            running = false;
        }
        if (left.isEmpty() && !over) {
            cancel();
            to.end(Fields.EMPTY);
        }
    }

    private ByteBuf read(Stretch stretch) throws IOException {
        if (stretch.text() != null) {
            return Unpooled.wrappedBuffer(stretch.text());
        }
        if (bytes != null) {
            return bytes.retainedSlice((int) stretch.first(), (int) stretch.length());
        }
        if (channel == null) {
            channel =
                    FileChannel.open(Objects.requireNonNull(file), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        }
        ByteBuf piece = Unpooled.directBuffer((int) stretch.length(), (int) stretch.length());
        while (piece.isWritable()) {
            if (fill(piece, channel, stretch) < 0) {
                piece.release();
                throw new IOException(file + " became shorter");
            }
        }
        return piece;
    }

    private static int fill(ByteBuf piece, FileChannel from, Stretch stretch) throws IOException {
        try {
            return piece.writeBytes(from, stretch.first() + piece.writerIndex(), piece.writableBytes());
        } catch (IOException e) {
            piece.release();
            throw e;
        }
    }

    @Override
    public void cancel() {
        if (over) {
            return;
        }
        over = true;
        if (bytes != null) {
            bytes.release();
        }
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }
}
