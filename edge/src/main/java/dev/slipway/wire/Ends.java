package dev.slipway.wire;

import io.netty.channel.Channel;
import java.net.InetSocketAddress;

/**
 * The two ends of a connection, as the requests on it are to see them.
 *
 * @param peer who is at the other end
 * @param local the address that it came to
 * @param secure whether it is under TLS
 */
record Ends(InetSocketAddress peer, InetSocketAddress local, boolean secure) {
    /** The ends of the channel itself. */
    static Ends of(Channel channel, boolean secure) {
        return new Ends(
                (InetSocketAddress) channel.remoteAddress(), (InetSocketAddress) channel.localAddress(), secure);
    }
}
