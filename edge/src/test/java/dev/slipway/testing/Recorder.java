package dev.slipway.testing;

import dev.slipway.telemetry.ExchangeEvent;
import dev.slipway.telemetry.Telemetry;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** Telemetry that remembers, for tests to ask. Counts without keeping when {@link #forget} was called. */
public final class Recorder implements Telemetry {
    private final List<ExchangeEvent> events = new CopyOnWriteArrayList<>();
    private final List<String> refusals = new CopyOnWriteArrayList<>();
    private final AtomicLong recorded = new AtomicLong();
    private final AtomicLong open = new AtomicLong();
    private final AtomicLong tunnels = new AtomicLong();
    private volatile boolean keeping = true;

    @Override
    public void record(ExchangeEvent event) {
        recorded.incrementAndGet();
        if (keeping) {
            events.add(event);
        }
    }

    @Override
    public boolean logs() {
        return true;
    }

    @Override
    public void connections(int change) {
        open.addAndGet(change);
    }

    @Override
    public void tunnels(int change) {
        tunnels.addAndGet(change);
    }

    @Override
    public void refused(String reason) {
        refusals.add(reason);
    }

    /** From now on exchanges are only counted: for tests with very many. */
    public void forget() {
        keeping = false;
    }

    public List<ExchangeEvent> events() {
        return List.copyOf(events);
    }

    public List<String> refusals() {
        return List.copyOf(refusals);
    }

    public long recorded() {
        return recorded.get();
    }

    public long open() {
        return open.get();
    }

    public long tunnels() {
        return tunnels.get();
    }
}
