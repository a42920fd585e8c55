package dev.slipway.origin;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One deadline that is set anew all the time and rarely reached. Its one scheduled task is moved only when the new
 * deadline is earlier than that task, so that under load setting it is an assignment. Used on one event loop.
 */
final class Deadline {
    private static final long NEVER = Long.MAX_VALUE;

    private final LongSupplier nanoClock;
    private final Runnable reached;
    private long at = NEVER;
    private long watchedUntil;
    private @Nullable ScheduledFuture<?> watch;

    Deadline(LongSupplier nanoClock, Runnable reached) {
        this.nanoClock = nanoClock;
        this.reached = reached;
    }

    /** Sets it that far from now, in place of whatever it was. */
    void in(EventLoop loop, long nanos) {
        at = nanoClock.getAsLong() + nanos;
        if (watch == null || watch.isDone()) {
            schedule(loop, nanos);
        } else if (at - watchedUntil < 0) {
            watch.cancel(false);
            schedule(loop, nanos);
        }
    }

    /** No deadline for now. */
    void clear() {
        at = NEVER;
    }

    /** No deadline any more. */
    void end() {
        at = NEVER;
        if (watch != null) {
            watch.cancel(false);
        }
    }

    private void schedule(EventLoop loop, long nanos) {
        watchedUntil = at;
        watch = loop.schedule(() -> look(loop), nanos, NANOSECONDS);
    }

    private void look(EventLoop loop) {
        watch = null;
        if (at == NEVER) {
            return;
        }
        long left = at - nanoClock.getAsLong();
        if (left > 0) {
            schedule(loop, left);
            return;
        }
        at = NEVER;
        reached.run();
    }
}
