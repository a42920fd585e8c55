package dev.slipway.wire;

import static dev.slipway.wire.Http2Code.ENHANCE_YOUR_CALM;
import static dev.slipway.wire.Http2Code.FLOW_CONTROL_ERROR;
import static dev.slipway.wire.Http2Code.FRAME_SIZE_ERROR;
import static dev.slipway.wire.Http2Code.PROTOCOL_ERROR;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Cuts the input into frames, checks the form of each (RFC 9113 §4.1, §6), and puts field blocks together within a bound
 * (§4.3).
 */
final class Http2FrameDecoder {
    /** SETTINGS_MAX_FRAME_SIZE, the least and the default: one frame cannot hold the others up for long. */
    static final int FRAME_BYTES = 16_384;

    private static final int HEAD_BYTES = 9;
    private static final int PRIORITY_BYTES = 5;

    /** Fragments of one block; a client that needs more sends them too small on purpose. */
    private static final int MOST_FRAGMENTS = 64;

    private static final int END_STREAM = 0x1;
    private static final int ACK = 0x1;
    private static final int END_HEADERS = 0x4;
    private static final int PADDED = 0x8;
    private static final int PRIORITY = 0x20;

    private final Http2Frames frames;
    private final int blockBytes;
    private boolean settled;
    private int blockStream;
    private boolean blockEnds;
    private byte[] block = {};
    private int blockLength;
    private int fragments;

    /** @param blockBytes how long a field block may be, compressed as it comes */
    Http2FrameDecoder(Http2Frames frames, int blockBytes) {
        this.frames = frames;
        this.blockBytes = blockBytes;
    }

    /** Whether a field block has begun that has not ended. */
    boolean isInBlock() {
        return blockStream != 0;
    }

    /** Takes one frame; false where it is not complete yet. */
    boolean next(ByteBuf in) throws Http2Error {
        if (in.readableBytes() < HEAD_BYTES) {
            return false;
        }
        int at = in.readerIndex();
        int length = in.getUnsignedMedium(at);
        if (length > FRAME_BYTES) {
            throw Http2Error.connection(FRAME_SIZE_ERROR, "h2-frame-too-large");
        }
        if (in.readableBytes() < HEAD_BYTES + length) {
            return false;
        }
        int type = in.getUnsignedByte(at + 3);
        int flags = in.getUnsignedByte(at + 4);
        int stream = in.getInt(at + 5) & Integer.MAX_VALUE;
        in.skipBytes(HEAD_BYTES);
        checkOrder(type, flags, stream);
        if (type == 1 && (flags & PADDED) == 0) {
            headers(flags, stream, in, length);
        } else {
            frame(type, flags, stream, in.readSlice(length));
        }
        return true;
    }

    private void checkOrder(int type, int flags, int stream) throws Http2Error {
        if (!settled && (type != 4 || (flags & ACK) != 0)) {
            throw Http2Error.connection(PROTOCOL_ERROR, "h2-settings-missing");
        }
        settled = true;
        if (blockStream != 0 ? type != 9 || stream != blockStream : type == 9) {
            throw Http2Error.connection(PROTOCOL_ERROR, "h2-block-interrupted");
        }
    }

    private void frame(int type, int flags, int stream, ByteBuf payload) throws Http2Error {
        switch (type) {
            case 0 -> data(flags, stream, payload);
            case 1 -> {
                needStream(stream);
                ByteBuf rest = unpadded(flags, payload);
                headers(flags, stream, rest, rest.readableBytes());
            }
            case 2 -> priority(stream, payload);
            case 3 -> {
                needStream(stream);
                needLength(payload, 4);
                frames.reset(stream);
            }
            case 4 -> settings(flags, stream, payload);
            case 5 -> throw Http2Error.connection(PROTOCOL_ERROR, "h2-push-from-client");
            case 6 -> ping(flags, stream, payload);
            case 7 -> {
                needConnection(stream);
                if (payload.readableBytes() < 8) {
                    throw Http2Error.connection(FRAME_SIZE_ERROR, "h2-frame-length");
                }
                frames.goAway();
            }
            case 8 -> windowUpdate(stream, payload);
            case 9 -> fragment(flags, payload, payload.readableBytes());
            default -> frames.ignored();
        }
    }

    private void data(int flags, int stream, ByteBuf payload) throws Http2Error {
        needStream(stream);
        int flowBytes = payload.readableBytes();
        frames.data(stream, unpadded(flags, payload), flowBytes, (flags & END_STREAM) != 0);
    }

