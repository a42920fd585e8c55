package dev.slipway.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.site.ListenAddress;
import dev.slipway.testing.App;
import dev.slipway.testing.Edge;
import dev.slipway.testing.RawClient;
import dev.slipway.testing.RawClient.Response;
import dev.slipway.testing.Routes;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrafficListenerTest {
    @TempDir
    Path folder;

    @Test
    void connectionsBeyondTheLimitAreShedAndOthersUnharmed() throws IOException {
        try (Edge edge = Small.site(folder).limits(Small.limits(2, 1 << 20)).start();
                RawClient first = edge.connect();
                RawClient second = edge.connect()) {
            Small.expectUsable(first);
            Small.expectUsable(second);
            try (RawClient third = edge.connect()) {
                third.expectClose();
            }
            assertThat(edge.recorder().refusals()).containsExactly("too-many-connections");
            Small.expectUsable(first);
            second.close();
            Edge.await("there is room again", () -> edge.listener().connections() == 1);
            try (RawClient fourth = edge.connect()) {
                Small.expectUsable(fourth);
            }
            assertThat(edge.recorder().open()).isLessThanOrEqualTo(2);
        }
    }

    @Test
    void bodiesBeyondTheLimitAreRefused() throws IOException {
        try (App app = App.playing(App.Connection::awaitEnd);
                Edge edge = Small.site(folder, Routes.app("/app/*"))
                        .app(app.port())
                        .limits(Small.limits(100, 1000))
                        .start()) {
            try (RawClient client = edge.connect()) {
                client.send(Small.request("POST /app/x HTTP/1.1", "Content-Length: 1001\r\n"));
                assertThat(client.read().status()).isEqualTo(413);
                client.expectClose();
            }
            try (RawClient client = edge.connect()) {
                client.send(Small.request("POST /app/x HTTP/1.1", "Transfer-Encoding: chunked\r\n"));
                client.send("3e9\r\n" + "x".repeat(1001) + "\r\n");
                Response response = client.read();
                assertThat(response.status()).isEqualTo(413);
                assertThat(response.closes()).isTrue();
                client.expectClose();
            }
        }
    }

    @Test
    void drainingFinishesWhatRunsAndTakesNothingNew() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        try (App app = App.playing(connection -> {
                    connection.readHead();
                    asked.countDown();
                    awaitQuietly(answer);
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone");
                });
                Edge edge = Small.site(folder, Routes.app("/app/*"))
                        .app(app.port())
                        .limits(Small.limits(100, 1000))
                        .start();
                RawClient running = edge.connect();
                RawClient idle = edge.connect();
                RawClient alsoIdle = edge.connect()) {
            // One on each of the edge's two loops: when both are closed, the drain has reached both.
            Small.expectUsable(idle);
            Small.expectUsable(alsoIdle);
            running.send(Small.get("/app/slow"));
            asked.await();

            CompletableFuture<Boolean> drained = CompletableFuture.supplyAsync(() -> {
                try {
                    return edge.listener().drain();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            idle.expectClose();
            alsoIdle.expectClose();
            assertThatThrownBy(() -> edge.connect().close()).isInstanceOf(ConnectException.class);
            idle.close();
            alsoIdle.close();
            assertThat(drained).isNotDone();
            answer.countDown();

            Response response = running.read();
            assertThat(response.text()).isEqualTo("done");
            assertThat(response.closes()).isTrue();
            running.expectClose();
            running.close();
            assertThat(drained.get()).isTrue();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void anAddressInUseIsRefusedWithItsName() throws IOException {
        try (Edge edge = Small.site(folder).start()) {
            InetSocketAddress taken = new InetSocketAddress(InetAddress.getLoopbackAddress(), edge.port());
            assertThatThrownBy(() -> edge.listener().listen(new ListenAddress(taken, false)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(":" + edge.port());
        }
    }
}
