package dev.slipway.cache;

import static dev.slipway.cache.Cases.LETTER;
import static dev.slipway.cache.Cases.RELOADING;
import static dev.slipway.cache.Cases.asking;
import static dev.slipway.cache.Cases.plan;
import static dev.slipway.cache.Cases.saying;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cache.Plan.Forward;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code immutable}. */
class Rfc8246Section2Test {
    private static final StoredResponse IMMUTABLE = saying("max-age=100, immutable");

    @Test
    void aReloadDoesNotRevalidateAFreshResponse() {
        for (CachePolicy policy : List.of(LETTER, RELOADING)) {
            assertThat(plan(policy, asking("max-age=0"), IMMUTABLE, 10)).isEqualTo(new Plan.Serve(10, 90));
        }
    }

    @Test
    void withoutItAReloadDoes() {
        for (CachePolicy policy : List.of(LETTER, RELOADING)) {
            assertThat(plan(policy, asking("max-age=0"), saying("max-age=100"), 10))
                    .isEqualTo(new Plan.Revalidate(Forward.REQUEST));
        }
    }

    @Test
    void aReloadThatTheUserForcesRevalidates() {
        for (CachePolicy policy : List.of(LETTER, RELOADING)) {
            assertThat(plan(policy, asking("no-cache"), IMMUTABLE, 10)).isEqualTo(new Plan.Revalidate(Forward.REQUEST));
        }
    }

    @Test
    void itOnlyAppliesWhileTheResponseIsFresh() {
        assertThat(plan(LETTER, asking("max-age=0"), IMMUTABLE, 100)).isEqualTo(new Plan.Revalidate(Forward.STALE));
    }

    @Test
    void anArgumentOfItMeansNothing() {
        assertThat(plan(LETTER, asking("max-age=0"), saying("max-age=100, immutable=0, immutable"), 10))
                .isEqualTo(new Plan.Serve(10, 90));
    }

    @Test
    void inARequestItMeansNothing() {
        assertThat(plan(LETTER, asking("max-age=0, immutable"), saying("max-age=100"), 10))
                .isEqualTo(new Plan.Revalidate(Forward.REQUEST));
    }

    @Test
    void itIsNoLifetime() {
        assertThat(saying("immutable").lifetimeSeconds(Cases.SAFE)).isZero();
    }
}
