package dev.slipway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.http.Fields;
import dev.slipway.http.ResponseHead;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Invalidation. */
class Rfc9111Section4_4Test {
    private static final CachePolicy POLICY =
            new CachePolicy(CacheMode.ORIGIN, List.of(), List.of("utm_*"), Set.of(), Set.of(), false, false);
    private static final CacheKeys KEYS = new CacheKeys(POLICY);

    private static List<String> keys(String method, String url, int status, String... fields) {
        Fields none = Fields.EMPTY;
        CacheRequest request = new CacheRequest(method, url, none, false, RequestDirectives.NONE);
        return Invalidation.keys(request, new ResponseHead(status, Fields.of(fields)), KEYS);
    }

    private static List<String> posted(String... fields) {
        return keys("POST", Cases.KEY, 201, fields);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "PURGE", "BREW", "get", "PROPFIND"})
    void theTargetIsInvalidatedByUnsafeAndByUnknownMethods(String method) {
        assertThat(keys(method, Cases.KEY, 200)).containsExactly(Cases.KEY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "OPTIONS", "TRACE"})
    void safeMethodsInvalidateNothing(String method) {
        assertThat(keys(method, Cases.KEY, 200, "Location", "/a")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 204, 299, 301, 303, 399})
    void aNonErrorResponseInvalidates(int status) {
        assertThat(keys("POST", Cases.KEY, status)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 103, 400, 404, 412, 500, 503})
    void anErrorInvalidatesNothing(int status) {
        assertThat(keys("POST", Cases.KEY, status, "Location", "/a", "Content-Location", "/b"))
                .isEmpty();
    }

    @Test
    void locationAndContentLocationAreInvalidatedToo() {
        assertThat(posted("Location", "/a", "content-location", "http://shop.test/b?c"))
                .containsExactly(Cases.KEY, "http://shop.test/a", "http://shop.test/b?c");
    }

    @Test
    void eachUriOnce() {
        assertThat(posted("Location", "/a", "Content-Location", "http://SHOP.test:80/a#part"))
                .containsExactly(Cases.KEY, "http://shop.test/a");
        assertThat(posted("Location", "")).containsExactly(Cases.KEY);
    }

    /** Against {@code http://shop.test/products/7?page=2}. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "8 http://shop.test/products/8",
                "./8 http://shop.test/products/8",
                "../about http://shop.test/about",
                "../../../about http://shop.test/about",
                "?page=3 http://shop.test/products/7?page=3",
                "//shop.test/x http://shop.test/x",
                "http://shop.test http://shop.test/",
                "HTTP://Shop.Test/x http://shop.test/x",
                "/a|b?c={d} http://shop.test/a|b?c={d}",
                "/a?utm_source=x&b=1 http://shop.test/a?b=1"
            })
    void referencesAreResolvedAgainstTheTarget(String reference, String key) {
        assertThat(posted("Location", reference)).containsExactly(Cases.KEY, key);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://shop.test/a",
                "http://shop.test:8080/a",
                "http://other.test/a",
                "http://shop.test.evil.test/a",
                "http://user@shop.test/a",
                "//other.test/a",
                "http://",
                "http:a",
                "mailto:a@shop.test",
                "urn:a"
            })
    void anotherOriginIsNeverInvalidated(String location) {
        assertThat(posted("Location", location, "Content-Location", location)).containsExactly(Cases.KEY);
    }

    @Test
    void theOriginHasItsPort() {
        String key = KEYS.key("http", "shop.test:8080", "/a");
        assertThat(keys("POST", key, 200, "Location", "/b"))
                .containsExactly(key, KEYS.key("http", "shop.test:8080", "/b"));
        assertThat(keys("POST", key, 200, "Location", "http://shop.test/b")).containsExactly(key);
    }

    @Test
    void aTargetThatNoUriMayHoldStillResolvesReferences() {
        String key = KEYS.key("http", "shop.test", "/a|b?c=\"[1]\"");
        assertThat(keys("POST", key, 200, "Location", "d")).containsExactly(key, "http://shop.test/d");
    }
}
