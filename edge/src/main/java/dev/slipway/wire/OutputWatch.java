package dev.slipway.wire;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import java.time.Duration;

/** Whether a client still takes what is written to it. Looked at now and then, with no timer of its own. */
final class OutputWatch {
    private final Channel channel;
    private long pendingBytes;
    private long progress;
    private long sinceNanos;

    OutputWatch(Channel channel, long nowNanos) {
        this.channel = channel;
        this.sinceNanos = nowNanos;
    }

    /** Whether bytes have been waiting for that long without one of them leaving. */
    boolean isStuck(Duration limit, long nowNanos) {
        ChannelOutboundBuffer outbound = channel.unsafe().outboundBuffer();
        long pending = outbound == null ? 0 : outbound.totalPendingWriteBytes();
        long now = outbound == null ? 0 : outbound.currentProgress();
        if (pending == 0 || pending != pendingBytes || now != progress) {
            pendingBytes = pending;
            progress = now;
            sinceNanos = nowNanos;
            return false;
        }
        return nowNanos - sinceNanos > limit.toNanos();
    }

    /** What was waiting when it was last looked at. */
    long pendingBytes() {
        return pendingBytes;
    }
}
