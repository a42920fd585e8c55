package dev.slipway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an object is stored under. */
class CacheKeysTest {
    private static final CacheKeys KEYS = new CacheKeys(CachePolicy.DEFAULT);
    private static final CacheKeys CAMPAIGNS = new CacheKeys(
            new CachePolicy(CacheMode.ORIGIN, List.of(), List.of("utm_*", "fbclid"), Set.of(), Set.of(), false, false));

    @Test
    void aKeyHoldsSchemeHostPathAndQuery() {
        assertThat(KEYS.key("https", "shop", "/a?b=1")).isEqualTo("https://shop/a?b=1");
    }

    @Test
    void anotherSchemeHostOrPortIsAnotherKey() {
        assertThat(Set.of(
                        KEYS.key("http", "shop", "/a"),
                        KEYS.key("https", "shop", "/a"),
                        KEYS.key("http", "blog", "/a"),
                        KEYS.key("http", "shop:8080", "/a")))
                .hasSize(4);
    }

    @ParameterizedTest
    @CsvSource({
        "http,shop:80,http://shop/",
        "https,shop:443,https://shop/",
        "http,shop:443,http://shop:443/",
        "https,shop:80,https://shop:80/",
        "http,shop:8080,http://shop:8080/",
        "http,shop:180,http://shop:180/",
        "http,[::1]:80,http://[::1]/",
        "http,[::80],http://[::80]/"
    })
    void theDefaultPortIsLeftOut(String scheme, String authority, String key) {
        assertThat(KEYS.key(scheme, authority, "/")).isEqualTo(key);
    }

    @ParameterizedTest
    @CsvSource({
        "/A,/a",
        "/%61,/a",
        "/a/,/a",
        "/a//b,/a/b",
        "/a;x,/a",
        "/a%2fb,/a/b",
        "/a%2Fb,/a%2fb",
        "/a?,/a",
        "/a?b&c,/a?c&b"
    })
    void thePathAndQueryStayAsSent(String one, String two) {
        assertThat(KEYS.key("http", "shop", one)).isNotEqualTo(KEYS.key("http", "shop", two));
    }

    @ParameterizedTest
    @CsvSource({
        "/a,/a",
        "/a?,/a?",
        "/a?b=1,/a?b=1",
        "/a?utm_source=x,/a",
        "/a?utm_source,/a",
        "/a?utm_=x&b=1,/a?b=1",
        "/a?b=1&fbclid=x&c=2,/a?b=1&c=2",
        "/a?c=2&b=1&utm_x=1,/a?c=2&b=1",
        "/a?b=utm_source=x,/a?b=utm_source=x",
        "/a?fbclids=x,/a?fbclids=x",
        "/a?UTM_source=x,/a?UTM_source=x",
        "/a?utm%5Fsource=x,/a?utm%5Fsource=x",
        "/utm_x=1?b,/utm_x=1?b",
        "/a?b=1?utm_x=2,/a?b=1?utm_x=2"
    })
    void parametersThatTheRouteIgnoresAreLeftOut(String target, String kept) {
        assertThat(CAMPAIGNS.withoutIgnored(target)).isEqualTo(kept);
        assertThat(CAMPAIGNS.key("http", "shop", target)).isEqualTo("http://shop" + kept);
    }
}
