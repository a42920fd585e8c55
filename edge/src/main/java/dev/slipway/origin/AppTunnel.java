package dev.slipway.origin;

import dev.slipway.body.BodySink;
import dev.slipway.body.BodyStream;
import dev.slipway.http.Fields;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A connection to the app after its 101: raw bytes both ways, each way no faster than its receiver takes them, and never
 * another request. It is the stream of what the app sends and the sink of what the client sends. The client's end is passed
 * on to the app as the end of our output; the app's end is the end of all.
 *
 * <p>Every call happens on its event loop.
 */
final class AppTunnel extends ChannelInboundHandlerAdapter implements BodyStream, BodySink {
    private final Channel channel;
    private final BodyStream client;
    private final long idleNanos;
    private final Deadline idle;
    private final ArrayDeque<ByteBuf> pending = new ArrayDeque<>(2);
    private @Nullable BodySink sink;
    private @Nullable Throwable broken;
    private boolean held = true;
    private boolean clientPaused;
    private boolean clientOver;
    private boolean appOver;
    private boolean closed;

    /** @param client what the client sends, not started */
    AppTunnel(Channel channel, BodyStream client, Duration idleTime, LongSupplier nanoClock) {
        this.channel = channel;
        this.client = client;
        this.idleNanos = idleTime.toNanos();
        this.idle = new Deadline(nanoClock, this::idledOut);
    }

    /** Takes bytes of the app that came right behind its 101, with their ownership. */
    void early(ByteBuf bytes) {
        pending.add(bytes);
    }

    /** Lets the client speak: its answer has begun. */
    void open() {
        if (!closed) {
            traffic();
            client.start(this);
        }
    }

    private void traffic() {
        idle.in(channel.eventLoop(), idleNanos);
    }

    // --- from the app to the client

    @Override
    public void start(BodySink to) {
        sink = to;
        resume();
    }

    @Override
    public void resume() {
        if (closed || sink == null) {
            return;
        }
        held = false;
        deliver();
        if (!closed && !held) {
            channel.config().setAutoRead(true);
        }
    }

    @Override
    public void cancel() {
        close();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (closed) {
            bytes.release();
            return;
        }
        pending.add(bytes);
        deliver();
    }

    private void deliver() {
        BodySink to = sink;
        while (to != null && !closed && !held) {
            ByteBuf bytes = pending.poll();
            if (bytes == null) {
                if (appOver) {
                    ended();
                }
                return;
            }
            traffic();
            if (!to.data(bytes)) {
                held = true;
                if (!closed) {
                    channel.config().setAutoRead(false);
                }
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        appOver = true;
        deliver();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (broken == null) {
            broken = cause;
        }
        if (!(cause instanceof IOException)) {
            ended();
        }
    }

    // --- from the client to the app

    @Override
    public boolean data(ByteBuf bytes) {
        if (closed || clientOver) {
            bytes.release();
            return false;
        }
        traffic();
        channel.writeAndFlush(bytes, channel.voidPromise());
        clientPaused = !channel.isWritable();
        return !clientPaused;
    }

    @Override
    public void end(Fields trailers) {
        clientOver = true;
        if (!closed && channel.isActive()) {
            channel.writeAndFlush(channel.alloc().buffer(0)).addListener(written -> {
                if (written.isSuccess()) {
                    ((DuplexChannel) channel).shutdownOutput();
                }
            });
        }
    }

    @Override
    public void fail(Throwable reason) {
        clientOver = true;
        if (broken == null) {
            broken = reason;
        }
        ended();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (clientPaused && channel.isWritable()) {
            clientPaused = false;
            traffic();
            client.resume();
        }
    }

    // --- the end

    /** What the client was still to get makes it a broken end: it must not take the part for the whole. */
    private void idledOut() {
        if (held && broken == null) {
            broken = new EOFException("the client took nothing more for " + Duration.ofNanos(idleNanos));
        }
        ended();
    }

    private void ended() {
        if (closed) {
            return;
        }
        BodySink to = sink;
        close();
        if (to == null) {
            return;
        }
        if (broken == null) {
            to.end(Fields.EMPTY);
        } else {
            to.fail(broken);
        }
    }

    private void close() {
        if (closed) {
            return;
        }
        closed = true;
        idle.end();
        if (!clientOver) {
            clientOver = true;
            client.cancel();
        }
        for (ByteBuf rest = pending.poll(); rest != null; rest = pending.poll()) {
            rest.release();
        }
        channel.close();
    }
}
