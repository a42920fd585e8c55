package dev.slipway.wire;

import static dev.slipway.wire.Http2Code.ENHANCE_YOUR_CALM;

/**
 * What one connection may ask for without getting anything done: resets of streams that were not answered yet, and frames
 * that cost us work and bring the client nothing. Each refills with time, so that a long connection may do in its life what it
 * may not do at once (RFC 9113 §10.5).
 */
final class Http2Guard {
    /** A page that is left cancels what it had asked for: about a hundred streams, and sometimes twice. */
    private static final int RESETS = 200;

    private static final int RESETS_PER_SECOND = 20;

    private static final int FRAMES = 1000;
    private static final int FRAMES_PER_SECOND = 100;

    /** A client may widen its windows twice for each frame that it is sent. */
    private static final int UPDATES_PER_FRAME = 2;

    private static final long SECOND = 1_000_000_000L;

    private double resets = RESETS;
    private double frames = FRAMES;
    private long updates;
    private long lastNanos;

    Http2Guard(long nowNanos) {
        this.lastNanos = nowNanos;
    }

    /** A stream ended before its answer: the client reset it, or made us reset it. */
    void reset(long nowNanos) throws Http2Error {
        refill(nowNanos);
        resets--;
        if (resets < 0) {
            throw Http2Error.connection(ENHANCE_YOUR_CALM, "h2-too-many-resets");
        }
    }

    /** A frame came that asks for work and no answer: PING, SETTINGS, PRIORITY, empty DATA and the like. */
    void idleFrame(long nowNanos) throws Http2Error {
        refill(nowNanos);
        frames--;
        if (frames < 0) {
            throw Http2Error.connection(ENHANCE_YOUR_CALM, "h2-too-many-frames");
        }
    }

    /** A window was widened. */
    void windowUpdate(long nowNanos) throws Http2Error {
        if (updates > 0) {
            updates--;
        } else {
            idleFrame(nowNanos);
        }
    }

    /** DATA was sent. */
    void sentData() {
        updates += UPDATES_PER_FRAME;
    }

    private void refill(long nowNanos) {
        double seconds = (double) (nowNanos - lastNanos) / SECOND;
        lastNanos = nowNanos;
        resets = Math.min(RESETS, resets + seconds * RESETS_PER_SECOND);
        frames = Math.min(FRAMES, frames + seconds * FRAMES_PER_SECOND);
    }
}
