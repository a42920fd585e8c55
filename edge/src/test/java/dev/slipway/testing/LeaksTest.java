package dev.slipway.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LeaksTest {
    @Test
    void aResourceThatIsDroppedUnclosedIsReported() {
        Leaks.Watch watch = new Leaks.Watch();
        ResourceLeakDetector<Object> detector = watch.newResourceLeakDetector(Object.class, 1);
        drop(detector);

        Edge.await("the dropped resource is reported", () -> {
            System.gc();
            drop(detector);
            return !watch.leaks().isEmpty();
        });

        assertThat(watch.leaks().getFirst()).startsWith("LEAK: ");
    }

    private static void drop(ResourceLeakDetector<Object> detector) {
        @Nullable Object unused = detector.track(new Object());
    }

    @Test
    void everyBufferOfThisRunIsWatched() {
        assertThat(ResourceLeakDetector.getLevel()).isEqualTo(ResourceLeakDetector.Level.PARANOID);
        assertThat(ResourceLeakDetectorFactory.instance()).isInstanceOf(Leaks.Watch.class);
        for (ByteBufAllocator allocator :
                List.of(ByteBufAllocator.DEFAULT, PooledByteBufAllocator.DEFAULT, UnpooledByteBufAllocator.DEFAULT)) {
            ByteBuf buffer = allocator.directBuffer(10);
            assertThat(buffer.getClass().getSimpleName()).contains("Leak");
            buffer.release();
        }
    }

    @Test
    void aBufferThatIsLeftBehindFailsTheRun() throws Exception {
        assertThat(run("-Dleak=true")).startsWith("1\ntests passed: 1\n").contains("buffers were never released");
        assertThat(run("-Dleak=false")).isEqualTo("0\ntests passed: 1\n");
    }

    /** How a run of {@link LeakyExample} ends, and what it prints. */
    private static String run(String option) throws IOException, InterruptedException {
        Process run = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dio.netty.leakDetection.level=paranoid",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        option,
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        LeakyExample.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String printed = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return run.waitFor() + "\n" + printed;
    }
}
