package dev.slipway.check.timing;

import dev.slipway.check.CheckRequest;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2SettingsFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.handler.codec.http2.Http2StreamFrame;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** HTTP/2: many requests at once on one connection. */
final class Http2Lane extends ChannelInboundHandlerAdapter implements Lane {
    /** As many as browsers open. */
    private static final int STREAMS = 100;

    private final CheckRequest request;
    private final Http2Headers headers;
    private final Owner owner;
    private @Nullable Channel channel;
    private int open;
    private boolean ready;

    Http2Lane(CheckRequest request, Owner owner) {
        this.request = request;
        this.headers = headers(request);
        this.owner = owner;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object frame) throws Exception {
        if (frame instanceof Http2SettingsFrame && !ready) {
            ready = true;
            channel = context.channel();
            owner.free(this);
        }
        io.netty.util.ReferenceCountUtil.release(frame);
    }

    @Override
    public boolean isFree() {
        return ready && channel != null && channel.isActive() && open < STREAMS;
    }

    @Override
    public void send(End end) {
        open++;
        Stream stream = new Stream(end);
        new Http2StreamChannelBootstrap(java.util.Objects.requireNonNull(channel))
                .handler(stream)
                .open()
                .addListener(opened -> {
                    if (!opened.isSuccess()) {
                        stream.finish("no stream");
                        return;
                    }
                    Http2StreamChannel of = (Http2StreamChannel) opened.getNow();
                    of.write(
                            new DefaultHttp2HeadersFrame(headers, request.body().isEmpty()));
                    if (!request.body().isEmpty()) {
                        of.write(new DefaultHttp2DataFrame(
                                Unpooled.copiedBuffer(request.body(), StandardCharsets.UTF_8), true));
                    }
                    of.flush();
                });
    }

    private static Http2Headers headers(CheckRequest request) {
        URI origin = URI.create(request.origin());
        Http2Headers headers = new DefaultHttp2Headers()
                .method(request.method())
                .scheme(origin.getScheme())
                .authority(origin.getRawAuthority())
                .path(request.target());
        headers.set("user-agent", "slipway-check");
        for (int i = 0; i < request.fields().size(); i++) {
            headers.add(
                    request.fields().name(i).toLowerCase(Locale.ROOT),
                    request.fields().value(i));
        }
        return headers;
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
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

    /** One exchange. */
    @ChannelHandler.Sharable
    private final class Stream extends SimpleChannelInboundHandler<Http2StreamFrame> {
        private final End end;
        private boolean over;
        private @Nullable String problem;
        private long bytes;

        Stream(End end) {
            this.end = end;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, Http2StreamFrame frame) {
            boolean last = false;
            if (frame instanceof Http2HeadersFrame head) {
                CharSequence status = head.headers().status();
                if (status != null && status.length() > 0 && status.charAt(0) >= '4') {
                    problem = "status " + status;
                }
                last = head.isEndStream();
            } else if (frame instanceof Http2DataFrame data) {
                bytes += data.content().readableBytes();
                last = data.isEndStream();
            } else if (frame instanceof Http2ResetFrame reset) {
                problem = "reset " + reset.errorCode();
                last = true;
            }
            if (last) {
                finish(problem);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            finish("connection lost");
        }

        void finish(@Nullable String how) {
            if (over) {
                return;
            }
            over = true;
            boolean full = open == STREAMS;
            open--;
            end.ended(how, bytes);
            if (full || isFree()) {
                owner.free(Http2Lane.this);
            }
        }
    }
}
