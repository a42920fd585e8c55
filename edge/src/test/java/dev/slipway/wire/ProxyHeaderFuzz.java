package dev.slipway.wire;

import static dev.slipway.testing.Property.holds;
import static dev.slipway.testing.Property.same;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/** PROXY headers: what a reader from a stream, in the order of the specification, makes of them; and no prefix misleads. */
public final class ProxyHeaderFuzz {
    private static final byte[] SIGNATURE = HexFormat.of().parseHex("0d0a0d0a000d0a515549540a");

    private ProxyHeaderFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String whole = byUs(input, input.length);
        same(whole, byTheOrder(input), "header");
        boolean decided = false;
        for (int length = 0; length <= Math.min(input.length, 64); length++) {
            String part = byUs(input, length);
            holds(!decided || part.equals(whole), "what was decided after fewer bytes changed: " + part);
            decided = decided || !part.equals("incomplete");
            holds(!decided || part.equals(whole), "a prefix is " + part + ", the whole " + whole);
        }
    }

    private static String byUs(byte[] input, int length) {
        try {
            ProxyHeader header = ProxyHeader.decode(ByteBuffer.wrap(input, 0, length));
            if (header == null) {
                return "incomplete";
            }
            holds(header.length() <= length, "longer than what is there");
            return header.length() + " " + header.source() + " " + header.destination();
        } catch (ProxyHeader.Malformed malformed) {
            return "malformed";
        }
    }

    private static String byTheOrder(byte[] input) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(input))) {
            byte[] signature = in.readNBytes(SIGNATURE.length);
            if (!Arrays.equals(signature, Arrays.copyOf(SIGNATURE, signature.length))) {
                return "malformed";
            }
            int command = in.readUnsignedByte();
            int family = in.readUnsignedByte();
            int length = in.readUnsignedShort();
            if (command >> 4 != 2 || (command & 15) > 1 || 16 + length > ProxyHeader.MOST_BYTES) {
                return "malformed";
            }
            byte[] rest = in.readNBytes(length);
            if (rest.length < length) {
                return "incomplete";
            }
            return 16 + length + " " + ((command & 15) == 0 ? "null null" : ends(family, rest));
        } catch (Malformed malformed) {
            return "malformed";
        } catch (EOFException incomplete) {
            return "incomplete";
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static final class Malformed extends IOException {
        private static final long serialVersionUID = 1;
    }

    private static String ends(int family, byte[] rest) throws IOException {
        if (family != 0x11 && family != 0x21 || rest.length < (family == 0x11 ? 12 : 36)) {
            throw new Malformed();
        }
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(rest));
        InetAddress source = InetAddress.getByAddress(in.readNBytes(family == 0x11 ? 4 : 16));
        InetAddress destination = InetAddress.getByAddress(in.readNBytes(family == 0x11 ? 4 : 16));
        int sourcePort = in.readUnsignedShort();
        return text(source, sourcePort) + " " + text(destination, in.readUnsignedShort());
    }

    private static String text(InetAddress address, int port) {
        return new java.net.InetSocketAddress(address, port).toString();
    }
}
