package dev.slipway.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Which query parameters are blamed for which misses. */
class QueryCostsTest {
    private final QueryCosts costs = new QueryCosts(42);

    private Map<String, Long> after(String... urls) {
        Arrays.stream(urls).forEach(costs::missed);
        return counted();
    }

    private Map<String, Long> counted() {
        return costs.top(1000).stream().collect(Collectors.toMap(CacheReport.Named::name, CacheReport.Named::atLeast));
    }

    @Test
    void eachFurtherValueOnOnePageCosts() {
        assertThat(after("http://h/p?utm=a", "http://h/p?utm=b", "http://h/p?utm=c"))
                .containsExactly(entry("utm", 2L));
    }

    @Test
    void theFirstValueOnEachPageCostsNothing() {
        assertThat(after("http://h/a?utm=a", "http://h/b?utm=b", "http://g/a?utm=c"))
                .isEmpty();
    }

    @Test
    void theSameUrlAgainIsNoParametersFault() {
        assertThat(after("http://h/p?utm=a", "http://h/p?utm=a", "http://h/p", "http://h/p"))
                .isEmpty();
    }

    @Test
    void aPageThatWasAskedWithoutTheParameterHasBeenAskedBefore() {
        assertThat(after("http://h/p?q=1", "http://h/p?q=1&utm=a")).containsExactly(entry("utm", 1L));
    }

    @Test
    void onlyTheParameterThatExplainsTheMissIsBlamed() {
        assertThat(after(
                        "http://h/p?lang=de&gclid=1&x=0",
                        "http://h/p?lang=de&gclid=2&x=0",
                        "http://h/p?lang=de&gclid=3&x=0"))
                .containsExactly(entry("gclid", 2L));
    }

    @Test
    void thoseThatChangeTogetherAreBlamedTogether() {
        assertThat(after("http://h/p?s=a&m=b&k=1", "http://h/p?s=c&m=d&k=1"))
                .containsOnly(entry("s", 1L), entry("m", 1L));
    }

    @Test
    void aRepeatedParameterIsOne() {
        assertThat(after("http://h/p?a=1&b=0&a=2", "http://h/p?a=3&b=0", "http://h/p?a=1&b=0&a=4"))
                .containsExactly(entry("a", 2L));
    }

    @Test
    void oddQueriesAreNoTrouble() {
        assertThat(after("http://h/p?", "http://h/p?&&", "http://h/p?=1", "http://h/p?=2", "?", "", "http://h/p?a"))
                .doesNotContainKey("");
        costs.missed("http://h/p?" + "&".repeat(30_000));
        assertThat(after("http://h/q?a", "http://h/q?a=", "http://h/q?a=1")).containsEntry("a", 2L);
    }

    @Test
    void onlyTheFirstParametersAreLookedAt() {
        String many = "http://h/p?" + "c=1&".repeat(QueryCosts.MOST_PARAMETERS);
        assertThat(after(many + "late=1", many + "late=2")).isEmpty();
    }

    @Test
    void endlessNamesAndPathsDoNotGrowWhatIsKept() {
        for (int i = 0; i < 100_000; i++) {
            costs.missed("http://h/p?n" + i + "=" + i);
            costs.missed("http://h/p" + i + "?n=1");
        }
        assertThat(costs.top(1_000_000)).hasSizeLessThanOrEqualTo(SpaceSaving.ENTRIES);
    }

    /** Against sets that forget nothing: never more than these, and hardly less while the pages fit. */
    @Test
    void theSketchErrsLittleAndOnlyDownwards() {
        Random random = new Random(11);
        Set<String> exact = new HashSet<>();
        long truth = 0;
        for (int i = 0; i < 20_000; i++) {
            String page = "http://h/p" + random.nextInt(300);
            String url = page + "?id=" + random.nextInt(1000);
            boolean known = !exact.add(url);
            truth += known || exact.add(page) ? 0 : 1;
            if (!known) {
                costs.missed(url);
            }
        }
        long counted = counted().getOrDefault("id", 0L);
        assertThat(counted).isLessThanOrEqualTo(truth).isGreaterThan(truth * 8 / 10);
    }
}
