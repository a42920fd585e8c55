package dev.slipway.cache;

import static dev.slipway.cache.Cases.LETTER;
import static dev.slipway.cache.Cases.NOON;
import static dev.slipway.cache.Cases.SAFE;
import static dev.slipway.cache.Cases.asking;
import static dev.slipway.cache.Cases.get;
import static dev.slipway.cache.Cases.plan;
import static dev.slipway.cache.Cases.saying;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cache.Plan.Forward;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code stale-while-revalidate}. */
class Rfc5861Section3Test {
    private static final StoredResponse WINDOW = saying("max-age=600, stale-while-revalidate=30");
    private static final Plan REVALIDATE = new Plan.Revalidate(Forward.STALE);

    @Test
    void aFreshResponseIsServedAsEver() {
        assertThat(plan(get(), WINDOW, 599)).isEqualTo(new Plan.Serve(599, 1));
    }

    @Test
    void afterItBecomesStaleItIsServedUpToTheIndicatedSeconds() {
        assertThat(plan(get(), WINDOW, 600)).isEqualTo(new Plan.ServeStaleWhileRevalidating(600, 0));
        assertThat(plan(get(), WINDOW, 630)).isEqualTo(new Plan.ServeStaleWhileRevalidating(630, -30));
    }

    @Test
    void beyondTheWindowItIsRevalidatedFirst() {
        assertThat(plan(get(), WINDOW, 631)).isEqualTo(REVALIDATE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "max-age=600",
                "max-age=600, stale-while-revalidate",
                "max-age=600, stale-while-revalidate=0",
                "max-age=600, stale-while-revalidate=-5",
                "max-age=600, stale-while-revalidate=x",
                "max-age=600, stale-while-revalidate=5, stale-while-revalidate=1",
                "max-age=600, stale-while-revalidate=30, must-revalidate",
                "max-age=600, stale-while-revalidate=30, proxy-revalidate",
                "max-age=600, stale-while-revalidate=30, no-cache"
            })
    void withoutAValidWindowOrAgainstAnotherDirectiveItIsNot(String control) {
        assertThat(plan(get(), saying(control), 602)).isEqualTo(REVALIDATE);
    }

    @Test
    void besideSMaxageTheWindowIsTheAppsOwnWord() {
        assertThat(plan(get(), saying("s-maxage=600, stale-while-revalidate=30"), 610))
                .isEqualTo(new Plan.ServeStaleWhileRevalidating(610, -10));
        assertThat(plan(get(), saying("s-maxage=600"), 610)).isEqualTo(REVALIDATE);
    }

    @Test
    void noWindowBridgesAPurge() {
        assertThat(Reuse.plan(get(), WINDOW, false, Reuse.Standing.PURGED, SAFE, NOON + 1_000))
                .isEqualTo(REVALIDATE);
        assertThat(Reuse.plan(get(), WINDOW, false, Reuse.Standing.PURGED, SAFE, NOON + 610_000))
                .isEqualTo(REVALIDATE);
    }

    @Test
    void itAppliesToATargetedFieldToo() {
        StoredResponse stored = Cases.stored("CDN-Cache-Control", "max-age=10, stale-while-revalidate=30");
        assertThat(plan(get(), stored, 20)).isEqualTo(new Plan.ServeStaleWhileRevalidating(20, -10));
    }

    @Test
    void whoSaysMaxAgeWantsNothingStale() {
        assertThat(plan(LETTER, asking("max-age=1000"), WINDOW, 610)).isEqualTo(REVALIDATE);
        assertThat(plan(LETTER, asking("max-age=1000, max-stale=20"), WINDOW, 610))
                .isEqualTo(new Plan.Serve(610, -10));
    }

    @Test
    void whoWantsOnlyWhatIsStoredGetsItAndNobodyIsAsked() {
        assertThat(plan(asking("only-if-cached"), WINDOW, 610)).isEqualTo(new Plan.Serve(610, -10));
        assertThat(plan(asking("only-if-cached"), WINDOW, 631)).isEqualTo(new Plan.Refuse());
    }
}
