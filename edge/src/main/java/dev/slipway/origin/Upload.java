package dev.slipway.origin;

import dev.slipway.body.BodySink;
import dev.slipway.body.BodyStream;
import dev.slipway.http.Fields;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.nio.charset.StandardCharsets;

/**
 * The body of one request on its way to the app, no faster than the app reads it. What was announced is what is sent: a
 * body that turns out shorter or longer fails the request.
 */
final class Upload implements BodySink {
    private static final ByteBuf CRLF = constant("\r\n");
    private static final ByteBuf LAST_CHUNK = constant("0\r\n\r\n");

    private final AppConnection connection;
    private final Channel channel;
    private final BodyStream body;
    private final boolean chunked;
    private long left;
    private boolean paused;
    private boolean over;

    Upload(AppConnection connection, Channel channel, BodyStream body, long length) {
        this.connection = connection;
        this.channel = channel;
        this.body = body;
        this.chunked = length < 0;
        this.left = length;
    }

    void start() {
        body.start(this);
    }

    /** Whether the app has been sent everything. */
    boolean isOver() {
        return over;
    }

    @Override
    public boolean data(ByteBuf bytes) {
        int length = bytes.readableBytes();
        if (over || length == 0) {
            bytes.release();
            return !over;
        }
        if (chunked) {
            channel.write(chunkSize(length), channel.voidPromise());
            channel.write(bytes, channel.voidPromise());
            channel.writeAndFlush(CRLF.duplicate(), channel.voidPromise());
        } else {
            if (length > left) {
                bytes.release();
                refuse("the request's body is longer than announced");
                return false;
            }
            left -= length;
            channel.writeAndFlush(bytes, channel.voidPromise());
        }
        if (!channel.isWritable()) {
            paused = true;
            connection.uploadStalled();
        }
        return !paused;
    }

    @Override
    public void end(Fields trailers) {
        if (over) {
            return;
        }
        if (!chunked && left > 0) {
            refuse("the request's body is shorter than announced by " + left + " bytes");
            return;
        }
        over = true;
        if (chunked) {
            channel.write(LAST_CHUNK.duplicate(), channel.voidPromise());
        }
        channel.flush();
        connection.uploaded();
    }

    @Override
    public void fail(Throwable reason) {
        if (!over) {
            over = true;
            connection.uploadFailed("the request's body ended early: " + reason.getMessage());
        }
    }

    /** The app has read something. */
    void writable() {
        if (paused && !over && channel.isWritable()) {
            paused = false;
            connection.uploadGoesOn();
            body.resume();
        }
    }

    /** Gives the rest up. */
    void stop() {
        if (!over) {
            over = true;
            body.cancel();
        }
    }

    private void refuse(String why) {
        over = true;
        body.cancel();
        connection.uploadFailed(why);
    }

    private ByteBuf chunkSize(int length) {
        ByteBuf size = channel.alloc().directBuffer(10);
        size.writeCharSequence(Integer.toHexString(length), StandardCharsets.US_ASCII);
        return size.writeShort('\r' << 8 | '\n');
    }

    private static ByteBuf constant(String text) {
        return Unpooled.unreleasableBuffer(Unpooled.directBuffer(8)
                .writeBytes(text.getBytes(StandardCharsets.US_ASCII))
                .asReadOnly());
    }
}
