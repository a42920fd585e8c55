package dev.slipway.cache;

import static dev.slipway.cache.Law.KEY;
import static dev.slipway.cache.Law.SAFE;
import static dev.slipway.cache.Law.request;
import static dev.slipway.cache.Law.response;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.http.Fields;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Invalidating stored responses. */
class Rfc9111Section4_4Test {
    private static final CacheKeys KEYS = new CacheKeys(SAFE);

    private static List<String> keys(String method, int status, String... fields) {
        return Invalidation.keys(request(method), response(status, fields), KEYS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "MKCOL", "UNHEARD-OF", "get"})
    void anUnsafeMethodInvalidatesTheTarget(String method) {
        assertThat(keys(method, 200)).containsExactly(KEY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "OPTIONS", "TRACE"})
    void aSafeMethodInvalidatesNothing(String method) {
        assertThat(keys(method, 200, "Location", "/a")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 204, 299, 300, 303, 308, 399})
    void successAndRedirectionInvalidate(int status) {
        assertThat(keys("POST", status)).containsExactly(KEY);
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 103, 400, 404, 409, 499, 500, 503, 599})
    void anErrorInvalidatesNothing(int status) {
        assertThat(keys("POST", status, "Location", "/a")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/a,http://shop.localhost:8080/a",
        "/a?b=1,http://shop.localhost:8080/a?b=1",
        "8,http://shop.localhost:8080/products/8",
        "./8,http://shop.localhost:8080/products/8",
        "../a,http://shop.localhost:8080/a",
        "//shop.localhost:8080/a,http://shop.localhost:8080/a",
        "http://shop.localhost:8080/a,http://shop.localhost:8080/a",
        "HTTP://SHOP.LOCALHOST:8080/a,http://shop.localhost:8080/a",
        "http://shop.localhost:8080,http://shop.localhost:8080/",
        "/a#part,http://shop.localhost:8080/a",
        "?b=1,http://shop.localhost:8080/products/7?b=1"
    })
    void locationAndContentLocationOfTheSameOriginAreInvalidatedToo(String reference, String key) {
        assertThat(keys("POST", 201, "Location", reference)).containsExactly(KEY, key);
        assertThat(keys("PUT", 200, "Content-Location", reference)).containsExactly(KEY, key);
    }

    @Test
    void bothOfThemCount() {
        assertThat(keys("POST", 201, "Location", "/a", "Content-Location", "/b"))
                .containsExactly(KEY, "http://shop.localhost:8080/a", "http://shop.localhost:8080/b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://other.localhost:8080/a",
                "https://shop.localhost:8080/a",
                "http://shop.localhost:8081/a",
                "http://shop.localhost/a",
                "http://shop.localhost:8080.evil/a",
                "http://shop.localhost:80800/a",
                "http://user@shop.localhost:8080/a",
                "//other/a",
                "mailto:a@b",
                "http:a",
                "http://[",
                "/a b",
                "%"
            })
    void anotherOriginOrNoReferenceIsLeftAlone(String reference) {
        assertThat(keys("POST", 201, "Location", reference)).containsExactly(KEY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "#part", "/products/7"})
    void theTargetItselfIsNamedOnce(String reference) {
        assertThat(keys("POST", 201, "Location", reference)).containsExactly(KEY);
    }

    @Test
    void theDefaultPortIsTheSameOrigin() {
        CacheRequest post = new CacheRequest("POST", "http://shop/a", Fields.EMPTY, false, RequestDirectives.NONE);
        assertThat(Invalidation.keys(post, response(201, "Location", "http://shop:80/b"), KEYS))
                .containsExactly("http://shop/a", "http://shop/b");
    }

    @Test
    void theKeyLeavesOutWhatTheRouteIgnores() {
        CachePolicy policy =
                new CachePolicy(CacheMode.ORIGIN, List.of(), List.of("utm_*"), Set.of(), Set.of(), false, false);
        assertThat(Invalidation.keys(
                        request("POST"), response(201, "Location", "/a?utm_x=1&b=2"), new CacheKeys(policy)))
                .containsExactly(KEY, "http://shop.localhost:8080/a?b=2");
    }
}
