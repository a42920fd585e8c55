package dev.slipway.wire;

import dev.slipway.exchange.Answer;
import dev.slipway.http.HpackEncoder;
import dev.slipway.http.PreparedHead;
import dev.slipway.http.ResponseHead;
import io.netty.buffer.ByteBuf;

/** Writes frames (RFC 9113 §4.1, §6). */
final class Http2Writer {
    private static final int HEAD_BYTES = 9;

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int GOAWAY = 7;
    private static final int WINDOW_UPDATE = 8;
    private static final int CONTINUATION = 9;

    private static final int END_STREAM = 0x1;
    private static final int ACK = 0x1;
    private static final int END_HEADERS = 0x4;

    /** What every client takes (RFC 9113 §6.5.2). */
    private static final int FRAME_BYTES = 16_384;

    private final Outgoing out;
    private final DateField date;
    private final HpackEncoder hpack = new HpackEncoder();

    Http2Writer(Outgoing out, DateField date) {
        this.out = out;
        this.date = date;
    }

    private ByteBuf frame(int type, int flags, int stream, int length) {
        return frame(type, flags, stream, length, length);
    }

    /** @param together how much of the payload shares a buffer with the frame's head */
    private ByteBuf frame(int type, int flags, int stream, int length, int together) {
        return out.room(HEAD_BYTES + together)
                .writeLong((long) length << 40 | (long) type << 32 | (long) flags << 24 | stream >>> 8)
                .writeByte(stream);
    }

    /** @param pairs identifiers and values, in turns */
    void settings(int... pairs) {
        ByteBuf frame = frame(SETTINGS, 0, 0, pairs.length * 3);
        for (int i = 0; i < pairs.length; i += 2) {
            frame.writeShort(pairs[i]).writeInt(pairs[i + 1]);
        }
    }

    void settingsAck() {
        frame(SETTINGS, ACK, 0, 0);
    }

    void ping(long data, boolean ack) {
        frame(PING, ack ? ACK : 0, 0, 8).writeLong(data);
    }

    void reset(int stream, Http2Code code) {
        frame(RST_STREAM, 0, stream, 4).writeInt(code.ordinal());
    }

    void goAway(int lastStream, Http2Code code) {
        frame(GOAWAY, 0, 0, 8).writeInt(lastStream).writeInt(code.ordinal());
    }

    void windowUpdate(int stream, int increment) {
        frame(WINDOW_UPDATE, 0, stream, 4).writeInt(increment);
    }

    /** The head of an answer. */
    void head(int stream, Answer answer, boolean end) {
        PreparedHead head = answer.head();
        byte[] block = hpack.encode(head, answer.more(), head.isDated() ? null : date.prepared());
        block(stream, block, hpack.length(), end);
    }

    /** A field block in as many frames as it takes. */
    private void block(int stream, byte[] block, int blockLength, boolean end) {
        for (int at = 0; at < blockLength; at += FRAME_BYTES) {
            int length = Math.min(FRAME_BYTES, blockLength - at);
            boolean first = at == 0;
            int flags = (first && end ? END_STREAM : 0) | (at + length == blockLength ? END_HEADERS : 0);
            frame(first ? HEADERS : CONTINUATION, flags, stream, length).writeBytes(block, at, length);
        }
    }

    void interim(int stream, ResponseHead head) {
        byte[] block = hpack.encode(new PreparedHead(head, PreparedHead.NO_LENGTH), null, null);
        block(stream, block, hpack.length(), false);
    }

    /** The client's SETTINGS_HEADER_TABLE_SIZE. */
    void tableLimit(long octets) {
        hpack.limit(octets);
    }

    /** Lets go of what only a busy connection needs. */
    void rest() {
        hpack.rest();
    }

    /** Takes ownership of the bytes, at most one frame of them. */
    void data(int stream, ByteBuf bytes, boolean end) {
        frame(DATA, end ? END_STREAM : 0, stream, bytes.readableBytes(), 0);
        out.data(bytes);
    }

    /** An empty frame that ends the stream. */
    void end(int stream) {
        frame(DATA, END_STREAM, stream, 0);
    }
}
