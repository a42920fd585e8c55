package dev.slipway.store;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the disk refuses: counted always, logged once a minute. */
final class Complaints {
    private static final Logger log = LoggerFactory.getLogger(ObjectStore.class);
    private static final long EVERY_MILLIS = Duration.ofMinutes(1).toMillis();

    private final InstantSource clock;
    private final LongAdder count = new LongAdder();
    private final AtomicLong quietUntil = new AtomicLong(Long.MIN_VALUE);

    Complaints(InstantSource clock) {
        this.clock = clock;
    }

    /** @param what failed, as a sentence without its end */
    void about(String what, IOException failure) {
        count.increment();
        long now = clock.millis();
        long until = quietUntil.get();
        if (now >= until && quietUntil.compareAndSet(until, now + EVERY_MILLIS)) {
            log.warn(
                    "{}: {}. The cache goes on in memory; {} refusals of the disk so far, the next line in a minute at"
                            + " the earliest",
                    what,
                    failure,
                    count.sum());
        }
    }

    long count() {
        return count.sum();
    }
}
