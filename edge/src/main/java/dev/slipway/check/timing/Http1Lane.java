package dev.slipway.check.timing;

import dev.slipway.check.CheckRequest;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** HTTP/1.1: one request at a time, as browsers do. */
final class Http1Lane extends SimpleChannelInboundHandler<HttpObject> implements Lane {
    private final CheckRequest request;
    private final HttpMethod method;
    private final byte[] body;
    private final HttpHeaders headers;
    private final Owner owner;
    private @Nullable Channel channel;
    private @Nullable End end;
    private @Nullable String problem;
    private boolean keepAlive = true;
    private long bytes;

    Http1Lane(CheckRequest request, Owner owner) {
        this.request = request;
        this.method = HttpMethod.valueOf(request.method());
        this.body = request.body().getBytes(StandardCharsets.UTF_8);
        this.headers = headers(request, body.length);
        this.owner = owner;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        channel = context.channel();
        owner.free(this);
    }

    @Override
    public boolean isFree() {
        return channel != null && channel.isActive() && end == null;
    }

    @Override
    public void send(End next) {
        end = next;
        bytes = 0;
        problem = null;
        java.util.Objects.requireNonNull(channel).writeAndFlush(message());
    }

    private FullHttpRequest message() {
        return new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1,
                method,
                request.target(),
                Unpooled.wrappedBuffer(body),
                headers,
                EmptyHttpHeaders.INSTANCE);
    }

    private static HttpHeaders headers(CheckRequest request, int length) {
        HttpHeaders headers = new DefaultHttpHeaders();
        headers.set("Host", URI.create(request.origin()).getRawAuthority());
        headers.set("User-Agent", "slipway-check");
        for (int i = 0; i < request.fields().size(); i++) {
            headers.add(request.fields().name(i), request.fields().value(i));
        }
        if (length > 0) {
            headers.set("Content-Length", length);
        }
        return headers;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
        if (part instanceof HttpResponse response) {
            int status = response.status().code();
            problem = response.decoderResult().isFailure()
                    ? "malformed answer"
                    : status >= 400 ? "status " + status : null;
            keepAlive = HttpUtil.isKeepAlive(response);
        }
        if (part instanceof HttpContent content) {
            bytes += content.content().readableBytes();
        }
        if (part instanceof LastHttpContent) {
            finish(problem);
            if (keepAlive) {
                owner.free(this);
            } else {
                context.close();
            }
        }
    }

    private void finish(@Nullable String how) {
        End ended = end;
        end = null;
        if (ended != null) {
            ended.ended(how, bytes);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        finish("connection lost");
        owner.gone(this, "closed");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }

    @Override
    public void close() {
        if (channel != null) {
            channel.close();
        }
    }
}
