package dev.slipway.wire;

import dev.slipway.http.Refused;
import dev.slipway.site.Limits;
import dev.slipway.telemetry.Telemetry;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the connections of one event loop share; touched by that loop's thread alone. */
final class LoopState {
    private static final Logger log = LoggerFactory.getLogger(LoopState.class);

    /** One log line a second for refusals is enough; the metrics count all of them. */
    private static final long LOG_EVERY_NANOS = 1_000_000_000L;

    private final Limits limits;
    private final Telemetry telemetry;
    private final LongSupplier nanos;
    private final AtomicInteger open;
    private final DateField date;
    private final byte[] scratch;
    private final Set<Http1Connection> connections = new LinkedHashSet<>();
    private boolean draining;
    private long lastLoggedNanos;
    private int unlogged;

    LoopState(Limits limits, Telemetry telemetry, InstantSource clock, LongSupplier nanos, AtomicInteger open) {
        this.limits = limits;
        this.telemetry = telemetry;
        this.nanos = nanos;
        this.open = open;
        this.date = new DateField(clock);
        this.scratch = new byte[limits.headBytes()];
    }

    Limits limits() {
        return limits;
    }

    DateField date() {
        return date;
    }

    /** Room for one head; free again as soon as it is decoded. */
    byte[] scratch() {
        return scratch;
    }

    long nanos() {
        return nanos.getAsLong();
    }

    boolean isDraining() {
        return draining;
    }

    void opened(Http1Connection connection) {
        connections.add(connection);
        open.incrementAndGet();
        telemetry.connections(1);
    }

    void closed(Http1Connection connection) {
        if (connections.remove(connection)) {
            open.decrementAndGet();
            telemetry.connections(-1);
        }
    }

    /** Ends what has waited too long. */
    void sweep() {
        long now = nanos();
        for (Http1Connection connection : List.copyOf(connections)) {
            connection.checkDeadlines(now);
        }
    }

    void drain() {
        draining = true;
        for (Http1Connection connection : List.copyOf(connections)) {
            connection.drain();
        }
    }

    void cut() {
        draining = true;
        for (Http1Connection connection : List.copyOf(connections)) {
            connection.abort();
        }
    }

    void refused(Refused refused, InetSocketAddress peer) {
        telemetry.refused(refused.reason());
        long now = nanos();
        if (now - lastLoggedNanos < LOG_EVERY_NANOS) {
            unlogged++;
            return;
        }
        log.warn(
                "refused a request from {}: {} ({}); {} more since the last such line",
                peer.getAddress().getHostAddress(),
                refused.reason(),
                refused.status(),
                unlogged);
        lastLoggedNanos = now;
        unlogged = 0;
    }

    void unexpected(Throwable cause) {
        log.error("a connection was closed because of an unexpected failure", cause);
    }
}
