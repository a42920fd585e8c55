package dev.slipway.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cache.CachePolicy;
import dev.slipway.http.Fields;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteTableTest {
    private static RouteTable table(String... patterns) {
        return new RouteTable(
                new ReleaseRules(Stream.of(patterns).map(RouteTableTest::route).toList(), null));
    }

    private static Route route(String pattern) {
        return new Route(
                pattern, new PathPattern(pattern), new Serve.App("app"), CachePolicy.DEFAULT, Fields.EMPTY, Map.of());
    }

    @ParameterizedTest
    @CsvSource({
        "/, /",
        "/a, /a",
        "/a/, /a/*",
        "/a/x, /a/*",
        "/a/b, /a/*",
        "/c/d, /c/d",
        "/c/e, /c/*",
        "/c, /*",
        "/zzz, /*"
    })
    void firstMatchWins(String path, String pattern) {
        Route found = table("/", "/a", "/a/*", "/a/b", "/c/d", "/c/*", "/*").find(path);
        assertThat(found).isNotNull().extracting(Route::name).isEqualTo(pattern);
    }

    @Test
    void findsNothingWhereNothingMatches() {
        assertThat(table("/a", "/b/*").find("/c")).isNull();
        assertThat(table().find("/")).isNull();
    }
}