    /** @param length how much of the input is the payload without its padding */
    private void headers(int flags, int stream, ByteBuf in, int length) throws Http2Error {
        needStream(stream);
        int prefix = (flags & PRIORITY) != 0 ? PRIORITY_BYTES : 0;
        if (length < prefix) {
            throw Http2Error.connection(FRAME_SIZE_ERROR, "h2-frame-length");
        }
        in.skipBytes(prefix);
        blockStream = stream;
        blockEnds = (flags & END_STREAM) != 0;
        blockLength = 0;
        fragments = 0;
        fragment(flags, in, length - prefix);
    }

    private void fragment(int flags, ByteBuf in, int length) throws Http2Error {
        if (++fragments > MOST_FRAGMENTS || blockLength + length > blockBytes) {
            throw Http2Error.connection(ENHANCE_YOUR_CALM, "h2-block-too-large");
        }
        if (blockLength + length > block.length) {
            block = Arrays.copyOf(block, Math.min(blockBytes, Math.max(512, 2 * (blockLength + length))));
        }
        in.readBytes(block, blockLength, length);
        blockLength += length;
        if ((flags & END_HEADERS) != 0) {
            int stream = blockStream;
            blockStream = 0;
            frames.headers(stream, block, blockLength, blockEnds);
        }
    }

    /** Lets the room go that long blocks needed: a connection that waits has none. */
    void rest() {
        if (blockStream == 0) {
            block = new byte[0];
        }
    }

    private static ByteBuf unpadded(int flags, ByteBuf payload) throws Http2Error {
        if ((flags & PADDED) == 0) {
            return payload;
        }
        int padding = payload.isReadable() ? payload.readUnsignedByte() : Integer.MAX_VALUE;
        if (padding > payload.readableBytes()) {
            throw Http2Error.connection(PROTOCOL_ERROR, "h2-padding");
        }
        return payload.readSlice(payload.readableBytes() - padding);
    }

    private void priority(int stream, ByteBuf payload) throws Http2Error {
        needStream(stream);
        if (payload.readableBytes() != PRIORITY_BYTES) {
            throw Http2Error.stream(stream, FRAME_SIZE_ERROR, "h2-frame-length");
        }
        frames.ignored();
    }

    private void settings(int flags, int stream, ByteBuf payload) throws Http2Error {
        needConnection(stream);
        boolean ack = (flags & ACK) != 0;
        if (payload.readableBytes() % 6 != 0 || ack && payload.isReadable()) {
            throw Http2Error.connection(FRAME_SIZE_ERROR, "h2-frame-length");
        }
        if (ack) {
            frames.ignored();
        } else {
            frames.settings(payload);
        }
    }

    private void ping(int flags, int stream, ByteBuf payload) throws Http2Error {
        needConnection(stream);
        needLength(payload, 8);
        if ((flags & ACK) != 0) {
            frames.pong(payload.readLong());
        } else {
            frames.ping(payload.readLong());
        }
    }

    private void windowUpdate(int stream, ByteBuf payload) throws Http2Error {
        needLength(payload, 4);
        int increment = payload.readInt() & Integer.MAX_VALUE;
        if (increment == 0) {
            throw stream == 0
                    ? Http2Error.connection(PROTOCOL_ERROR, "h2-window-increment")
                    : Http2Error.stream(stream, PROTOCOL_ERROR, "h2-window-increment");
        }
        frames.windowUpdate(stream, increment);
    }

    /** RFC 9113 §6.9.1: no window is larger than that. */
    static long widened(long window, long increment, int stream) throws Http2Error {
        long wide = window + increment;
        if (wide > Integer.MAX_VALUE) {
            throw stream == 0
                    ? Http2Error.connection(FLOW_CONTROL_ERROR, "h2-window-overflow")
                    : Http2Error.stream(stream, FLOW_CONTROL_ERROR, "h2-window-overflow");
        }
        return wide;
    }

    private static void needStream(int stream) throws Http2Error {
        if (stream == 0) {
            throw Http2Error.connection(PROTOCOL_ERROR, "h2-stream-missing");
        }
    }

    private static void needConnection(int stream) throws Http2Error {
        if (stream != 0) {
            throw Http2Error.connection(PROTOCOL_ERROR, "h2-stream-unexpected");
        }
    }

    private static void needLength(ByteBuf payload, int length) throws Http2Error {
        if (payload.readableBytes() != length) {
            throw Http2Error.connection(FRAME_SIZE_ERROR, "h2-frame-length");
        }
    }
}
