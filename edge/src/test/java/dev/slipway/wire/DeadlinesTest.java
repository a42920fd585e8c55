package dev.slipway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.site.Limits;
import dev.slipway.testing.App;
import dev.slipway.testing.Edge;
import dev.slipway.testing.RawClient;
import dev.slipway.testing.RawClient.Response;
import dev.slipway.testing.Routes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What may be waited for, and how long; the edge's clock is moved on by the test. */
class DeadlinesTest {
    private static final Duration MOMENT = Duration.ofSeconds(1);

    private final CountDownLatch asked = new CountDownLatch(1);
    private App app;
    private Edge edge;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        app = App.playing(connection -> {
            connection.readHead();
            connection.socket().getInputStream().readNBytes(3);
            asked.countDown();
            connection.awaitEnd();
        });
        edge = Small.site(folder, Routes.app("/app/*")).app(app.port()).start();
    }

    @AfterEach
    void stop() throws IOException {
        edge.close();
        app.close();
    }

    private static Duration beyond(Duration limit) {
        return limit.plus(MOMENT);
    }

    @Test
    void aSlowHeadIs408() throws IOException {
        try (RawClient client = edge.connect()) {
            client.send(Small.get("/b") + "GET /a HT");
            assertThat(client.read().status()).isEqualTo(200);
            edge.skip(beyond(Limits.DEFAULT.headTime()));
            Response response = client.read();
            assertThat(response.status()).isEqualTo(408);
            assertThat(response.closes()).isTrue();
            client.expectClose();
        }
    }

    @Test
    void aSlowBodyIs408() throws Exception {
        try (RawClient client = edge.connect()) {
            client.send(Small.request("POST /app/x HTTP/1.1", "Content-Length: 10\r\n") + "abc");
            asked.await();
            edge.skip(beyond(Limits.DEFAULT.bodyTime()));
            Response response = client.read();
            assertThat(response.status()).isEqualTo(408);
            client.expectClose();
        }
    }

    @Test
    void aBodyThatIsDroppedIsNotWaitedForEither() throws IOException {
        try (RawClient client = edge.connect()) {
            client.send(Small.request("POST /a HTTP/1.1", "Content-Length: 10\r\n") + "abc");
            assertThat(client.read().status()).isEqualTo(405);
            edge.skip(beyond(Limits.DEFAULT.bodyTime()));
            client.expectClose();
        }
        Edge.await("the connection is gone", () -> edge.listener().connections() == 0);
    }

    @Test
    void anIdleConnectionIsClosed() throws IOException {
        try (RawClient fresh = edge.connect();
                RawClient used = edge.connect()) {
            Small.expectUsable(used);
            Edge.await("both are open", () -> edge.listener().connections() == 2);
            edge.skip(beyond(Limits.DEFAULT.idleTime()));
            fresh.expectClose();
            // The look that closed the other saw that this one had been used; from there on it is idle.
            edge.skip(beyond(Limits.DEFAULT.idleTime()));
            used.expectClose();
        }
    }

    @Test
    void aConnectionThatIsUsedBetweenTwoLooksIsNotIdle() throws IOException {
        Duration most = Limits.DEFAULT.idleTime().minus(MOMENT);
        try (RawClient busy = edge.connect()) {
            for (int i = 0; i < 3; i++) {
                Small.expectUsable(busy);
                // Another connection that goes idle shows that the edge has looked since.
                try (RawClient idle = edge.connect()) {
                    Small.expectUsable(busy);
                    long deadline = System.nanoTime() + Duration.ofMillis(1200).toNanos();
                    Edge.await("two looks have passed", () -> System.nanoTime() > deadline);
                    Small.expectUsable(idle);
                }
                edge.skip(most);
            }
            Small.expectUsable(busy);
        }
    }

    @Test
    void aReaderWhoTakesNothingIsCutOff() throws IOException {
        try (RawClient client = RawClient.narrow(edge.port())) {
            client.send(Small.get("/big").repeat(10));
            Edge.await("the edge is asked", () -> edge.listener().connections() == 1);
            client.readBytes(1000);
            Edge.await("the edge gives up", () -> {
                edge.skip(Limits.DEFAULT.bodyTime());
                return edge.listener().connections() == 0;
            });
            assertThat(client.readUntilGone()).isLessThan(10L * Small.BIG);
        }
        Edge.await("it is recorded", () -> edge.recorder().recorded() > 0);
        assertThat(edge.recorder().events()).anyMatch(event -> !event.complete());
    }

    @Test
    void aClientThatNeverClosesItsSideIsLeft() throws IOException {
        try (RawClient client = edge.connect()) {
            client.send(Small.request("GET /a HTTP/1.1", "Connection: close\r\n"));
            assertThat(client.read().status()).isEqualTo(200);
            client.expectClose();
            Edge.await("the edge closes altogether", () -> {
                edge.skip(MOMENT);
                return edge.listener().connections() == 0;
            });
        }
    }
}
