package dev.slipway.wire;

import dev.slipway.exchange.Answer;
import dev.slipway.http.PreparedHead;
import dev.slipway.http.PreparedLine;
import dev.slipway.http.ResponseHead;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** Writes frames (RFC 9113 §4.1, §6). */
final class Http2Writer {
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

    private static final byte[] NONE = {};

    private final Outgoing out;
    private final DateField date;

    Http2Writer(Outgoing out, DateField date) {
        this.out = out;
        this.date = date;
    }

    private ByteBuf frame(int type, int flags, int stream, int length) {
        return out.room(9 + length)
                .writeMedium(length)
                .writeByte(type)
                .writeByte(flags)
                .writeInt(stream);
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

    /**
     * The head of an answer.
     *
     * @param bodyBytes how much follows at once: head and small body share a buffer
     */
    void head(int stream, Answer answer, boolean end, int bodyBytes) {
        PreparedHead head = answer.head();
        PreparedLine more = answer.more();
        byte[] block = more == null ? head.http2() : joined(head.http2(), more.http2());
        byte[] dated = head.isDated() ? NONE : date.block();
        int length = block.length + dated.length;
        if (length > FRAME_BYTES) {
            longHead(stream, block, dated, end);
            return;
        }
        int follows = bodyBytes <= Outgoing.COPIED_BYTES ? bodyBytes + 9 : 9;
        out.room(9 + length + follows);
        frame(HEADERS, END_HEADERS | (end ? END_STREAM : 0), stream, length)
                .writeBytes(block)
                .writeBytes(dated);
    }

    private void longHead(int stream, byte[] block, byte[] dated, boolean end) {
        byte[] all = joined(block, dated);
        for (int at = 0; at < all.length; at += FRAME_BYTES) {
            int length = Math.min(FRAME_BYTES, all.length - at);
            boolean first = at == 0;
            int flags = (first && end ? END_STREAM : 0) | (at + length == all.length ? END_HEADERS : 0);
            frame(first ? HEADERS : CONTINUATION, flags, stream, length).writeBytes(all, at, length);
        }
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    void interim(int stream, ResponseHead head) {
        byte[] block = new PreparedHead(head, PreparedHead.NO_LENGTH).http2();
        frame(HEADERS, END_HEADERS, stream, block.length).writeBytes(block);
    }

    /** Takes ownership of the bytes, at most one frame of them. */
    void data(int stream, ByteBuf bytes, boolean end) {
        frame(DATA, end ? END_STREAM : 0, stream, bytes.readableBytes());
        out.data(bytes);
    }

    /** An empty frame that ends the stream. */
    void end(int stream) {
        frame(DATA, END_STREAM, stream, 0);
    }
}
