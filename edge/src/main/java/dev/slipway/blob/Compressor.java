package dev.slipway.blob;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.encoder.Encoder;
import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.util.Native;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The compressed forms of a content. Equal contents have equal forms. A coding whose native library does not load is left
 * out, gzip aside, which the JDK can make.
 *
 * <p>For several threads; one content of n bytes takes up to about 5 n of memory while it is compressed.
 */
public final class Compressor {
    /** Shorter contents fit into one packet as they are. */
    static final int LEAST_BYTES = 256;

    /**
     * Longer ones would hold a processor for half a minute and more at these levels. It also keeps br and zstd within the
     * windows that every browser accepts (RFC 9659: 8 MiB).
     */
    static final int MOST_BYTES = 16 << 20;

    /** A form must save that share, and that many bytes, to be worth a second representation. */
    private static final int LEAST_SAVED_PERCENT = 5;

    private static final int LEAST_SAVED_BYTES = 64;

    private static final Logger log = LoggerFactory.getLogger(Compressor.class);

    /** How hard to try. */
    public enum Effort {
        /** For what is compressed once and served for weeks: br 11, zstd 19, gzip by libdeflate 12. */
        BEST(11, 19, 12),
        /** For what may be replaced in a minute; takes milliseconds: br 5, zstd 6, gzip by libdeflate 6. */
        QUICK(5, 6, 6);

        final int brotli;
        final int zstd;
        final int gzip;

        Effort(int brotli, int zstd, int gzip) {
            this.brotli = brotli;
            this.zstd = zstd;
            this.gzip = gzip;
        }
    }

    private final Effort effort;
    private final boolean brotli =
            loads("br", "com.aayushatharva.brotli4j.native.workdir", Brotli4jLoader::ensureAvailability);
    private final boolean zstd = loads("zstd", "ZstdTempFolder", Native::load);

    public Compressor(Effort effort) {
        this.effort = effort;
    }

    /**
     * One compressed form.
     *
     * @param coding {@code br}, {@code zstd} or {@code gzip}
     * @param bytes complete, framing included; whoever receives them may keep them, nobody changes them
     */
    public record Form(String coding, byte[] bytes) {}

    private static boolean loads(String coding, String folderProperty, Runnable library) {
        try {
            return NativeCode.unpacked(folderProperty, () -> {
                library.run();
                return true;
            });
        } catch (LinkageError | RuntimeException e) {
            log.warn("the native library for {} does not load on this machine; that coding is left out", coding, e);
            return false;
        }
    }

    /**
     * The forms that win over the content as it is, smallest first; none for contents that are very short or very long.
     *
     * @param size of the file in bytes
     */
    public List<Form> compress(Path file, long size) throws IOException {
        if (size < LEAST_BYTES || size > MOST_BYTES) {
            return List.of();
        }
        return compress(Files.readAllBytes(file));
    }

    /** The same for bytes in memory. */
    public List<Form> compress(byte[] plain) throws IOException {
        if (plain.length < LEAST_BYTES || plain.length > MOST_BYTES) {
            return List.of();
        }
        List<Form> forms = new ArrayList<>();
        if (brotli) {
            forms.add(new Form("br", Encoder.compress(plain, Encoder.Parameters.create(effort.brotli))));
        }
        if (zstd) {
            forms.add(new Form("zstd", Zstd.compress(plain, effort.zstd)));
        }
        forms.add(new Form("gzip", Gzip.compress(plain, effort.gzip)));
        forms.removeIf(form -> !wins(form.bytes().length, plain.length));
        forms.sort(Comparator.comparingInt(form -> form.bytes().length));
        return List.copyOf(forms);
    }

    static boolean wins(int compressed, int plain) {
        int saved = plain - compressed;
        return saved >= LEAST_SAVED_BYTES && saved * 100L >= (long) plain * LEAST_SAVED_PERCENT;
    }
}
