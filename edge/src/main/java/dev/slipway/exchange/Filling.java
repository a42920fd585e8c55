package dev.slipway.exchange;

import dev.slipway.body.BodySink;
import dev.slipway.body.BodyStream;
import dev.slipway.http.Fields;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A body that comes from the app and is kept, while any number of clients read it, each at its own pace and on its own
 * loop. It takes the app's bytes as fast as they come: a slow client holds nobody up.
 *
 * <p>A body that grows larger than may be kept is kept no longer. From there on it holds a window of bytes, and waits for
 * the slowest reader.
 */
final class Filling implements BodySink {
    private static final int PIECE_BYTES = 64 << 10;
    private static final int SLICE_BYTES = 64 << 10;

    /** How far the app may be ahead of the slowest reader of a body that is not kept. */
    private static final long WINDOW_BYTES = 1 << 20;

    private final BodyStream source;
    private final Executor sourceLoop;
    private final long length;
    private final Keeping keeping;
    private final InstantSource clock;

    private final ReentrantLock lock = new ReentrantLock();

    /** From the first byte that somebody still needs; each holds its bytes between 0 and its writer index. */
    private final List<ByteBuf> pieces = new ArrayList<>();

    private final Set<FillingReader> readers = new HashSet<>();

    /** How many pieces were let go before the first of {@link #pieces}. */
    private int lettingGo;

    private long total;
    private long grewMillis;
    private boolean kept = true;
    private boolean paused;
    private boolean complete;
    private boolean released;
    private @Nullable Throwable failure;

    /**
     * What becomes of the body, apart from those who read it now.
     *
     * @param memory gives buffers out of the budget, or null where there is no room
     * @param mostBytes how long a body may be that is kept
     * @param whole told once, on the source's loop: the body, owned by the receiver, or null when it is not kept
     */
    record Keeping(IntFunction<@Nullable ByteBuf> memory, long mostBytes, Consumer<@Nullable ByteBuf> whole) {}

    /**
     * @param source the app's body, not started
     * @param sourceLoop where the source is
     * @param length announced, or -1
     */
    Filling(BodyStream source, Executor sourceLoop, long length, Keeping keeping, InstantSource clock) {
        this.source = source;
        this.sourceLoop = sourceLoop;
        this.length = length;
        this.keeping = keeping;
        this.clock = clock;
        this.grewMillis = clock.millis();
    }

    /** As announced, in bytes, or -1. */
    long length() {
        return length;
    }

    /** Begins to take the app's bytes; on the source's loop. */
    void start() {
        source.start(this);
    }

    /** For how many milliseconds nothing has come, while there was room for it. */
    long stalledMillis() {
        lock.lock();
        try {
            return paused || complete ? 0 : clock.millis() - grewMillis;
        } finally {
            lock.unlock();
        }
    }

