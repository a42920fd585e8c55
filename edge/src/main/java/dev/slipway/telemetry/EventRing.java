package dev.slipway.telemetry;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue from many threads to one, without locks and without waking anybody: the event loops must not pay for
 * a sleeping writer.
 */
final class EventRing {
    private final AtomicReferenceArray<@Nullable ExchangeEvent> slots;
    private final int mask;
    private final AtomicLong tail = new AtomicLong();
    private final AtomicLong head = new AtomicLong();

    /** @param capacity a power of two */
    EventRing(int capacity) {
        if (Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException("not a power of two: " + capacity);
        }
        this.slots = new AtomicReferenceArray<>(capacity);
        this.mask = capacity - 1;
    }

    /** Adds an event; false where it is full. Any thread. */
    boolean offer(ExchangeEvent event) {
        while (true) {
            long at = tail.get();
            if (at - head.getAcquire() > mask) {
                return false;
            }
            if (tail.compareAndSet(at, at + 1)) {
                slots.setRelease((int) at & mask, event);
                return true;
            }
        }
    }

    /** The oldest event, or null where there is none yet. The one reading thread only. */
    @Nullable
    ExchangeEvent poll() {
        long at = head.getPlain();
        int slot = (int) at & mask;
        ExchangeEvent event = slots.getAcquire(slot);
        if (event == null) {
            return null;
        }
        slots.setPlain(slot, null);
        head.setRelease(at + 1);
        return event;
    }
}
