package dev.slipway.blob;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.aayushatharva.brotli4j.decoder.BrotliInputStream;
import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompressorTest {
    /** 8 MiB: what RFC 9659 lets a zstd content ask of a browser. */
    private static final int MOST_ZSTD_WINDOW_LOG = 23;

    private final Compressor compressor = new Compressor(Compressor.Effort.BEST);

    @TempDir
    Path temp;

    @Test
    void decodersOfOthersAgree() throws IOException {
        byte[] plain = page(50_000);

        List<Compressor.Form> forms = compress(plain);

        assertThat(forms).extracting(Compressor.Form::coding).containsExactlyInAnyOrder("br", "zstd", "gzip");
        for (Compressor.Form form : forms) {
            assertThat(decode(form)).as(form.coding()).isEqualTo(plain);
        }
    }

    @Test
    void smallestIsFirst() throws IOException {
        assertThat(compress(page(50_000)))
                .extracting(form -> form.bytes().length)
                .isSorted();
    }

    @Test
    void equalContentsHaveEqualForms() throws IOException {
        byte[] plain = page(20_000);
        List<Compressor.Form> first = compress(plain);
        List<Compressor.Form> second = new Compressor(Compressor.Effort.BEST).compress(file(plain), plain.length);

        assertThat(second).hasSameSizeAs(first);
        for (int i = 0; i < first.size(); i++) {
            assertThat(second.get(i).bytes()).isEqualTo(first.get(i).bytes());
        }
    }

    @Test
    void noiseStaysAsItIs() throws IOException {
        byte[] noise = new byte[20_000];
        new Random(7).nextBytes(noise);

        assertThat(compress(noise)).isEmpty();
    }

    @Test
    void shortAndLongContentsStayAsTheyAre() throws IOException {
        assertThat(compress(new byte[Compressor.LEAST_BYTES - 1])).isEmpty();
        assertThat(compress(new byte[Compressor.LEAST_BYTES])).isNotEmpty();
        assertThat(compress(new byte[Compressor.MOST_BYTES + 1])).isEmpty();
    }

    @Test
    void theLongestContentDecodesInABrowsersWindow() throws IOException {
        byte[] plain = new byte[Compressor.MOST_BYTES];
        byte[] block = new byte[1 << 20];
        new Random(7).nextBytes(block);
        for (int at = 0; at < plain.length; at += block.length) {
            System.arraycopy(block, 0, plain, at, block.length);
        }
        byte[] zstd = Zstd.compress(plain, Compressor.Effort.BEST.zstd);

        assertThat(decode(new Compressor.Form("zstd", zstd))).isEqualTo(plain);
    }

    @Test
    void aFormMustSaveFivePercentAnd64Bytes() {
        assertThat(Compressor.wins(936, 1000)).isTrue();
        assertThat(Compressor.wins(937, 1000)).isFalse();
        assertThat(Compressor.wins(9_500, 10_000)).isTrue();
        assertThat(Compressor.wins(9_501, 10_000)).isFalse();
        assertThat(Compressor.wins(1 << 24, 1 << 24)).isFalse();
        assertThat(Compressor.wins(20_000_000, 1 << 24)).isFalse();
    }

    @Test
    void gzipIsWholeByEitherWay() throws IOException {
        byte[] plain = page(30_000);

        byte[] libdeflate = Gzip.frame(plain, Gzip.libdeflate(plain, 12));
        byte[] zlib = Gzip.frame(plain, Gzip.zlib(plain));

        assertThat(decode(new Compressor.Form("gzip", libdeflate))).isEqualTo(plain);
        assertThat(decode(new Compressor.Form("gzip", zlib))).isEqualTo(plain);
        assertThat(libdeflate.length).isLessThanOrEqualTo(zlib.length);
        assertThat(Arrays.copyOf(libdeflate, 10)).isEqualTo(new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 2, -1});
    }

    @Test
    void commandsAgree() throws Exception {
        byte[] plain = page(50_000);
        int tried = 0;
        for (Compressor.Form form : compress(plain)) {
            String command = form.coding().equals("br") ? "brotli" : form.coding();
            if (Files.isExecutable(Path.of("/usr/bin", command))) {
                assertThat(decodeBy(command, form)).as(command).isEqualTo(plain);
                tried++;
            }
        }
        assumeTrue(tried > 0, "none of gzip, zstd, brotli is installed");
    }

    private byte[] decodeBy(String command, Compressor.Form form) throws Exception {
        Path in = Files.write(temp.resolve("form." + form.coding()), form.bytes());
        Path out = temp.resolve("plain." + form.coding());
        Process process = new ProcessBuilder("/usr/bin/" + command, "-dc")
                .redirectInput(in.toFile())
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).isZero();
        return Files.readAllBytes(out);
    }

    private List<Compressor.Form> compress(byte[] plain) throws IOException {
        return compressor.compress(file(plain), plain.length);
    }

    private Path file(byte[] plain) throws IOException {
        return Files.write(temp.resolve("plain"), plain);
    }

    /** Text with some repetition, as a page has. */
    private static byte[] page(int length) {
        Random random = new Random(42);
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            text.append("<li class=\"product\" data-id=\"")
                    .append(random.nextInt())
                    .append("\">Säge</li>\n");
        }
        return text.toString().getBytes(UTF_8);
    }

    private static byte[] decode(Compressor.Form form) throws IOException {
        InputStream bytes = new ByteArrayInputStream(form.bytes());
        try (InputStream plain = switch (form.coding()) {
            case "br" -> new BrotliInputStream(bytes);
            case "zstd" -> new ZstdInputStreamNoFinalizer(bytes).setLongMax(MOST_ZSTD_WINDOW_LOG);
            case "gzip" -> new GZIPInputStream(bytes);
            default -> throw new IllegalArgumentException(form.coding());
        }) {
            return plain.readAllBytes();
        }
    }
}
