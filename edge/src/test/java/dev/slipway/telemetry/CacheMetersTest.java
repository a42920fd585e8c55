package dev.slipway.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What is counted of the cache for one route. */
class CacheMetersTest {
    private final CacheMeters meters = new CacheMeters();

    private void record(String outcome, String detail, int status, CacheUse use) {
        meters.record(Events.cached(outcome, detail, status, use));
    }

    private Map<String, Long> bypasses() {
        Map<String, Long> bypasses = new HashMap<>();
        meters.eachBypass(bypasses::put);
        return bypasses;
    }

    @Test
    void everyOutcomeHasItsCount() {
        for (String outcome : List.of("hit", "hit", "stale", "collapsed", "revalidated", "miss", "bypass")) {
            record(outcome, "", 200, CacheUse.ANSWERABLE);
        }
        record("refused", "app-unreachable", 502, CacheUse.ANSWERABLE);
        CacheReport report = meters.report();

        assertThat(report).isEqualTo(new CacheReport(2, 1, 1, 1, 1, 1, 1, List.of(), List.of()));
        assertThat(report.requests()).isEqualTo(8);
    }

    @Test
    void whatTheCacheCouldNotAnswerAndWhatTheClientsConditionsRefuseDoNotCount() {
        record("bypass", "", 200, CacheUse.NONE);
        record("bypass", "never", 200, CacheUse.NONE);
        record("refused", "precondition", 412, CacheUse.ANSWERABLE);
        record("release", "", 200, CacheUse.NONE);

        assertThat(meters.report()).isEqualTo(CacheReport.EMPTY);
        assertThat(bypasses()).containsOnly(Map.entry("method", 1L), Map.entry("never", 1L));
    }

    @Test
    void aReasonIsItsClassAndReasonsAreBounded() {
        record("bypass", "personal request: cookie a", 200, CacheUse.personal("cookie a"));
        record("bypass", "personal request: cookie b", 200, CacheUse.personal("cookie b"));
        assertThat(bypasses()).containsExactly(Map.entry("personal-request", 2L));
        for (int i = 0; i < 1000; i++) {
            record("bypass", "reason-" + i, 200, CacheUse.ANSWERABLE);
        }
        assertThat(bypasses()).hasSizeLessThanOrEqualTo(51).containsKey("other");
        assertThat(bypasses().values().stream().mapToLong(Long::longValue).sum())
                .isEqualTo(1002);
    }

    @Test
    void onlyCookiesAreNamedAsCookies() {
        record("bypass", "personal request: Authorization", 200, CacheUse.personal("Authorization"));
        record("bypass", "personal request: cookie sid", 200, CacheUse.personal("cookie sid"));

        assertThat(meters.report().cookies()).containsExactly(new CacheReport.Named("sid", 1, 1));
    }

    @Test
    void severalLoopsLoseNothing() throws InterruptedException {
        int loops = 4;
        int each = 5_000;
        CountDownLatch done = new CountDownLatch(loops);
        for (int loop = 0; loop < loops; loop++) {
            Thread.ofPlatform().start(() -> {
                for (int i = 0; i < each; i++) {
                    record("hit", "", 200, CacheUse.ANSWERABLE);
                    record("bypass", "personal request: cookie sid", 200, CacheUse.personal("cookie sid"));
                }
                done.countDown();
            });
        }
        done.await();
        CacheReport report = meters.report();

        assertThat(report.hits()).isEqualTo(loops * each);
        assertThat(report.cookies()).containsExactly(new CacheReport.Named("sid", loops * each, loops * each));
    }
}
