package dev.slipway.wire;

import dev.slipway.site.Limits;
import io.netty.channel.Channel;
import java.time.Duration;

/**
 * What one connection may still wait for. Looked at a few times a second by its loop instead of with a timer of its own:
 * ten thousand idle connections then cost one pass over a list.
 */
final class Deadlines {
    /** After the last answer, how long a client may take to close its side. */
    private static final Duration LINGER = Duration.ofSeconds(2);

    /** What has run out, if anything. */
    enum Verdict {
        FINE,
        SLOW_HEAD,
        SLOW_BODY,
        IDLE,
        STUCK
    }

    private final Limits limits;
    private long idleSinceNanos;
    private final OutputWatch output;
    private long closingSinceNanos;
    private long requests;

    Deadlines(Channel channel, Limits limits, long nowNanos) {
        this.limits = limits;
        this.output = new OutputWatch(channel, nowNanos);
        this.idleSinceNanos = nowNanos;
    }

    Verdict judge(Http1Connection connection, long nowNanos) {
        if (output.isStuck(limits.bodyTime(), nowNanos)) {
            return Verdict.STUCK;
        }
        if (connection.isClosing()) {
            return lingersTooLong(nowNanos) ? Verdict.STUCK : Verdict.FINE;
        }
        Http1Exchange exchange = connection.current();
        // Requests that came and went since the last look count as well: a busy connection is not idle.
        if (exchange != null || connection.headStartedNanos() != 0 || requests != connection.requests()) {
            idleSinceNanos = nowNanos;
            requests = connection.requests();
        }
        if (exchange != null) {
            return exchange.awaitsBody() && passed(exchange.bodyProgressNanos(), limits.bodyTime(), nowNanos)
                    ? Verdict.SLOW_BODY
                    : Verdict.FINE;
        }
        if (connection.headStartedNanos() != 0) {
            return passed(connection.headStartedNanos(), limits.headTime(), nowNanos)
                    ? Verdict.SLOW_HEAD
                    : Verdict.FINE;
        }
        return passed(idleSinceNanos, limits.idleTime(), nowNanos) ? Verdict.IDLE : Verdict.FINE;
    }

    /** Whether everything was written a while ago, and the client has not closed its side since. */
    private boolean lingersTooLong(long nowNanos) {
        if (output.pendingBytes() > 0 || closingSinceNanos == 0) {
            closingSinceNanos = nowNanos;
            return false;
        }
        return passed(closingSinceNanos, LINGER, nowNanos);
    }

    private static boolean passed(long sinceNanos, Duration limit, long nowNanos) {
        return nowNanos - sinceNanos > limit.toNanos();
    }
}
