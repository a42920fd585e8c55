package dev.slipway.wire;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a load balancer says of a connection before its first byte: the binary form of the PROXY protocol (haproxy.org,
 * <i>The PROXY protocol, versions 1 and 2</i>, §2.2).
 *
 * <pre>
 * 0d 0a 0d 0a 00 0d 0a 51 55 49 54 0a   signature
 * 21                                    version 2, command PROXY (20: LOCAL, the balancer's own health check)
 * 11                                    TCP over IPv4 (21: over IPv6)
 * 00 0c                                 length of what follows
 * c0 00 02 01  c0 00 02 02  30 39  01 bb   source and destination, their ports
 * …                                     further information, passed over
 * </pre>
 *
 * @param length of the whole header, in bytes
 * @param source who the client is, or null where the balancer speaks for itself
 * @param destination the address that the client asked, or null
 */
record ProxyHeader(
        int length,
        @Nullable InetSocketAddress source,
        @Nullable InetSocketAddress destination) {
    /** A header may not be longer: addresses take 36 bytes, what else balancers tell some hundred. */
    static final int MOST_BYTES = 4 << 10;

    private static final byte[] SIGNATURE = {0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a};
    private static final int FIXED_BYTES = 16;
    private static final int LOCAL = 0x20;
    private static final int PROXY = 0x21;

    /** What stands there is no such header, and never will be. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1;

        private final String reason;

        Malformed(String reason) {
            // Without a stack trace: hostile input must not be more expensive than good input.
            super(reason, null, false, false);
            this.reason = reason;
        }

        /** The code for log and metrics. */
        String reason() {
            return reason;
        }
    }

    /**
     * The header at the beginning of these bytes; null where it is not complete yet.
     *
     * @throws Malformed where there is none
     */
    static @Nullable ProxyHeader decode(ByteBuffer bytes) throws Malformed {
        int there = bytes.remaining();
        byte[] begin = new byte[Math.min(SIGNATURE.length, there)];
        bytes.get(bytes.position(), begin);
        if (!Arrays.equals(begin, 0, begin.length, SIGNATURE, 0, begin.length)) {
            throw new Malformed("proxy-signature");
        }
        if (there < FIXED_BYTES) {
            return null;
        }
        int at = bytes.position();
        int command = bytes.get(at + 12) & 0xff;
        int family = bytes.get(at + 13) & 0xff;
        int length = FIXED_BYTES + (bytes.getShort(at + 14) & 0xffff);
        if (command != LOCAL && command != PROXY) {
            throw new Malformed("proxy-version");
        }
        if (length > MOST_BYTES) {
            throw new Malformed("proxy-too-long");
        }
        if (there < length) {
            return null;
        }
        return command == LOCAL
                ? new ProxyHeader(length, null, null)
                : addressed(bytes, at + FIXED_BYTES, family, length);
    }

    private static ProxyHeader addressed(ByteBuffer bytes, int at, int family, int length) throws Malformed {
        int octets = switch (family) {
            case 0x11 -> 4;
            case 0x21 -> 16;
            default -> throw new Malformed("proxy-family");
        };
        if (length < FIXED_BYTES + 2 * octets + 4) {
            throw new Malformed("proxy-too-short");
        }
        int ports = at + 2 * octets;
        return new ProxyHeader(
                length,
                new InetSocketAddress(address(bytes, at, octets), bytes.getShort(ports) & 0xffff),
                new InetSocketAddress(address(bytes, at + octets, octets), bytes.getShort(ports + 2) & 0xffff));
    }

    private static InetAddress address(ByteBuffer bytes, int at, int octets) {
        byte[] raw = new byte[octets];
        bytes.get(at, raw);
        try {
            return InetAddress.getByAddress(raw);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
