package dev.slipway.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.release.ReleaseFiles;
import dev.slipway.testing.Contents;
import dev.slipway.testing.Edge;
import dev.slipway.testing.RawClient;
import dev.slipway.testing.RawClient.Response;
import dev.slipway.testing.Routes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every request is answered wholly by one activation, while activations follow each other as fast as they can. */
class OneActivationTest {
    private static final int CONNECTIONS = 64;
    private static final int BATCHES = 20;
    private static final int PIPELINED = 16;
    private static final int RELEASES = 6;

    private static final String REQUEST = "GET /page HTTP/1.1\r\nHost: shop.localhost\r\n\r\n";

    @Test
    void headerAndBodyAreOfTheSameRelease(@TempDir Path folder) throws Exception {
        // With room for all, and with so little that files are let go while they are being answered with.
        storm(folder, 64 << 20);
    }

    @Test
    void alsoWhileTheMemoryIsTooSmall(@TempDir Path folder) throws Exception {
        storm(folder, 3000);
    }

    @Test
    void alsoWhileTheMemoryHoldsNothing(@TempDir Path folder) throws Exception {
        storm(folder, 1);
    }

    private static void storm(Path folder, long memoryBytes) throws Exception {
        Contents contents = new Contents(folder);
        List<ReleaseFiles> releases = IntStream.range(0, RELEASES)
                .mapToObj(number -> ReleaseFiles.of(
                        "2026-11-22." + number,
                        List.of(contents.file("/page", "text/plain", ("2026-11-22." + number + "\n").repeat(100)))))
                .toList();
        Set<String> seen = ConcurrentHashMap.newKeySet();
        AtomicBoolean over = new AtomicBoolean();
        try (Edge edge = Edge.with(contents)
                        .routes(Routes.release("/*"))
                        .memory(memoryBytes)
                        .start();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            edge.recorder().forget();
            edge.activate(1, releases.getFirst());
            Future<?> swaps = threads.submit(() -> {
                for (int number = 2; !over.get(); number++) {
                    edge.activate(number, releases.get(number % RELEASES));
                    Thread.yield();
                }
            });
            List<Callable<Integer>> clients = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                clients.add(() -> ask(edge, seen));
            }
            int answers = 0;
            for (Future<Integer> client : threads.invokeAll(clients)) {
                answers += client.get();
            }
            over.set(true);
            swaps.get();
            assertThat(answers).isEqualTo(CONNECTIONS * BATCHES * PIPELINED);
        }
        assertThat(seen).as("the releases took turns").hasSizeGreaterThan(1);
    }

    private static int ask(Edge edge, Set<String> seen) throws IOException {
        int answers = 0;
        try (RawClient client = edge.connect()) {
            for (int batch = 0; batch < BATCHES; batch++) {
                client.send(REQUEST.repeat(PIPELINED));
                for (int i = 0; i < PIPELINED; i++) {
                    Response response = client.read();
                    String release = response.field("Slipway-Release");
                    assertThat(response.status()).isEqualTo(200);
                    assertThat(response.text()).isEqualTo((release + "\n").repeat(100));
                    seen.add(String.valueOf(release));
                    answers++;
                }
            }
        }
        return answers;
    }
}
