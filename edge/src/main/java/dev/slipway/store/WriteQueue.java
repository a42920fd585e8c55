package dev.slipway.store;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** How much waits for the disk, which is bounded, and whether anything was turned away that is still owed to it. */
final class WriteQueue {
    private static final int MOST = 1024;

    private final long mostBytes;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicBoolean owing = new AtomicBoolean();

    WriteQueue(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** Counts a body that is to be written; false when too many or too much wait already. */
    boolean enter(StoredBody body) {
        boolean few = waiting.incrementAndGet() <= MOST;
        boolean small = bytes.addAndGet(body.length()) <= mostBytes;
        if (!few || !small) {
            leave(body);
        }
        return few && small;
    }

    void leave(StoredBody body) {
        waiting.decrementAndGet();
        bytes.addAndGet(-body.length());
    }

    /** Something was turned away. */
    void owe() {
        owing.set(true);
    }

    /** Whether nothing waits and something was turned away; then nothing is owed any more. */
    boolean hasTimeForWhatItOwes() {
        return waiting.get() == 0 && owing.get() && owing.compareAndSet(true, false);
    }
}
