package dev.slipway.store;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tasks that run one after the other, in the order in which they came, on threads that may block. */
final class Agenda {
    private static final Logger log = LoggerFactory.getLogger(Agenda.class);

    private final Executor blocking;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();

    Agenda(Executor blocking) {
        this.blocking = blocking;
    }

    void add(Runnable task) {
        tasks.add(task);
        if (waiting.getAndIncrement() == 0) {
            blocking.execute(this::run);
        }
    }

    /** Waits until what is on it now is done; false when that takes longer. */
    boolean finish(Duration patience) {
        CountDownLatch done = new CountDownLatch(1);
        add(done::countDown);
        try {
            return done.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void run() {
        do {
            Runnable task = tasks.remove();
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                log.error("a task of the store failed; the next ones go on", e);
            }
        } while (waiting.decrementAndGet() != 0);
    }
}
