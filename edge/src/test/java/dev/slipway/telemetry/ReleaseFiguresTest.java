package dev.slipway.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Figures by route, release and minute: kept apart, kept across restarts, and not for ever. */
class ReleaseFiguresTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    @TempDir
    Path folder;

    private static void visit(ReleaseFigures figures, String release, Instant at, int status, long millis) {
        ReleaseSeries series = java.util.Objects.requireNonNull(
                figures.series(new MinuteFigures.Key("shop", "production", "site", release), at.toEpochMilli()));
        series.record(new ExchangeEvent(
                at.toEpochMilli(),
                "id",
                InetAddress.getLoopbackAddress(),
                "GET",
                "h",
                "/",
                "",
                "shop",
                "production",
                "site",
                release,
                "hit",
                "",
                status,
                1_000,
                true,
                millis * 1_000_000,
                -1,
                "",
                CacheUse.ANSWERABLE));
    }

    private static List<ReleaseFigures.Figures> day(ReleaseFigures figures) {
        return figures.between("shop", "production", NOON.minus(Duration.ofDays(1)), NOON.plus(Duration.ofDays(1)));
    }

    @Test
    void keepsReleasesApart() {
        ReleaseFigures figures = new ReleaseFigures(null);
        visit(figures, "r1", NOON, 200, 10);
        visit(figures, "r1", NOON, 503, 20);
        visit(figures, "r2", NOON, 200, 30);

        assertThat(day(figures)).hasSize(2);
        ReleaseFigures.Figures first = day(figures).stream()
                .filter(each -> each.release().equals("r1"))
                .findFirst()
                .orElseThrow();
        assertThat(first.requests()).isEqualTo(2);
        assertThat(first.errors()).isEqualTo(1);
        assertThat(first.bytes()).isEqualTo(2_000);
        assertThat(first.spared()).isEqualTo(2);
        assertThat(first.latency().getMaxValue()).isBetween(19_000L, 21_000L);
    }

    @Test
    void knowsTheMinutesThatAreAskedFor() {
        ReleaseFigures figures = new ReleaseFigures(null);
        for (int minute = 0; minute < 5; minute++) {
            Instant at = NOON.plus(Duration.ofMinutes(minute));
            figures.tick(at);
            visit(figures, "r1", at, 200, 1);
        }

        List<ReleaseFigures.Figures> middle = figures.between(
                "shop", "production", NOON.plus(Duration.ofMinutes(1)), NOON.plus(Duration.ofMinutes(3)));

        assertThat(middle).extracting(ReleaseFigures.Figures::requests).containsExactly(3L);
    }

    @Test
    void tellsWhatHasComeSince() {
        ReleaseFigures figures = new ReleaseFigures(null);
        visit(figures, "r1", NOON, 500, 10);
        ReleaseFigures.Figures before = day(figures).getFirst();
        visit(figures, "r1", NOON, 200, 50);

        ReleaseFigures.Figures since = day(figures).getFirst().since(before);

        assertThat(since.requests()).isEqualTo(1);
        assertThat(since.errors()).isZero();
        assertThat(since.latency().getTotalCount()).isEqualTo(1);
    }

    @Test
    void survivesARestartAndADamagedLine() throws Exception {
        Path file = folder.resolve("figures.log");
        ReleaseFigures figures = new ReleaseFigures(file);
        visit(figures, "r1", NOON, 200, 10);
        figures.tick(NOON.plus(Duration.ofMinutes(3)));
        visit(figures, "r1", NOON.plus(Duration.ofMinutes(3)), 200, 10);
        figures.close();
        Files.writeString(file, "shop production site r1 2940", StandardOpenOption.APPEND);

        ReleaseFigures after = new ReleaseFigures(file);
        after.load(NOON.plus(Duration.ofMinutes(4)));

        assertThat(day(after)).extracting(ReleaseFigures.Figures::requests).containsExactly(2L);
        visit(after, "r1", NOON.plus(Duration.ofMinutes(4)), 200, 10);
        after.close();
        ReleaseFigures third = new ReleaseFigures(file);
        third.load(NOON.plus(Duration.ofMinutes(6)));
        assertThat(day(third)).extracting(ReleaseFigures.Figures::requests).containsExactly(3L);
        assertThat(Files.readAllLines(file).getFirst()).startsWith("shop production site r1 ");
    }

    @Test
    void forgetsWhatIsOlderThanTwoDays() throws Exception {
        Path file = folder.resolve("figures.log");
        ReleaseFigures figures = new ReleaseFigures(file);
        visit(figures, "r1", NOON, 200, 10);
        figures.close();

        ReleaseFigures after = new ReleaseFigures(file);
        after.load(NOON.plus(Duration.ofDays(3)));

        assertThat(after.between("shop", "production", NOON.minus(Duration.ofDays(9)), NOON.plus(Duration.ofDays(9))))
                .isEmpty();
    }

    @Test
    void theMetricsHaveTheLastHourByRelease() {
        ReleaseFigures figures = new ReleaseFigures(null);
        visit(figures, "r1", NOON.minus(Duration.ofHours(2)), 200, 10);
        visit(figures, "r2", NOON, 200, 10);
        figures.tick(NOON);
        try (NodeTelemetry telemetry = new NodeTelemetry(null, figures)) {
            assertThat(telemetry.scrape())
                    .contains(
                            "slipway_release_last_hour_requests{environment=\"production\",release=\"r2\",route=\"site\",site=\"shop\"} 1.0")
                    .doesNotContain("release=\"r1\"");
        }
    }
}
