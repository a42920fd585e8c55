package dev.slipway.check.timing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.check.CheckReport;
import dev.slipway.check.CheckRequest;
import dev.slipway.check.CheckTime;
import dev.slipway.testing.App;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

/** Load on real sockets: what is counted, and that waiting counts. */
class TimingCheckTest {
    private static final CheckTime TIME = new CheckTime(InstantSource.system(), System::nanoTime);
    private static final String WELL = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK";

    private static LoadTarget target(int port) {
        return new LoadTarget(
                "app", CheckRequest.get("http://127.0.0.1:" + port + "/"), null, LoadTarget.Protocol.HTTP_1, 2, false);
    }

    private static TimingCheck.Outcome time(List<LoadTarget> targets, List<Double> rates, int blocks)
            throws IOException, InterruptedException {
        return new TimingCheck(TIME, new Random(1))
                .run(
                        new TimingCheck.Order(
                                targets,
                                rates,
                                Duration.ofMillis(100),
                                Duration.ofMillis(100),
                                blocks,
                                95,
                                0.5,
                                List.of()),
                        percent -> {});
    }

    @Test
    void countsWhatWasAskedForAtEachRate() throws Exception {
        try (App app = App.answering(WELL)) {
            TimingCheck.Outcome outcome = time(List.of(target(app.port())), List.of(100.0, 200.0), 3);

            assertThat(outcome.result().rates())
                    .extracting(rate -> rate.targets().getFirst().requests())
                    .containsExactly(30L, 60L);
            assertThat(outcome.result().rates())
                    .allMatch(rate -> rate.targets().getFirst().failures() == 0);
            assertThat(outcome.result().rates().getLast().targets().getFirst().bytes())
                    .isEqualTo(120);
            assertThat(outcome.report().verdict()).isEqualTo(CheckReport.Verdict.PASSED);
            Histogram histogram = outcome.histograms().values().iterator().next();
            assertThat(histogram.getTotalCount()).isEqualTo(60);
            assertThat(TimingPlot.svg(outcome.histograms())).startsWith("<svg").contains("polyline");
            assertThat(TimingPlot.text(histogram)).isNotEmpty();
        }
    }

    /** An answer that takes 60 ms on two connections at 100 a second: those behind wait, and their waiting is theirs. */
    @Test
    void whoeverWaitsForAConnectionHasWaited() throws Exception {
        try (App app = App.playing(connection -> {
            while (!connection.readHead().isEmpty()) {
                pause();
                connection.send(WELL);
            }
        })) {
            TimingResult.Target measured = time(List.of(target(app.port())), List.of(100.0), 3)
                    .result()
                    .rates()
                    .getFirst()
                    .targets()
                    .getFirst();

            assertThat(measured.service().p50()).isGreaterThanOrEqualTo(60_000);
            assertThat(measured.latency().p99())
                    .isGreaterThan(2 * measured.service().p50());
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(60);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void sortsErrorsByKindAndFails() throws Exception {
        try (App app = App.answering("HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n")) {
            TimingCheck.Outcome outcome = time(List.of(target(app.port())), List.of(100.0), 2);

            assertThat(outcome.result().rates().getFirst().targets().getFirst().errors())
                    .containsOnlyKeys("status 503");
            assertThat(outcome.report().verdict()).isEqualTo(CheckReport.Verdict.FAILED);
            assertThat(outcome.report().findings().getFirst().rule()).isEqualTo("too-many-errors");
        }
    }

    @Test
    void aConnectionThatBreaksIsAnErrorAndIsOpenedAgain() throws Exception {
        try (App app = App.playing(connection -> {
            connection.readHead();
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
        })) {
            TimingResult.Target measured = time(List.of(target(app.port())), List.of(50.0), 2)
                    .result()
                    .rates()
                    .getFirst()
                    .targets()
                    .getFirst();

            assertThat(measured.requests()).isEqualTo(10);
            assertThat(measured.errors()).containsKey("connection lost");
        }
    }

    @Test
    void saysThatNobodyListens() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        LoadTarget nobody = target(port);

        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> time(List.of(nobody), List.of(10.0), 1)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("takes no connection");
    }

    @Test
    void findsTheSlowerOfTwo() throws Exception {
        try (App fast = App.answering(WELL);
                App slow = App.playing(connection -> {
                    while (!connection.readHead().isEmpty()) {
                        pause();
                        connection.send(WELL);
                    }
                })) {
            TimingCheck.Outcome outcome = time(List.of(target(fast.port()), target(slow.port())), List.of(200.0), 12);

            assertThat(outcome.result().evidence()).isEqualTo("interleaved");
            PairedStatistics.Comparison comparison =
                    java.util.Objects.requireNonNull(outcome.result().comparison());
            assertThat(comparison.verdict()).isEqualTo(PairedStatistics.Verdict.WORSE);
            assertThat(outcome.report().findings())
                    .extracting(finding -> finding.rule())
                    .containsExactly("slower");
        }
    }
}
