package dev.slipway.wire;

import dev.slipway.http.Refused;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SniHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * A connection until its TLS handshake is done: chooses the certificate by the name that the client asks for (RFC 6066 §3), and
 * afterwards the version of HTTP that both speak (RFC 7301).
 */
final class TlsOpening extends ChannelInboundHandlerAdapter implements Connection {
    /** A ClientHello with keys for after the age of quantum computers has some 2 KiB. */
    private static final int HELLO_BYTES = 16 << 10;

    private static final ByteBuf ACME = Unpooled.unreleasableBuffer(
            Unpooled.copiedBuffer(TlsContexts.ACME, StandardCharsets.US_ASCII).asReadOnly());

    private final Channel channel;
    private final LoopState loop;
    private final Ends ends;
    private final long startedNanos;
    private boolean over;

    TlsOpening(Channel channel, LoopState loop, Ends ends) {
        this.channel = channel;
        this.loop = loop;
        this.ends = ends;
        this.startedNanos = loop.nanos();
    }

    /** Begins: reads the client's hello. */
    void open(TlsContexts contexts) {
        loop.opened(this);
        channel.pipeline().addFirst("tls", new Hello(contexts));
        channel.read();
    }

    /** The client's hello, and the certificate that it gets. */
    private static final class Hello extends SniHandler {
        private final boolean[] proving;

        Hello(TlsContexts contexts) {
            this(contexts, new boolean[1]);
        }

        private Hello(TlsContexts contexts, boolean[] proving) {
            super(
                    (String name, Promise<SslContext> promise) -> choose(contexts, name, proving[0], promise),
                    HELLO_BYTES,
                    // The sweep ends what takes too long.
                    0);
            this.proving = proving;
        }

        /** Looks for the authority's protocol in the hello: nobody else has a reason to say it. */
        @Override
        protected Future<SslContext> lookup(ChannelHandlerContext context, ByteBuf hello) throws Exception {
            proving[0] = hello != null && ByteBufUtil.indexOf(ACME, hello) >= 0;
            return super.lookup(context, hello);
        }

        private static Future<SslContext> choose(
                TlsContexts contexts, @Nullable String given, boolean proving, Promise<SslContext> promise) {
            try {
                String name = given == null ? null : given.toLowerCase(Locale.ROOT);
                SslContext proof = proving && name != null ? contexts.prove(name) : null;
                SslContext context = proof != null ? proof : contexts.find(name);
                return context == null
                        ? promise.setFailure(new SSLException("there is no certificate"))
                        : promise.setSuccess(context);
            } catch (SSLException e) {
                return promise.setFailure(e);
            }
        }

        @Override
        protected SslHandler newSslHandler(SslContext context, io.netty.buffer.ByteBufAllocator allocator) {
            SslHandler handler = super.newSslHandler(context, allocator);
            handler.setHandshakeTimeoutMillis(0);
            handler.setCloseNotifyFlushTimeoutMillis(0);
            return handler;
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (handshake.isSuccess()) {
                begin();
            } else {
                fail("tls-handshake");
            }
        } else if (event instanceof ChannelInputShutdownEvent) {
            abort();
        }
    }

    private void begin() {
        over = true;
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (TlsContexts.ACME.equals(tls.applicationProtocol())) {
            // The handshake was the proof (RFC 8737 §3).
            channel.close();
            return;
        }
        if (ApplicationProtocolNames.HTTP_2.equals(tls.applicationProtocol())) {
            // What is gathered becomes records as it is: nothing to copy together once more.
            tls.setWrapDataSize(0);
            Http2Connection connection = new Http2Connection(channel, loop, ends, 0);
            channel.pipeline().replace(this, "http2", connection);
            connection.open(channel.alloc().buffer(0));
        } else {
            Http1Connection connection = new Http1Connection(channel, loop, ends);
            channel.pipeline().replace(this, "http1", connection);
            connection.open();
        }
        loop.closed(this);
    }

    private void fail(String reason) {
        if (!over) {
            over = true;
            loop.refused(new Refused(400, reason), ends.peer());
            channel.close();
        }
    }

    /** Nothing of a client is read before the handshake is done. */
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ((ByteBuf) message).release();
    }

    @Override
    public void checkDeadlines(long nowNanos) {
        if (nowNanos - startedNanos > loop.limits().headTime().toNanos()) {
            fail("slow-tls-handshake");
        }
    }

    @Override
    public void drain() {
        abort();
    }

    @Override
    public void abort() {
        over = true;
        channel.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        over = true;
        loop.closed(this);
    }

    /** A handshake that fails comes as an event too, and a client that leaves is none of our business. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        fail("tls-handshake");
    }
}
