package dev.slipway.ship;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.RouteFigures;
import dev.slipway.api.Run;
import dev.slipway.api.WindowFigures;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Met, missed beyond doubt, or inconclusive with its reason. */
class GradesTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    /** So many requests, evenly spread up to that latency. */
    private static RouteFigures figures(String route, long requests, long errors, long bytes, long slowestMillis) {
        List<RouteFigures.Latency> latency = new ArrayList<>();
        for (int i = 1; i <= 100; i++) {
            latency.add(new RouteFigures.Latency(slowestMillis * 10 * i, requests / 100));
        }
        return new RouteFigures(
                route, "r2", requests, errors, bytes, 50.0, requests / 10, requests / 20, 0, 0, 0, latency);
    }

    private static Run.Graded grade(String expectation, List<RouteFigures> after, List<RouteFigures> before) {
        Run.Grading grading = new Run.Grading(NOW, NOW, 100, List.of(expectation), true, List.of());
        return new Grades()
                .grade(grading, new WindowFigures(after, MINUTE, before, before, MINUTE.multipliedBy(10)))
                .getFirst();
    }

    private static String verdict(String expectation, RouteFigures after) {
        return grade(expectation, List.of(after), List.of()).verdict();
    }

    @Test
    void judgesLatencies() {
        RouteFigures site = figures("site", 10_000, 0, 0, 100);

        assertThat(verdict("p95 site <= 96ms", site)).isEqualTo("met");
        assertThat(verdict("p95 site <= 80ms", site)).isEqualTo("missed");
        assertThat(verdict("p95 * <= 96ms", site)).isEqualTo("met");
    }

    @Test
    void whatChanceMayExplainIsInconclusive() {
        RouteFigures few = figures("site", 200, 1, 0, 100);

        // One error of 200 may well come of a rate of 0.1 %.
        assertThat(verdict("errors site <= 0.1%", few)).isEqualTo("inconclusive");
        assertThat(grade("errors site <= 0.1%", List.of(few), List.of()).measured())
                .contains("chance may explain it");
        assertThat(verdict("errors site <= 0.1%", figures("site", 2_000, 100, 0, 100)))
                .isEqualTo("missed");
        assertThat(verdict("errors site <= 0.1%", figures("site", 200, 0, 0, 100)))
                .isEqualTo("met");
    }

    @Test
    void aRouteWithoutTrafficIsInconclusiveAndSaysSo() {
        Run.Graded graded = grade("p95 elsewhere <= 1ms", List.of(figures("site", 10_000, 0, 0, 100)), List.of());

        assertThat(graded.verdict()).isEqualTo("inconclusive");
        assertThat(graded.measured()).isEqualTo("0 requests to elsewhere; it takes 100");
    }

    @Test
    void comparesWithTheReleaseBefore() {
        List<RouteFigures> before = List.of(figures("site", 100_000, 0, 100_000_000, 100));
        List<RouteFigures> smaller = List.of(figures("site", 100_000, 0, 70_000_000, 100));

        assertThat(grade("bytes site <= -20%", smaller, before).verdict()).isEqualTo("met");
        assertThat(grade("bytes site <= -40%", smaller, before).verdict()).isEqualTo("missed");
        assertThat(grade("bytes site <= -20%", smaller, List.of()).verdict()).isEqualTo("inconclusive");
        assertThat(grade("bytes site <= -20%", smaller, List.of()).measured())
                .contains("0 requests of the release before");
    }

    @Test
    void howOftenRequestsComeIsComparedWithTheMinutesBefore() {
        List<RouteFigures> tenMinutes = List.of(figures("site", 10_000, 0, 0, 100));

        assertThat(grade("requests * >= -10%", List.of(figures("site", 1_000, 0, 0, 100)), tenMinutes)
                        .verdict())
                .isEqualTo("met");
        assertThat(grade("requests * >= -10%", List.of(figures("site", 500, 0, 0, 100)), tenMinutes)
                        .verdict())
                .isEqualTo("missed");
        Run.Graded none = grade("requests * >= -10%", List.of(), tenMinutes);
        assertThat(none.verdict()).isEqualTo("missed");
        assertThat(none.measured()).contains("0 requests, 1000 by the minutes before");
        assertThat(grade("requests * >= -10%", List.of(), List.of(figures("site", 500, 0, 0, 100)))
                        .measured())
                .contains("it would be 50 requests; it takes 100");
    }

    @Test
    void ofHitsOnlyWhatTheCacheCouldHaveAnsweredCounts() {
        // 20 answerable of 200: half of so few may come of much.
        assertThat(verdict("hits site >= 70%", figures("site", 200, 0, 0, 100))).isEqualTo("inconclusive");
    }

    @Test
    void whatWasBeforeStandsBesideWhatIs() {
        RouteFigures site = figures("site", 1_000, 0, 0, 100);

        assertThat(grade("p95 site <= 96ms", List.of(site), List.of(figures("site", 1_000, 0, 0, 50)))
                        .measured())
                .contains("1000 requests, before 47.5 ms");
    }

    @Test
    void countsAndHitsAreWhatTheyAre() {
        RouteFigures site = figures("site", 1_000, 0, 0, 100);

        assertThat(verdict("requests * >= 1000", site)).isEqualTo("met");
        assertThat(verdict("requests * >= 1001", site)).isEqualTo("missed");
        assertThat(verdict("hits site >= 40%", site)).isEqualTo("met");
        assertThat(verdict("hits site >= 70%", site)).isEqualTo("missed");
    }
}
