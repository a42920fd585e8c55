package dev.slipway.blob;

import io.airlift.compress.v3.deflate.DeflateNativeCompressor;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One gzip member (RFC 1952) without name and time, so that equal contents have equal forms. */
final class Gzip {
    private static final Logger log = LoggerFactory.getLogger(Gzip.class);

    /** Magic, deflate, no flags, no time, "slowest algorithm", operating system unknown (section 2.3.1). */
    private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 2, (byte) 255};

    private static final int TRAILER_BYTES = 8;
    private static final boolean LIBDEFLATE = isLibdeflateThere();

    private Gzip() {}

    private static boolean isLibdeflateThere() {
        boolean there = NativeCode.unpacked("aircompressor.tmpdir", DeflateNativeCompressor::isEnabled);
        if (!there) {
            log.warn("libdeflate does not load on this machine; gzip is made by the JDK, some percent larger");
        }
        return there;
    }

    /** @param level of libdeflate, 1 to 12 */
    static byte[] compress(byte[] plain, int level) {
        return frame(plain, LIBDEFLATE ? libdeflate(plain, level) : zlib(plain));
    }

    static ByteBuffer libdeflate(byte[] plain, int level) {
        DeflateNativeCompressor deflate = new DeflateNativeCompressor(level);
        byte[] body = new byte[deflate.maxCompressedLength(plain.length)];
        int length = deflate.compress(plain, 0, plain.length, body, 0, body.length);
        return ByteBuffer.wrap(body, 0, length);
    }

    static ByteBuffer zlib(byte[] plain) {
        ByteArrayOutputStream body = new ByteArrayOutputStream(plain.length / 2);
        try (Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true)) {
            deflater.setInput(plain);
            deflater.finish();
            byte[] buffer = new byte[64 << 10];
            while (!deflater.finished()) {
                body.write(buffer, 0, deflater.deflate(buffer));
            }
        }
        return ByteBuffer.wrap(body.toByteArray());
    }

    /** The raw deflate stream between header and trailer (CRC-32 and length of the plain bytes). */
    static byte[] frame(byte[] plain, ByteBuffer deflated) {
        CRC32 check = new CRC32();
        check.update(plain);
        return ByteBuffer.allocate(HEADER.length + deflated.remaining() + TRAILER_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(HEADER)
                .put(deflated)
                .putInt((int) check.getValue())
                .putInt(plain.length)
                .array();
    }
}
