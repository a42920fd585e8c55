package dev.slipway.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufAllocator;
import java.io.PrintWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** A test run in a JVM of its own, with a test that passes and leaves a buffer behind if it is told to. */
class LeakyExample {
    /** Loads Netty before any callback of an extension, as every class with a stage does. */
    @RegisterExtension
    static final Stage stage = new Stage();

    @Test
    void passes() {
        assertThat(stage.edge().port()).isPositive();
        if (Boolean.getBoolean("leak")) {
            assertThat(ByteBufAllocator.DEFAULT.directBuffer(10).writableBytes())
                    .isPositive();
        }
    }

    public static void main(String[] unused) {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(DiscoverySelectors.selectClass(LeakyExample.class))
                .build();
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create().execute(request, listener);
        PrintWriter out = new PrintWriter(System.out, true, java.nio.charset.StandardCharsets.UTF_8);
        out.println("tests passed: " + listener.getSummary().getTestsSucceededCount());
        listener.getSummary().getFailures().forEach(failure -> out.println(failure.getException()));
        System.exit(listener.getSummary().getTotalFailureCount() == 0 ? 0 : 1);
    }
}
