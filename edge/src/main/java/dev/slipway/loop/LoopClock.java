package dev.slipway.loop;

import io.netty.util.concurrent.FastThreadLocal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The two clocks of a node, which an event loop may hold while it works through what was read together: a request that is
 * passed on asks for the time a dozen times, and asking takes longer than deciding (docs/decisions.md). For every other
 * thread, and wherever nobody holds them, they go as clocks do.
 */
public final class LoopClock implements InstantSource {
    private final InstantSource wall;
    private final LongSupplier monotonic;
    private final FastThreadLocal<Reading> readings = new FastThreadLocal<>();

    /** What one thread read last. */
    private static final class Reading {
        boolean held;
        long nanos;
        long millis;
        boolean millisKnown;
    }

    /**
     * @param wall what time it is
     * @param monotonic nanoseconds that go up steadily, whatever the wall clock does
     */
    public LoopClock(InstantSource wall, LongSupplier monotonic) {
        this.wall = wall;
        this.monotonic = monotonic;
    }

    /** Reads the time, and holds it for this thread until it is held anew or let go. */
    public void hold() {
        Reading reading = readings.getIfExists();
        if (reading == null) {
            reading = new Reading();
            readings.set(reading);
        }
        reading.nanos = monotonic.getAsLong();
        reading.millisKnown = false;
        reading.held = true;
    }

    /** Reads the monotonic clock again where it is held: what was done meanwhile took some time. */
    public void advance() {
        Reading reading = held();
        if (reading != null) {
            reading.nanos = monotonic.getAsLong();
        }
    }

    /** Lets the clocks go on; without effect where they do. */
    public void letGo() {
        Reading reading = readings.getIfExists();
        if (reading != null) {
            reading.held = false;
        }
    }

    /** Nanoseconds that go up steadily, from an arbitrary origin. */
    public long nanos() {
        Reading reading = held();
        return reading == null ? monotonic.getAsLong() : reading.nanos;
    }

    /** Milliseconds since 1970; while the clocks are held, of when it was first asked for. */
    @Override
    public long millis() {
        Reading reading = held();
        if (reading == null) {
            return wall.millis();
        }
        if (!reading.millisKnown) {
            reading.millis = wall.millis();
            reading.millisKnown = true;
        }
        return reading.millis;
    }

    @Override
    public Instant instant() {
        return held() == null ? wall.instant() : Instant.ofEpochMilli(millis());
    }

    private @Nullable Reading held() {
        Reading reading = readings.getIfExists();
        return reading != null && reading.held ? reading : null;
    }
}
