package dev.slipway.exchange;

import dev.slipway.body.BodySink;
import dev.slipway.body.BodyStream;
import dev.slipway.http.Fields;
import io.netty.buffer.ByteBuf;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** One client's view of a {@link Filling}: how far it has read, and the loop where it reads. */
final class FillingReader implements BodyStream {
    private final Filling filling;
    private final Executor loop;

    // Guarded by the filling's lock.
    private int piece;
    private int offset;
    private long taken;
    private boolean waiting;

    // The loop's alone.
    private @Nullable BodySink sink;
    private boolean running;
    private boolean over;

    FillingReader(Filling filling, Executor loop) {
        this.filling = filling;
        this.loop = loop;
    }

    /** The piece that it reads, counted from the first of the body. */
    int piece() {
        return piece;
    }

    int offset() {
        return offset;
    }

    long taken() {
        return taken;
    }

    void took(int bytes, boolean toEndOfPiece) {
        taken += bytes;
        if (toEndOfPiece) {
            piece++;
            offset = 0;
        } else {
            offset += bytes;
        }
    }

    void waits(boolean is) {
        waiting = is;
    }

    /** Whether it waited. */
    boolean stopWaiting() {
        boolean waited = waiting;
        waiting = false;
        return waited;
    }

    void wake() {
        loop.execute(this::resume);
    }

    @Override
    public void start(BodySink to) {
        sink = to;
        resume();
    }

    @Override
    public void resume() {
        if (running || over || sink == null) {
            return;
        }
        running = true;
        try {
            pump(Objects.requireNonNull(sink));
        } finally {
            running = false;
        }
    }

    private void pump(BodySink to) {
        while (!over) {
            // Before the bytes are asked for: what comes in between is found by the next round.
            Throwable failure = filling.failure();
            ByteBuf bytes = filling.next(this);
            if (bytes == null) {
                finish(to, failure);
                return;
            }
            if (!to.data(bytes)) {
                return;
            }
        }
    }

    private void finish(BodySink to, @Nullable Throwable failure) {
        if (filling.isEnd(this)) {
            leave();
            to.end(Fields.EMPTY);
        } else if (failure != null) {
            leave();
            to.fail(failure);
        }
    }

    private void leave() {
        over = true;
        filling.leave(this);
    }

    @Override
    public void cancel() {
        if (!over) {
            leave();
        }
    }
}
