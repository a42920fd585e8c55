package dev.slipway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CachePolicyTest {
    /** After a rollback a route may store nothing; its cookies are kept from the app as before. */
    @Test
    void storingNothingLetsNoMoreCookiesThrough() {
        CachePolicy given = new CachePolicy(
                CacheMode.ORIGIN, List.of("lang"), List.of("utm_*"), Set.of("_ga"), Set.of("x-user"), true, true);
        assertThat(given.neverStoring())
                .isEqualTo(new CachePolicy(
                        CacheMode.NEVER,
                        List.of("lang"),
                        List.of("utm_*"),
                        Set.of("_ga"),
                        Set.of("x-user"),
                        true,
                        true));
    }
}
