package dev.slipway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cache.CachePolicy;
import dev.slipway.testing.App;
import dev.slipway.testing.App.Break;
import dev.slipway.testing.Contents;
import dev.slipway.testing.Edge;
import dev.slipway.testing.RawClient;
import dev.slipway.testing.Routes;
import dev.slipway.testing.Scene;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients that leave at every byte, or come in floods: the app gets no half of a request, and others are served. */
class HostileClientTest {
    @TempDir
    Path folder;

    private final List<String> heard = new CopyOnWriteArrayList<>();

    private static void breakOff(RawClient client, Break how) throws IOException {
        switch (how) {
            case CLOSE -> client.close();
            case RESET -> client.reset();
            case HALF_CLOSE -> client.finishSending().readUntilGone();
            case HANG -> {}
        }
    }

    @ParameterizedTest
    @EnumSource(Break.class)
    void aRequestThatBreaksOffAtAnyByteIsNoRequest(Break how) throws IOException {
        String request = Small.request("POST /app/x HTTP/1.1", "Transfer-Encoding: chunked\r\n")
                + "5;a\r\nhello\r\n0\r\nT: x\r\n\r\n";
        List<RawClient> hanging = new ArrayList<>();
        try (App app = App.echoing(heard);
                Edge edge =
                        Small.site(folder, Routes.app("/app/*")).app(app.port()).start()) {
            for (int at = 0; at < request.length(); at++) {
                RawClient client = edge.connect();
                hanging.add(client.send(request.substring(0, at)));
                breakOff(client, how);
            }
            try (RawClient other = edge.connect()) {
                Small.expectUsable(other);
            }
            for (RawClient client : hanging) {
                client.close();
            }
            Edge.await("every connection is gone", () -> edge.listener().connections() == 0);
            assertThat(heard).isEmpty();
            try (RawClient client = edge.connect()) {
                assertThat(client.send(request).read().text()).endsWith("\r\n\r\nhello");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Break.class)
    void aReaderWhoLeavesAtAnyByteHarmsNoOther(Break how) throws IOException {
        String answer = Scene.response(200, "a page", "Cache-Control: max-age=60");
        List<RawClient> hanging = new ArrayList<>();
        try (App app = App.answering(answer);
                Edge edge = Edge.with(new Contents(folder))
                        .routes(Scene.route("/*", CachePolicy.DEFAULT))
                        .app(app.port())
                        .start()) {
            for (int at = 0; at < answer.length(); at++) {
                RawClient client = edge.connect();
                hanging.add(client.send(Scene.request("GET", "/" + at)));
                client.readBytes(at);
                breakOff(client, how);
                try (RawClient other = edge.connect()) {
                    other.send(Scene.request("GET", "/" + at));
                    assertThat(other.read().text()).isEqualTo("a page");
                }
            }
            for (RawClient client : hanging) {
                client.close();
            }
        }
    }

    @Test
    void aFloodOfNonsenseIsRefusedWhileOthersAreServed() throws Exception {
        List<String> nonsense = List.of(
                "\0".repeat(100),
                "GET / HTTP/1.1\r\n\r\n",
                "x".repeat(50_000),
                Small.request("GET /a HTTP/1.1", "X: y\r\n".repeat(5_000)),
                Small.request("POST /app/x HTTP/1.1", "Transfer-Encoding: chunked\r\n") + "1\r\n",
                Small.request("POST /app/x HTTP/1.1", "Transfer-Encoding: chunked\r\n") + "1;" + "x".repeat(5_000));
        try (App app = App.echoing(heard);
                Edge edge =
                        Small.site(folder, Routes.app("/app/*")).app(app.port()).start();
                RawClient good = edge.connect();
                ExecutorService attackers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> attacks = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                String bytes = nonsense.get(i % nonsense.size());
                attacks.add(attackers.submit(() -> attack(edge, bytes)));
            }
            for (int i = 0; i < 100; i++) {
                Small.expectUsable(good);
            }
            for (Future<?> attack : attacks) {
                attack.get();
            }
            good.close();
            Edge.await("every connection is gone", () -> edge.listener().connections() == 0);
            assertThat(heard).isEmpty();
            assertThat(edge.recorder().refusals()).isNotEmpty();
        }
    }

    private static @org.jspecify.annotations.Nullable Void attack(Edge edge, String bytes) throws IOException {
        try (RawClient client = edge.connect()) {
            client.send(bytes).finishSending().readUntilGone();
        } catch (java.net.SocketException refused) {
            return null;
        }
        return null;
    }
}
