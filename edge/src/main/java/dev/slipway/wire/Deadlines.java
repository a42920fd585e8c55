package dev.slipway.wire;

import dev.slipway.site.Limits;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

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
    private long stuckSinceNanos;
    private long closingSinceNanos;
    private long pendingBytes;
    private long progress;

    Deadlines(Limits limits, long nowNanos) {
        this.limits = limits;
        this.idleSinceNanos = nowNanos;
        this.stuckSinceNanos = nowNanos;
    }

    Verdict judge(
            Channel channel, long nowNanos, @Nullable Http1Exchange exchange, long headStartedNanos, boolean closing) {
        if (isStuck(channel, nowNanos)) {
            return Verdict.STUCK;
        }
        if (closing) {
            closingSinceNanos = closingSinceNanos == 0 ? nowNanos : closingSinceNanos;
            return pendingBytes == 0 && passed(closingSinceNanos, LINGER, nowNanos) ? Verdict.STUCK : Verdict.FINE;
        }
        if (exchange != null) {
            idleSinceNanos = nowNanos;
            RequestBody body = exchange.body();
            boolean waits = body != null && body.isWanted();
            return waits && passed(exchange.bodyProgressNanos(), limits.bodyTime(), nowNanos)
                    ? Verdict.SLOW_BODY
                    : Verdict.FINE;
        }
        if (headStartedNanos != 0) {
            idleSinceNanos = nowNanos;
            return passed(headStartedNanos, limits.headTime(), nowNanos) ? Verdict.SLOW_HEAD : Verdict.FINE;
        }
        return passed(idleSinceNanos, limits.idleTime(), nowNanos) ? Verdict.IDLE : Verdict.FINE;
    }

    /** Whether bytes have been waiting for the client without one of them leaving. */
    private boolean isStuck(Channel channel, long nowNanos) {
        ChannelOutboundBuffer outbound = channel.unsafe().outboundBuffer();
        long pending = outbound == null ? 0 : outbound.totalPendingWriteBytes();
        long now = outbound == null ? 0 : outbound.currentProgress();
        if (pending == 0 || pending != pendingBytes || now != progress) {
            pendingBytes = pending;
            progress = now;
            stuckSinceNanos = nowNanos;
            return false;
        }
        return passed(stuckSinceNanos, limits.bodyTime(), nowNanos);
    }

    private static boolean passed(long sinceNanos, Duration limit, long nowNanos) {
        return nowNanos - sinceNanos > limit.toNanos();
    }
}
