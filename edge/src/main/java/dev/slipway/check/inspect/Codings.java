package dev.slipway.check.inspect;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.decoder.BrotliInputStream;
import com.github.luben.zstd.ZstdInputStream;
import dev.slipway.check.CheckClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/** Content codings undone (RFC 9110 §8.4.1). */
final class Codings {
    private Codings() {}

    /** The bytes, and what was wrong with the coding or null. */
    record Decoded(byte[] bytes, @Nullable String problem) {}

    static Decoded decode(String coding, byte[] bytes) {
        try (InputStream in = open(coding.strip().toLowerCase(Locale.ROOT), new ByteArrayInputStream(bytes))) {
            return new Decoded(in.readNBytes(CheckClient.MOST_BODY_BYTES), null);
        } catch (IOException e) {
            return new Decoded(new byte[0], "the bytes are not that: " + e.getMessage());
        }
    }

    private static InputStream open(String coding, InputStream in) throws IOException {
        return switch (coding) {
            case "gzip", "x-gzip" -> new GZIPInputStream(in);
            case "deflate" -> new InflaterInputStream(in);
            case "br" -> {
                Brotli4jLoader.ensureAvailability();
                yield new BrotliInputStream(in);
            }
            case "zstd" -> new ZstdInputStream(in);
            case "identity", "" -> in;
            default -> throw new IOException("nobody registered the coding " + coding);
        };
    }
}
