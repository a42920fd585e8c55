package dev.slipway.wire;

import io.netty.buffer.ByteBuf;

/** The frames of a client, each of the right form by itself (RFC 9113 §6); PUSH_PROMISE never comes here. */
interface Http2Frames {
    /**
     * DATA (§6.1).
     *
     * @param payload without padding; the caller's, who lets go of it afterwards
     * @param flowBytes what counts against the windows: the padding too
     */
    void data(int stream, ByteBuf payload, int flowBytes, boolean end) throws Http2Error;

    /** HEADERS with all of its CONTINUATION (§6.2, §6.10); the block is free again afterwards. */
    void headers(int stream, byte[] block, int length, boolean end) throws Http2Error;

    /** RST_STREAM (§6.4). */
    void reset(int stream) throws Http2Error;

    /** SETTINGS (§6.5); pairs of identifier and value. */
    void settings(ByteBuf payload) throws Http2Error;

    /** PING that asks for its answer (§6.7). */
    void ping(long data) throws Http2Error;

    /** The answer to a PING of ours. */
    void pong(long data);

    /** GOAWAY (§6.8): the client opens no more streams. */
    void goAway();

    /** WINDOW_UPDATE (§6.9); the increment is not 0 where the stream is not. */
    void windowUpdate(int stream, int increment) throws Http2Error;

    /** What has no effect: PRIORITY, unknown types, the acknowledgement of our settings. */
    void ignored() throws Http2Error;
}
