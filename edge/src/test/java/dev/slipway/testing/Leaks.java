package dev.slipway.testing;

import io.netty.buffer.Unpooled;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails the test run when a buffer was collected that nobody had released. Registered for every test class by {@code
 * META-INF/services}; takes Netty's place of a log line, which nobody reads.
 */
public final class Leaks implements BeforeAllCallback {
    private static final ExtensionContext.Namespace OURS = ExtensionContext.Namespace.create(Leaks.class);

    @Override
    public void beforeAll(ExtensionContext context) {
        var unused = context.getRoot().getStore(OURS).computeIfAbsent(Watch.class, key -> Watch.begin(), Watch.class);
    }

    /** The watch over one test run; closed by JUnit at its very end. */
    static final class Watch extends ResourceLeakDetectorFactory implements AutoCloseable {
        private static final Duration COLLECTING = Duration.ofSeconds(2);

        private final List<String> leaks = new CopyOnWriteArrayList<>();

        /** Takes Netty's detectors over; in force for classes of Netty that are loaded from now on. */
        static Watch begin() {
            Watch watch = new Watch();
            ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(watch);
            return watch;
        }

        List<String> leaks() {
            return List.copyOf(leaks);
        }

        @Override
        @Deprecated
        public <T> ResourceLeakDetector<T> newResourceLeakDetector(
                Class<T> resource, int samplingInterval, long maxActive) {
            return newResourceLeakDetector(resource, samplingInterval);
        }

        @Override
        public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> resource, int samplingInterval) {
            return new Recording<>(resource, samplingInterval, leaks);
        }

        @Override
        public void close() {
            long deadline = System.nanoTime() + COLLECTING.toNanos();
            do {
                System.gc();
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
                // Detectors look at what was collected when the next buffer is made.
                Unpooled.directBuffer(1).release();
            } while (leaks.isEmpty() && System.nanoTime() < deadline);
            if (!leaks.isEmpty()) {
                throw new AssertionError(
                        leaks.size() + " buffers were never released. The first:\n" + leaks.getFirst());
            }
        }
    }

    private static final class Recording<T> extends ResourceLeakDetector<T> {
        private final List<String> leaks;

        Recording(Class<?> resource, int samplingInterval, List<String> leaks) {
            super(resource, samplingInterval);
            this.leaks = leaks;
        }

        @Override
        protected boolean needReport() {
            return true;
        }

        @Override
        protected void reportTracedLeak(String resourceType, String records) {
            leaks.add("LEAK: " + resourceType + records);
        }

        @Override
        protected void reportUntracedLeak(String resourceType) {
            leaks.add("LEAK: " + resourceType);
        }
    }
}
