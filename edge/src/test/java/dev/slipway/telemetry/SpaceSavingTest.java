package dev.slipway.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The promises of Metwally, Agrawal and El Abbadi (2005), against exact counts. */
class SpaceSavingTest {
    @Test
    void fewNamesAreCountedExactly() {
        SpaceSaving names = new SpaceSaving();
        for (int i = 0; i < 5; i++) {
            names.count("sessionid");
        }
        names.count("csrftoken");

        assertThat(names.top(3))
                .containsExactly(new CacheReport.Named("sessionid", 5, 5), new CacheReport.Named("csrftoken", 1, 1));
        assertThat(names.top(1)).hasSize(1);
    }

    @Test
    void countsOfAStreamWithManyNamesStayWithinTheirBounds() {
        Random random = new Random(7);
        SpaceSaving names = new SpaceSaving();
        Map<String, Long> exact = new HashMap<>();
        int all = 50_000;
        for (int i = 0; i < all; i++) {
            // Few are frequent, very many are rare.
            String name = "name-" + (int) Math.pow(1000, random.nextDouble() * random.nextDouble() * 2);
            names.count(name);
            exact.merge(name, 1L, Long::sum);
        }
        List<CacheReport.Named> found = names.top(1000);

        assertThat(exact).as("more names than entries").hasSizeGreaterThan(10 * SpaceSaving.ENTRIES);
        assertThat(found).hasSize(SpaceSaving.ENTRIES);
        for (CacheReport.Named named : found) {
            long truth = exact.getOrDefault(named.name(), 0L);
            assertThat(truth).as(named.name()).isBetween(named.atLeast(), named.atMost());
            assertThat(named.atMost() - truth).as(named.name()).isLessThanOrEqualTo(all / SpaceSaving.ENTRIES);
        }
        exact.forEach((name, truth) -> {
            if (truth > all / SpaceSaving.ENTRIES) {
                assertThat(found).extracting(CacheReport.Named::name).contains(name);
            }
        });
    }

    @Test
    void endlessNamesDoNotHideTheFrequentOneNorGrowAnything() {
        SpaceSaving names = new SpaceSaving();
        for (int i = 0; i < 100_000; i++) {
            names.count("junk-" + i);
            if (i % 10 == 0) {
                names.count("utm_source");
            }
        }
        assertThat(names.top(1000)).hasSize(SpaceSaving.ENTRIES);
        CacheReport.Named first = names.top(1).getFirst();
        assertThat(first.name()).isEqualTo("utm_source");
        assertThat(first.atLeast()).isBetween(8_000L, 10_000L);
        assertThat(first.atMost()).isGreaterThanOrEqualTo(10_000);
    }

    @Test
    void namesAreFitForATerminal() {
        SpaceSaving names = new SpaceSaving();
        names.count("a\u009b31mb\tc\u00e9");
        names.count("x".repeat(10_000));

        assertThat(names.top(2))
                .extracting(CacheReport.Named::name)
                .containsExactly("a?31mb?c?", "x".repeat(SpaceSaving.LONGEST_NAME));
    }
}
