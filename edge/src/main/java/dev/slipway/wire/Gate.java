package dev.slipway.wire;

import dev.slipway.exchange.Corridor;
import dev.slipway.loop.LoopClock;
import dev.slipway.site.AddressRange;
import dev.slipway.site.Limits;
import dev.slipway.telemetry.Telemetry;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * What connections need of the node that they belong to.
 *
 * @param corridor where requests go
 * @param limits what clients may take
 * @param telemetry what is counted
 * @param blocking runs what may block; virtual threads
 * @param clock for the Date of answers, deadlines and latencies
 * @param balancers peers that begin each connection with a PROXY header; empty where none does
 */
public record Gate(
        Corridor corridor,
        Limits limits,
        Telemetry telemetry,
        Executor blocking,
        LoopClock clock,
        List<AddressRange> balancers) {
    public Gate {
        balancers = List.copyOf(balancers);
    }
}
