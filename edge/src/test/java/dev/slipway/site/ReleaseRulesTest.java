package dev.slipway.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cache.CachePolicy;
import dev.slipway.http.Fields;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which route a request takes. */
class ReleaseRulesTest {
    private static ReleaseRules rules(String... patterns) {
        return new ReleaseRules(Stream.of(patterns).map(ReleaseRulesTest::route).toList(), null);
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
        Route found = rules("/", "/a", "/a/*", "/a/b", "/c/d", "/c/*", "/*").route(path);
        assertThat(found).isNotNull().extracting(Route::name).isEqualTo(pattern);
    }

    @Test
    void findsNothingWhereNothingMatches() {
        assertThat(rules("/a", "/b/*").route("/c")).isNull();
        assertThat(rules().route("/")).isNull();
    }
}
