package dev.slipway.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.ResourceLeakDetector;
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
}
