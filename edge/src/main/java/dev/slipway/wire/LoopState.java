package dev.slipway.wire;

import dev.slipway.exchange.Corridor;
import dev.slipway.http.HpackDecoder;
import dev.slipway.http.KnownParts;
import dev.slipway.http.Refused;
import dev.slipway.loop.LoopClock;
import dev.slipway.site.Limits;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the connections of one event loop share; touched by that loop's thread alone. */
final class LoopState {
    private static final Logger log = LoggerFactory.getLogger(LoopState.class);

    /** One log line a second for refusals is enough; the metrics count all of them. */
    private static final long LOG_EVERY_NANOS = 1_000_000_000L;

    private static final int SWEPT_AT_ONCE = 100;
    private static final long SWEEP_NANOS = 500_000_000L;

    private final Gate gate;
    private final AtomicInteger open;
    private final DateField date;
    private final byte[] scratch;
    private final LinkedHashSet<Connection> connections = new LinkedHashSet<>();
    private final KnownParts knownParts = new KnownParts();
    private HpackDecoder.@Nullable Scratch hpackScratch;
    private boolean draining;
    private long lastLoggedNanos;
    private int unlogged;

    LoopState(Gate gate, AtomicInteger open) {
        this.gate = gate;
        this.open = open;
        this.date = new DateField(gate.clock());
        this.scratch = new byte[gate.limits().headBytes()];
    }

    Limits limits() {
        return gate.limits();
    }

    /** Where requests go. */
    Corridor corridor() {
        return gate.corridor();
    }

    /** Where what may block is run. */
    Executor blocking() {
        return gate.blocking();
    }

    DateField date() {
        return date;
    }

    /** Room to decode field blocks in. */
    HpackDecoder.Scratch hpackScratch() {
        HpackDecoder.Scratch room = hpackScratch;
        if (room == null) {
            room = new HpackDecoder.Scratch(Http2Connection.blockBytes(gate.limits()));
            hpackScratch = room;
        }
        return room;
    }

    /** Room for one head; free again as soon as it is decoded. */
    byte[] scratch() {
        return scratch;
    }

    /** What requests over HTTP/1.1 said lately. */
    KnownParts knownParts() {
        return knownParts;
    }

    LoopClock clock() {
        return gate.clock();
    }

    long nanos() {
        return gate.clock().nanos();
    }

    boolean isDraining() {
        return draining;
    }

    void opened(Connection connection) {
        connections.add(connection);
        open.incrementAndGet();
        gate.telemetry().connections(1);
    }

    void closed(Connection connection) {
        if (connections.remove(connection)) {
            open.decrementAndGet();
            gate.telemetry().connections(-1);
        }
    }

    /**
     * Ends what has waited too long, from now on: every connection is looked at twice a second, a few at a time, because
     * ten thousand at once would make the others wait for a millisecond or two.
     */
    void sweep(EventLoop loop) {
        clock().letGo();
        long now = nanos();
        int all = connections.size();
        for (int i = Math.min(all, SWEPT_AT_ONCE); i > 0 && !connections.isEmpty(); i--) {
            Connection connection = connections.removeFirst();
            connections.addLast(connection);
            connection.checkDeadlines(now);
        }
        if (!loop.isShuttingDown()) {
            long pause = SWEEP_NANOS / Math.max(1, Math.ceilDiv(all, SWEPT_AT_ONCE));
            var unused = loop.schedule(() -> sweep(loop), pause, TimeUnit.NANOSECONDS);
        }
    }

    void drain() {
        draining = true;
        for (Connection connection : List.copyOf(connections)) {
            connection.drain();
        }
    }

    void cut() {
        draining = true;
        for (Connection connection : List.copyOf(connections)) {
            connection.abort();
        }
    }

    void refused(Refused refused, InetSocketAddress peer) {
        gate.telemetry().refused(refused.reason());
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
