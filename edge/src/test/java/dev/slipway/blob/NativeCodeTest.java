package dev.slipway.blob;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.testing.Command;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeCodeTest {
    @TempDir
    Path temporary;

    /** A node whose process was killed left three libraries in the machine's temporary folder, each time. */
    @Test
    void whatLibrariesUnpackIsGoneBeforeTheProcessIsKilled() throws Exception {
        Command killed = compress(temporary);

        assertThat(killed.exitCode()).as(killed.output()).isEqualTo(137);
        assertThat(killed.output()).contains("br", "zstd", "gzip").doesNotContain("does not load");
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void gzipIsMadeWhereNothingCanBeUnpacked() throws Exception {
        Command killed = compress(temporary.resolve("missing"));

        assertThat(killed.exitCode()).as(killed.output()).isEqualTo(137);
        assertThat(killed.output()).contains("gzip");
    }

    private static Command compress(Path unpackInto) throws IOException, InterruptedException {
        return Command.run(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.io.tmpdir=" + unpackInto,
                "-cp",
                System.getProperty("java.class.path"),
                Killed.class.getName());
    }

    /** Compresses, tells with what, and is gone without the hooks of an orderly end. */
    static final class Killed {
        private Killed() {}

        public static void main(String[] arguments) throws IOException {
            byte[] text =
                    "anchor ballast cable davit ebb fathom galley ".repeat(100).getBytes(UTF_8);
            System.out.println(new Compressor(Compressor.Effort.QUICK)
                    .compress(text).stream().map(Compressor.Form::coding).collect(Collectors.joining(" ")));
            System.out.flush();
            Runtime.getRuntime().halt(137);
        }
    }
}
