package dev.slipway.cache;

import static dev.slipway.cache.Law.LETTER;
import static dev.slipway.cache.Law.SAFE;
import static dev.slipway.cache.Law.date;
import static dev.slipway.cache.Law.stored;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Heuristic freshness. */
class Rfc9111Section4_2_2Test {
    private static final CachePolicy ASKED =
            new CachePolicy(CacheMode.ORIGIN, List.of(), List.of(), Set.of(), Set.of(), true, false);

    @Test
    void aTenthOfTheTimeSinceTheLastChange() {
        assertThat(stored("Date", date(0), "Last-Modified", date(-600)).lifetimeSeconds(LETTER))
                .isEqualTo(60);
        assertThat(stored("Date", date(-100), "Last-Modified", date(-600)).lifetimeSeconds(LETTER))
                .isEqualTo(50);
    }

    @Test
    void aDayAtMost() {
        assertThat(stored("Last-Modified", date(-100_000_000)).lifetimeSeconds(LETTER))
                .isEqualTo(86_400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"max-age=5", "s-maxage=5"})
    void neverBesideAnExplicitLifetime(String control) {
        assertThat(stored("Cache-Control", control, "Last-Modified", date(-600_000))
                        .lifetimeSeconds(LETTER))
                .isEqualTo(5);
    }

    @Test
    void neverWithoutLastModified() {
        assertThat(stored("Date", date(0), "ETag", "\"a\"").lifetimeSeconds(LETTER))
                .isZero();
        assertThat(stored("Last-Modified", "long ago").lifetimeSeconds(LETTER)).isZero();
    }

    @Test
    void aChangeInTheFutureMakesNothingFresh() {
        assertThat(stored("Date", date(0), "Last-Modified", date(600)).lifetimeSeconds(LETTER))
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 203, 204, 206, 300, 301, 308, 404, 405, 410, 414, 501})
    void forStatusesThatAreDefinedAsHeuristicallyCacheable(int status) {
        assertThat(stored(status, "Last-Modified", date(-600)).lifetimeSeconds(LETTER))
                .isEqualTo(60);
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 202, 299, 302, 303, 307, 400, 403, 500, 502, 503, 599})
    void forOthersOnlyWhereTheySayPublic(int status) {
        assertThat(stored(status, "Last-Modified", date(-600)).lifetimeSeconds(LETTER))
                .isZero();
        assertThat(stored(status, "Last-Modified", date(-600), "Cache-Control", "public")
                        .lifetimeSeconds(LETTER))
                .isEqualTo(60);
    }

    @Test
    void onASafeRouteOnlyWhereTheRouteAsksForIt() {
        StoredResponse stored = stored("Last-Modified", date(-600));
        assertThat(stored.lifetimeSeconds(SAFE)).isZero();
        assertThat(stored.lifetimeSeconds(ASKED)).isEqualTo(60);
    }
}
