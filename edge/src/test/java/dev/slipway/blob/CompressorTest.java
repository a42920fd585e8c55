package dev.slipway.blob;

import static org.assertj.core.api.Assertions.assertThat;

import com.aayushatharva.brotli4j.decoder.BrotliInputStream;
import com.github.luben.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each form gives back the content, by another implementation's reader where there is one. */
final class CompressorTest {
    @TempDir
    Path folder;

    private final Compressor compressor = new Compressor();

    @Test
    void everyFormGivesBackTheContent() throws IOException {
        byte[] plain =
                "The quick brown fox jumps over the lazy dog. ".repeat(500).getBytes(StandardCharsets.UTF_8);

        List<Compressor.Form> forms = compress(plain);
        assertThat(forms).extracting(Compressor.Form::coding).containsExactlyInAnyOrder("br", "zstd", "gzip");
        assertThat(forms).isSortedAccordingTo((a, b) -> Integer.compare(a.bytes().length, b.bytes().length));
        for (Compressor.Form form : forms) {
            try (InputStream in = decoder(form)) {
                assertThat(in.readAllBytes()).as(form.coding()).isEqualTo(plain);
            }
        }
        assertThat(compress(plain).getLast().bytes()).isEqualTo(forms.getLast().bytes());
    }

    @Test
    void keepsNothingThatDoesNotWin() throws IOException {
        byte[] noise = new byte[10_000];
        new Random(7).nextBytes(noise);

        assertThat(compress(noise)).isEmpty();
        assertThat(compress("short".getBytes(StandardCharsets.UTF_8))).isEmpty();
        assertThat(compressor.compress(folder.resolve("not read"), Compressor.MOST_BYTES + 1))
                .isEmpty();
    }

    private List<Compressor.Form> compress(byte[] plain) throws IOException {
        return compressor.compress(Files.write(folder.resolve("plain"), plain), plain.length);
    }

    private static InputStream decoder(Compressor.Form form) throws IOException {
        InputStream in = new ByteArrayInputStream(form.bytes());
        return switch (form.coding()) {
            case "br" -> new BrotliInputStream(in);
            case "zstd" -> new ZstdInputStream(in);
            case "gzip" -> new GZIPInputStream(in);
            default -> throw new AssertionError(form.coding());
        };
    }
}
