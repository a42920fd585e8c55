package dev.slipway.wire;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;

/** The end of a connection's output, in both layers. */
final class Closing {
    private Closing() {}

    /**
     * Says that nothing more comes, and goes on reading: under TLS by close_notify, without which a client cannot tell the end
     * from a connection that was cut (RFC 8446 §6.1), then by TCP.
     */
    static void endOutput(Channel channel) {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls == null) {
            endTcp(channel);
        } else {
            tls.closeOutbound().addListener(sent -> endTcp(channel));
        }
    }

    /**
     * Closes with a reset and nothing before it: a close_notify would make an answer that was cut off look whole, where its end
     * is the connection's.
     */
    static void cut(Channel channel) {
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
        ChannelHandlerContext tls = channel.pipeline().context(SslHandler.class);
        if (tls == null) {
            channel.close();
        } else {
            tls.close();
        }
    }

    private static void endTcp(Channel channel) {
        ((DuplexChannel) channel).shutdownOutput();
        channel.read();
    }
}