    /** Somebody who reads from the first byte on; null when that byte is no longer here, or all have read everything. */
    @Nullable
    FillingReader read(Executor loop) {
        lock.lock();
        try {
            if (lettingGo > 0 || released) {
                return null;
            }
            FillingReader reader = new FillingReader(this, loop);
            readers.add(reader);
            return reader;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean data(ByteBuf bytes) {
        boolean more;
        lock.lock();
        try {
            append(bytes);
            letGo();
            paused = !kept && ahead() > WINDOW_BYTES;
            more = !paused;
        } finally {
            lock.unlock();
            bytes.release();
        }
        wake();
        return more;
    }

    private void append(ByteBuf bytes) {
        total += bytes.readableBytes();
        grewMillis = clock.millis();
        kept &= total <= keeping.mostBytes();
        while (bytes.isReadable()) {
            ByteBuf piece = pieces.isEmpty() ? null : pieces.getLast();
            if (piece == null || !piece.isWritable()) {
                piece = next(bytes.readableBytes());
                pieces.add(piece);
            }
            piece.writeBytes(bytes, Math.min(piece.writableBytes(), bytes.readableBytes()));
        }
    }

    private ByteBuf next(int readable) {
        if (kept) {
            ByteBuf piece = keeping.memory().apply(length >= 0 ? (int) length : Math.max(PIECE_BYTES, readable));
            if (piece != null) {
                return piece;
            }
            kept = false;
        }
        return Unpooled.directBuffer(readable, readable);
    }

    /** Of a body that is not kept, what every reader has. */
    private void letGo() {
        if (kept) {
            return;
        }
        int needed = readers.stream().mapToInt(FillingReader::piece).min().orElse(lettingGo + pieces.size());
        while (lettingGo < needed && !pieces.isEmpty()) {
            pieces.removeFirst().release();
            lettingGo++;
        }
    }

    private long ahead() {
        return total - readers.stream().mapToLong(FillingReader::taken).min().orElse(total);
    }

    @Override
    public void end(Fields trailers) {
        ByteBuf body = null;
        lock.lock();
        try {
            complete = true;
            if (kept) {
                body = merged();
            }
        } finally {
            lock.unlock();
        }
        keeping.whole().accept(body);
        wake();
        releaseWhenUnread();
    }

    private @Nullable ByteBuf merged() {
        if (pieces.isEmpty()) {
            return Unpooled.EMPTY_BUFFER;
        }
        if (pieces.size() == 1 && !pieces.getFirst().isWritable()) {
            return pieces.getFirst().retainedSlice();
        }
        ByteBuf body = keeping.memory().apply((int) total);
        if (body != null) {
            pieces.forEach(piece -> body.writeBytes(piece, 0, piece.writerIndex()));
        }
        return body;
    }

    @Override
    public void fail(Throwable reason) {
        lock.lock();
        try {
            failure = reason;
        } finally {
            lock.unlock();
        }
        keeping.whole().accept(null);
        wake();
        releaseWhenUnread();
    }

    /**
     * The next bytes for that reader, with a reference of their own; null when there are none now. Then the reader is
     * woken when there are, or when there will be no more.
     */
    @Nullable
    ByteBuf next(FillingReader reader) {
        boolean resume = false;
        ByteBuf slice = null;
        lock.lock();
        try {
            int index = reader.piece() - lettingGo;
            if (index < pieces.size()) {
                ByteBuf piece = pieces.get(index);
                int readable = Math.min(piece.writerIndex() - reader.offset(), SLICE_BYTES);
                if (readable > 0) {
                    slice = piece.retainedSlice(reader.offset(), readable);
                    reader.took(readable, reader.offset() + readable == piece.capacity());
                    letGo();
                    resume = paused && ahead() < WINDOW_BYTES / 2;
                    paused &= !resume;
                }
            }
            reader.waits(slice == null);
        } finally {
            lock.unlock();
        }
        if (resume) {
            sourceLoop.execute(source::resume);
        }
        return slice;
    }

    /** Whether that reader has everything there will ever be. */
    boolean isEnd(FillingReader reader) {
        lock.lock();
        try {
            return complete && reader.taken() == total;
        } finally {
            lock.unlock();
        }
    }

    /** Why no more will come, or null. */
    @Nullable
    Throwable failure() {
        lock.lock();
        try {
            return failure;
        } finally {
            lock.unlock();
        }
    }

    /** That reader needs nothing more. */
    void leave(FillingReader reader) {
        boolean resume;
        boolean unread;
        lock.lock();
        try {
            readers.remove(reader);
            letGo();
            unread = readers.isEmpty() && !kept && !complete && failure == null;
            resume = paused && !unread;
            paused = false;
        } finally {
            lock.unlock();
        }
        if (unread) {
            // Nobody reads it and nobody keeps it.
            sourceLoop.execute(() -> {
                source.cancel();
                fail(new java.util.concurrent.CancellationException("nobody reads it any more"));
            });
        } else if (resume) {
            sourceLoop.execute(source::resume);
        }
        releaseWhenUnread();
    }

    private void wake() {
        List<FillingReader> waiting;
        lock.lock();
        try {
            waiting = readers.stream().filter(FillingReader::stopWaiting).toList();
        } finally {
            lock.unlock();
        }
        waiting.forEach(FillingReader::wake);
    }

    private void releaseWhenUnread() {
        lock.lock();
        try {
            if (readers.isEmpty() && (complete || failure != null)) {
                released = true;
                for (ByteBuf piece : pieces) {
                    piece.release();
                }
                pieces.clear();
            }
        } finally {
            lock.unlock();
        }
    }
}
