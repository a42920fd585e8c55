package dev.slipway.wire;

import dev.slipway.http.PreparedHead;
import dev.slipway.http.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes answers in HTTP/1.1's form. Heads and small bodies of one read batch are gathered in one buffer and leave with
 * one system call; what is larger goes out by reference behind it.
 */
final class AnswerWriter {
    /** Up to here a body is copied behind its head: cheaper than a second entry in the write. */
    static final int COPIED_BYTES = 16 << 10;

    /** The least that is gathered in: several heads and small bodies, and few bytes to hold for a quiet connection. */
    private static final int BUFFER_BYTES = 4 << 10;

    private static final byte[] CLOSE = bytes("Connection: close\r\n");
    private static final byte[] KEEP_ALIVE = bytes("Connection: keep-alive\r\n");
    private static final byte[] CHUNKED = bytes("Transfer-Encoding: chunked\r\n");
    private static final byte[] LAST_CHUNK = bytes("0\r\n\r\n");
    private static final byte[] CONTINUE = bytes("HTTP/1.1 100 Continue\r\n\r\n");

    private final Channel channel;
    private final DateField date;
    private @Nullable ByteBuf gathered;

    AnswerWriter(Channel channel, DateField date) {
        this.channel = channel;
        this.date = date;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** @param bodyBytes how much follows at once: head and small body share a buffer */
    void head(PreparedHead head, boolean close, boolean keepAliveNamed, boolean chunked, long bodyBytes) {
        int follows = bodyBytes <= COPIED_BYTES ? (int) bodyBytes : 0;
        ByteBuf out = room(head.http1().length + 128 + follows);
        out.writeBytes(head.http1());
        if (!head.isDated()) {
            out.writeBytes(date.line());
        }
        if (close) {
            out.writeBytes(CLOSE);
        } else if (keepAliveNamed) {
            out.writeBytes(KEEP_ALIVE);
        }
        if (chunked) {
            out.writeBytes(CHUNKED);
        }
        out.writeShort('\r' << 8 | '\n');
    }

    void interim(ResponseHead head) {
        byte[] lines = new PreparedHead(head, PreparedHead.NO_LENGTH).http1();
        room(lines.length + 2).writeBytes(lines).writeShort('\r' << 8 | '\n');
    }

    void proceed() {
        room(CONTINUE.length).writeBytes(CONTINUE);
    }

    /** Writes bytes behind what is gathered; takes ownership of them. */
    void data(ByteBuf bytes) {
        if (bytes.readableBytes() <= COPIED_BYTES) {
            room(bytes.readableBytes()).writeBytes(bytes);
            bytes.release();
            return;
        }
        pass();
        channel.write(bytes, channel.voidPromise());
    }

    /** Writes one chunk (RFC 9112 §7.1); takes ownership of its bytes. */
    void chunk(ByteBuf bytes) {
        if (!bytes.isReadable()) {
            bytes.release();
            return;
        }
        String size = Integer.toHexString(bytes.readableBytes());
        ByteBuf out = room(size.length() + 2);
        out.writeCharSequence(size, StandardCharsets.ISO_8859_1);
        out.writeShort('\r' << 8 | '\n');
        data(bytes);
        room(2).writeShort('\r' << 8 | '\n');
    }

    void lastChunk() {
        room(LAST_CHUNK.length).writeBytes(LAST_CHUNK);
    }

    /** Hands what is gathered to the channel, unflushed. */
    void pass() {
        ByteBuf out = gathered;
        if (out != null) {
            gathered = null;
            channel.write(out, channel.voidPromise());
        }
    }

    /** Drops what was gathered: the channel is gone. */
    void release() {
        if (gathered != null) {
            gathered.release();
            gathered = null;
        }
    }

    private ByteBuf room(int bytes) {
        ByteBuf out = gathered;
        if (out != null && out.writableBytes() < bytes) {
            pass();
            out = null;
        }
        if (out == null) {
            out = channel.alloc().directBuffer(Math.max(BUFFER_BYTES, bytes));
            gathered = out;
        }
        return out;
    }
}
