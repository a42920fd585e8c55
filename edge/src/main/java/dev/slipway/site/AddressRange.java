package dev.slipway.site;

import java.net.InetAddress;

/**
 * A range of IP addresses in CIDR form ({@code 10.0.0.0/8}); a single address is a range of one.
 *
 * @param network its first address
 * @param bits how many leading bits count
 */
public record AddressRange(InetAddress network, int bits) {
    /**
     * Reads a range. Never asks the name service.
     *
     * @throws IllegalArgumentException when it is not a literal address with an optional prefix length
     */
    public static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        try {
            InetAddress network = InetAddress.ofLiteral(address);
            int all = network.getAddress().length * 8;
            int bits = slash < 0 ? all : Integer.parseInt(text.substring(slash + 1));
            if (bits < 0 || bits > all) {
                throw new IllegalArgumentException("prefix length out of range: " + text);
            }
            return new AddressRange(network, bits);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not an address range: " + text, e);
        }
    }

    public boolean contains(InetAddress address) {
        byte[] mine = network.getAddress();
        byte[] other = address.getAddress();
        if (mine.length != other.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit += 8) {
            int mask = bits - bit >= 8 ? 0xff : 0xff << (8 - (bits - bit)) & 0xff;
            if (((mine[bit / 8] ^ other[bit / 8]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }
}
