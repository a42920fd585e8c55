package dev.slipway.certificates;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A clock that a test moves, and the waiting by it. */
final class ManualTime implements InstantSource, Pause {
    private static final long PATIENCE_NANOS = Duration.ofSeconds(60).toNanos();

    private final List<Instant> sleepers = new ArrayList<>();
    private Instant now;

    ManualTime(Instant now) {
        this.now = now;
    }

    AcmeRenewal.Time time() {
        return new AcmeRenewal.Time(this, this, new Random(7));
    }

    @Override
    public synchronized Instant instant() {
        return now;
    }

    @Override
    public synchronized void until(Instant moment) throws InterruptedException {
        sleepers.add(moment);
        notifyAll();
        try {
            while (now.isBefore(moment)) {
                wait();
            }
        } finally {
            sleepers.remove(moment);
        }
    }

    synchronized void moveTo(Instant moment) {
        now = moment;
        notifyAll();
    }

    /** The moment for which somebody waits, as soon as somebody waits for one that is still to come. */
    synchronized Instant awaitSleeper() throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            for (Instant each : sleepers) {
                if (each.isAfter(now)) {
                    return each;
                }
            }
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new AssertionError("nobody waits for a moment after " + now);
            }
            wait(Math.max(1, left / 1_000_000));
        }
    }
}
