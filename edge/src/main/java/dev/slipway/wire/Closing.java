package dev.slipway.wire;

import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;

/** The end of a connection's output, in both layers. */
final class Closing {
    private Closing() {}

    /**
     * Says that nothing more comes, and goes on reading: under TLS by close_notify, without which a client cannot tell the end
     * from a connection that was cut (RFC 8446 §6.1), then by TCP.
     */
    static void endOutput(Channel channel) {
        @Nullable SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls == null) {
            endTcp(channel);
        } else {
            tls.closeOutbound().addListener(sent -> endTcp(channel));
        }
    }

    private static void endTcp(Channel channel) {
        ((DuplexChannel) channel).shutdownOutput();
        channel.read();
    }
}
