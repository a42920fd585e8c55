package dev.slipway.wire;

import dev.slipway.exchange.Answer;
import dev.slipway.http.PreparedHead;
import dev.slipway.http.PreparedLine;
import dev.slipway.http.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.FileRegion;
import java.nio.charset.StandardCharsets;

/** Writes answers in HTTP/1.1's form. */
final class AnswerWriter {
    private static final byte[] CLOSE = bytes("Connection: close\r\n");
    private static final byte[] KEEP_ALIVE = bytes("Connection: keep-alive\r\n");
    private static final byte[] CHUNKED = bytes("Transfer-Encoding: chunked\r\n");
    private static final byte[] LAST_CHUNK = bytes("0\r\n\r\n");
    private static final byte[] CONTINUE = bytes("HTTP/1.1 100 Continue\r\n\r\n");

    private final Outgoing outgoing;
    private final DateField date;

    /** @param secure whether what is written is encrypted on its way */
    AnswerWriter(Channel channel, DateField date, boolean secure) {
        this.outgoing = new Outgoing(channel, secure);
        this.date = date;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** @param bodyBytes how much follows at once: head and small body share a buffer */
    void head(Answer answer, boolean close, boolean keepAliveNamed, boolean chunked, long bodyBytes) {
        PreparedHead head = answer.head();
        PreparedLine more = answer.more();
        int follows = bodyBytes <= Outgoing.COPIED_BYTES ? (int) bodyBytes : 0;
        ByteBuf out = room(head.http1().length + 128 + (more == null ? 0 : more.http1().length) + follows);
        out.writeBytes(head.http1());
        if (more != null) {
            out.writeBytes(more.http1());
        }
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

    /** The 101 that ends HTTP on this connection (RFC 9110 §7.8). */
    void upgrade(PreparedHead head, String protocol) {
        byte[] lines = bytes("Connection: Upgrade\r\nUpgrade: " + protocol + "\r\n");
        ByteBuf out = room(head.http1().length + lines.length + 128);
        out.writeBytes(head.http1());
        if (!head.isDated()) {
            out.writeBytes(date.line());
        }
        out.writeBytes(lines).writeShort('\r' << 8 | '\n');
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
        outgoing.data(bytes);
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

    /** As {@link Outgoing#file}. */
    ChannelFuture file(FileRegion region) {
        return outgoing.file(region);
    }

    void lastChunk() {
        room(LAST_CHUNK.length).writeBytes(LAST_CHUNK);
    }

    /** As {@link Outgoing#flush}. */
    void flush() {
        outgoing.flush();
    }

    /** Hands what is gathered to the channel, unflushed. */
    void pass() {
        outgoing.pass();
    }

    /** Drops what was gathered: the channel is gone. */
    void release() {
        outgoing.release();
    }

    private ByteBuf room(int bytes) {
        return outgoing.room(bytes);
    }
}
