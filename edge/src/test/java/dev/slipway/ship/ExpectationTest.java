package dev.slipway.ship;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The grammar of expectations, and what it says of texts that are none. */
class ExpectationTest {
    @ParameterizedTest
    @CsvSource({
        "p95 products <= 120ms, LATENCY, 95, products, <=, 120000, false",
        "p99.9 * < 1.5s, LATENCY, 99.9, *, <, 1500000, false",
        "errors * <= 0.1%, ERRORS, 0, *, <=, 0.001, false",
        "bytes products <= -20%, BYTES, 0, products, <=, -0.2, true",
        "bytes site <= 40KiB, BYTES, 0, site, <=, 40960, false",
        "hits site >= 60%, HITS, 0, site, >=, 0.6, false",
        "p50 site <= +5%, LATENCY, 50, site, <=, 0.05, true",
        "requests * >= 100, REQUESTS, 0, *, >=, 100, false"
    })
    void reads(
            String text,
            Expectation.Metric metric,
            double percentile,
            String route,
            String comparison,
            double value,
            boolean relative)
            throws Exception {
        assertThat(Expectation.parse(text))
                .isEqualTo(new Expectation(text, metric, percentile, route, comparison, value, relative));
    }

    @ParameterizedTest
    @CsvSource({
        "p95 products 120ms, a metric",
        "speed products <= 120ms, the metric \"speed\"",
        "p95 products = 120ms, one of <= >= < >",
        "p95 products <= fast, a time such as 120ms",
        "p95 products <= 120, a time such as 120ms",
        "errors * <= 3, a share such as 0.1%",
        "bytes * <= -20KiB, a percentage behind a sign",
        "requests * >= 1.2MB, a number such as 100"
    })
    void says(String text, String part) {
        assertThatThrownBy(() -> Expectation.parse(text))
                .isInstanceOf(Expectation.Malformed.class)
                .hasMessageContaining(part);
    }

    @Test
    void holdsAtItsEdge() throws Exception {
        assertThat(Expectation.parse("p95 x <= 100ms").holds(100_000)).isTrue();
        assertThat(Expectation.parse("p95 x < 100ms").holds(100_000)).isFalse();
        assertThat(Expectation.parse("hits x >= 50%").holds(0.5)).isTrue();
    }
}
