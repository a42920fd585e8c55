package dev.slipway.check.timing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.slipway.check.CheckRequest;
import dev.slipway.check.CheckTime;
import dev.slipway.testing.App;
import io.netty.channel.IoEventLoop;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What the generator is late by, and what is not its fault. */
class LoadGeneratorTest {
    private static final Duration HELD = Duration.ofMillis(800);

    /** One connection, and an answer that is held back until every other request is due: these wait for the connection alone. */
    @Test
    void waitingForAConnectionIsNoLatenessOfTheGenerator() throws Exception {
        CountDownLatch allDue = new CountDownLatch(1);
        long begun = System.nanoTime();
        CheckTime watched = new CheckTime(InstantSource.system(), () -> {
            long now = System.nanoTime();
            if (now - begun > HELD.toNanos()) {
                allDue.countDown();
            }
            return now;
        });
        try (App app = App.playing(connection -> {
                    while (!connection.readHead().isEmpty()) {
                        await(allDue);
                        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK");
                    }
                });
                LoadGenerator generator = new LoadGenerator(oneConnection(app.port()), watched)) {
            generator.open();

            Block block = generator.run(100, Duration.ofMillis(300));

            assertThat(block.latency().getTotalCount()).isEqualTo(30);
            assertThat(block.lag().getMean() + block.service().getMean())
                    .isLessThan(0.9 * block.latency().getMean());
        }
    }

    private static LoadTarget oneConnection(int port) {
        CheckRequest request = CheckRequest.get("http://127.0.0.1:" + port + "/");
        return new LoadTarget("app", request, null, LoadTarget.Protocol.HTTP_1, 1, false);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The JDK's selectors wait in whole milliseconds, which would be added to every latency. */
    @Test
    void waitsInNanosecondsWhereTheSystemCan() throws Exception {
        assumeThat(Epoll.isAvailable()).isTrue();
        try (SendingLoop sending = new SendingLoop()) {
            assertThat(((IoEventLoop) sending.loop()).isIoType(EpollIoHandler.class))
                    .isTrue();
            assertThat(SendingLoop.channelType().getSimpleName()).startsWith("Epoll");
            List<String> slack = sending.loop()
                    .submit(() -> Files.readAllLines(SendingLoop.slackOfThisThread()))
                    .get();
            assertThat(slack).containsExactly("1");
        }
    }
}
