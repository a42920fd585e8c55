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
    /** So much later than it was read a held wall clock is read again. */
    private static final long WALL_NANOS = 1_000_000;

    private final InstantSource wall;
    private final LongSupplier monotonic;
    private final FastThreadLocal<Reading> readings = new FastThreadLocal<>();

    /** What one thread read last. */
    private static final class Reading {
        boolean held;
        long nanos;
        long millis;
        long millisAtNanos;
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
        reading.held = true;
    }

    /** Reads the time again where it is held: what was done meanwhile took some. */
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

    /** Milliseconds since 1970; while the clocks are held, at most one behind. */
    @Override
    public long millis() {
        Reading reading = held();
        if (reading == null) {
            return wall.millis();
        }
        if (!reading.millisKnown || reading.nanos - reading.millisAtNanos >= WALL_NANOS) {
            reading.millis = wall.millis();
            reading.millisAtNanos = reading.nanos;
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
