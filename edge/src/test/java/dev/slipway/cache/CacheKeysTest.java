package dev.slipway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CacheKeysTest {
    private static final CacheKeys KEYS = new CacheKeys(CachePolicy.DEFAULT);
    private static final CacheKeys IGNORING = new CacheKeys(
            new CachePolicy(CacheMode.ORIGIN, List.of(), List.of("utm_*", "fbclid"), Set.of(), Set.of(), false, false));

    @Test
    void differentSchemesHostsPortsPathsAndQueriesHaveDifferentKeys() {
        assertThat(Set.of(
                        KEYS.key("http", "a.test", "/"),
                        KEYS.key("https", "a.test", "/"),
                        KEYS.key("http", "b.test", "/"),
                        KEYS.key("http", "a.test:8080", "/"),
                        KEYS.key("http", "a.test", "/8080"),
                        KEYS.key("http", "a.test", "/?"),
                        KEYS.key("http", "a.test", "/?a=1"),
                        KEYS.key("http", "a.test", "/?a=1&b=2"),
                        KEYS.key("http", "a.test", "/?b=2&a=1"),
                        KEYS.key("http", "a.test", "/A"),
                        KEYS.key("http", "a.test", "/a"),
                        KEYS.key("http", "a.test", "/%61")))
                .hasSize(12);
    }

    @Test
    void theSchemesOwnPortIsLeftOut() {
        assertThat(KEYS.key("http", "a.test:80", "/")).isEqualTo(KEYS.key("http", "a.test", "/"));
        assertThat(KEYS.key("https", "a.test:443", "/")).isEqualTo(KEYS.key("https", "a.test", "/"));
        assertThat(KEYS.key("https", "[::1]:443", "/")).isEqualTo(KEYS.key("https", "[::1]", "/"));
        assertThat(KEYS.key("https", "a.test:80", "/")).isNotEqualTo(KEYS.key("https", "a.test", "/"));
    }

    @Test
    void aKeyStandsForItsUrl() {
        assertThat(CacheKeys.url(KEYS.key("http", "a.test:8080", "/b?c"))).isEqualTo("http://a.test:8080/b?c");
        assertThat(CacheKeys.url(KEYS.key("https", "a.test", "/b?c"))).isEqualTo("https://a.test/b?c");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "/a?utm_source=x /a",
                "/a?utm_source=x&b=1 /a?b=1",
                "/a?b=1&utm_source=x&c=2&fbclid=y /a?b=1&c=2",
                "/a?fbclid /a",
                "/a?fbclids=1 /a?fbclids=1",
                "/a?Utm_source=x /a?Utm_source=x",
                "/a?b=utm_source /a?b=utm_source",
                "/a?b&c /a?b&c",
                "/utm_source=x /utm_source=x"
            })
    void ignoredParametersAreLeftOutAndTheOrderOfTheOthersStays(String target, String kept) {
        assertThat(IGNORING.withoutIgnored(target)).isEqualTo(kept);
    }
}
