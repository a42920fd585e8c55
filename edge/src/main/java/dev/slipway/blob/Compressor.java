package dev.slipway.blob;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.encoder.Encoder;
import com.github.luben.zstd.Zstd;
import io.airlift.compress.v3.deflate.DeflateNativeCompressor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The compressed forms of a content, made once at the best levels: br 11, zstd 19, gzip by libdeflate 12. A coding whose
 * native library does not load is left out, gzip aside, which the JDK can make.
 *
 * <p>For several threads.
 */
public final class Compressor {
    /** Shorter contents fit into one packet as they are. */
    static final int LEAST_BYTES = 256;

    /** Longer ones would hold a processor for minutes at these levels. */
    static final long MOST_BYTES = 16L << 20;

    private static final Logger log = LoggerFactory.getLogger(Compressor.class);
    private static final int BROTLI_LEVEL = 11;
    private static final int ZSTD_LEVEL = 19;
    private static final int DEFLATE_LEVEL = 12;
    private static final int GZIP_FRAME_BYTES = 18;

    /** A form must save that share, and that many bytes, to be worth a second representation. */
    private static final double LEAST_SAVED_SHARE = 0.05;

    private static final int LEAST_SAVED_BYTES = 64;

    private final boolean brotli = isBrotliThere();
    private final boolean libdeflate = DeflateNativeCompressor.isEnabled();

    /**
     * One compressed form.
     *
     * @param coding {@code br}, {@code zstd} or {@code gzip}
     * @param bytes complete, framing included
     */
    public record Form(String coding, byte[] bytes) {}

    /** The JDK's gzip at its best level, a few per cent behind libdeflate's. */
    private static final class BestGzip extends GZIPOutputStream {
        BestGzip(OutputStream out) throws IOException {
            super(out);
            def.setLevel(Deflater.BEST_COMPRESSION);
        }
    }

    private static boolean isBrotliThere() {
        try {
            Brotli4jLoader.ensureAvailability();
            return true;
        } catch (UnsatisfiedLinkError | UnsupportedOperationException e) {
            log.warn("brotli's native library does not load on this machine; br is left out", e);
            return false;
        }
    }

    /** The forms that win, smallest first; none for contents that are very short or very long. */
    public List<Form> compress(Path file, long size) throws IOException {
        if (size < LEAST_BYTES || size > MOST_BYTES) {
            return List.of();
        }
        byte[] plain = Files.readAllBytes(file);
        List<Form> forms = new ArrayList<>();
        if (brotli) {
            forms.add(new Form("br", Encoder.compress(plain, Encoder.Parameters.create(BROTLI_LEVEL))));
        }
        forms.add(new Form("zstd", Zstd.compress(plain, ZSTD_LEVEL)));
        forms.add(new Form("gzip", gzip(plain)));
        forms.removeIf(form -> !wins(form.bytes().length, plain.length));
        forms.sort(Comparator.comparingInt(form -> form.bytes().length));
        return forms;
    }

    private static boolean wins(int compressed, int plain) {
        return plain - compressed >= Math.max(LEAST_SAVED_BYTES, plain * LEAST_SAVED_SHARE);
    }

    /** A gzip member (RFC 1952) around a deflate stream; no name, no time, so that equal contents have equal forms. */
    private byte[] gzip(byte[] plain) throws IOException {
        if (!libdeflate) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new BestGzip(out)) {
                gzip.write(plain);
            }
            return out.toByteArray();
        }
        DeflateNativeCompressor deflate = new DeflateNativeCompressor(DEFLATE_LEVEL);
        byte[] body = new byte[deflate.maxCompressedLength(plain.length)];
        int length = deflate.compress(plain, 0, plain.length, body, 0, body.length);
        CRC32 check = new CRC32();
        check.update(plain);
        return ByteBuffer.allocate(length + GZIP_FRAME_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 2, (byte) 255})
                .put(body, 0, length)
                .putInt((int) check.getValue())
                .putInt(plain.length)
                .array();
    }
}
