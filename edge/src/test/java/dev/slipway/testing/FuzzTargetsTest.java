package dev.slipway.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every fuzz target with the inputs that are kept for it and a few thousand variations of these, always the same. What
 * {@code ./dev fuzz} finds is put beside the kept inputs, and this test holds it from then on.
 */
class FuzzTargetsTest {
    private static final int VARIATIONS = 3_000;
    private static final int LONGEST = 4096;

    static List<String> targets() throws IOException, URISyntaxException {
        Path classes = Path.of(FuzzTargetsTest.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        try (Stream<Path> files = Files.walk(classes)) {
            return files.map(file -> classes.relativize(file).toString().replace('/', '.'))
                    .filter(name -> name.endsWith("Fuzz.class"))
                    .map(name -> name.substring(0, name.length() - ".class".length()))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void thereAreTargets() throws Exception {
        assertThat(targets()).hasSizeGreaterThanOrEqualTo(16);
    }

    @ParameterizedTest
    @MethodSource("targets")
    void holdsForWhatIsKeptAndForVariationsOfIt(String target) throws Exception {
        Method run = Class.forName(target).getMethod("fuzzerTestOneInput", byte[].class);
        List<byte[]> kept = kept(target.substring(target.lastIndexOf('.') + 1));
        assertThat(kept).as("kept inputs").isNotEmpty();
        for (byte[] input : kept) {
            check(run, input);
        }
        Random random = new Random(target.hashCode());
        for (int i = 0; i < VARIATIONS; i++) {
            check(run, vary(kept, random));
        }
    }

    private static void check(Method run, byte[] input) throws IllegalAccessException {
        try {
            run.invoke(null, (Object) input);
        } catch (InvocationTargetException e) {
            throw new AssertionError("with the input " + HexFormat.of().formatHex(input), e.getCause());
        }
    }

    /** One of them with a few bytes changed, taken out, put in or taken from another. */
    private static byte[] vary(List<byte[]> kept, Random random) {
        byte[] varied = kept.get(random.nextInt(kept.size())).clone();
        for (int i = random.nextInt(4); i >= 0; i--) {
            byte[] other = kept.get(random.nextInt(kept.size()));
            int at = random.nextInt(varied.length + 1);
            int until = Math.min(varied.length, at + random.nextInt(1 + Math.min(8, varied.length)));
            int from = random.nextInt(other.length + 1);
            int to = random.nextInt(from, other.length + 1);
            byte[] middle = random.nextBoolean()
                    ? Arrays.copyOfRange(other, from, to)
                    : new byte[] {(byte) " \r\n\t\0,;:=\"\\%/._-+09azAZ\u007f\u0080\u00ff".charAt(random.nextInt(26))};
            varied = joined(Arrays.copyOf(varied, at), middle, Arrays.copyOfRange(varied, until, varied.length));
        }
        return Arrays.copyOf(varied, Math.min(varied.length, LONGEST));
    }

    private static byte[] joined(byte[]... parts) {
        byte[] whole =
                new byte[Arrays.stream(parts).mapToInt(part -> part.length).sum()];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, whole, at, part.length);
            at += part.length;
        }
        return whole;
    }

    private static List<byte[]> kept(String target) throws IOException {
        Path folder = Path.of(System.getProperty("slipway.repository", ".."), "edge/src/test/resources/fuzz", target);
        List<byte[]> kept = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                kept.add(Files.readAllBytes(file));
            }
        }
        return kept;
    }
}
