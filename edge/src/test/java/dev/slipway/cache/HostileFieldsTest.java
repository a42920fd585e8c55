package dev.slipway.cache;

import static dev.slipway.cache.Cases.LETTER;
import static dev.slipway.cache.Cases.NOON;
import static dev.slipway.cache.Cases.SAFE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.http.Fields;
import dev.slipway.http.HttpDate;
import dev.slipway.http.ResponseHead;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever stands in the fields of either side: the law answers, and what is broken makes nothing fresher. */
class HostileFieldsTest {
    private static final int ROUNDS = 20_000;
    private static final List<String> NAMES = List.of(
            "Cache-Control",
            "CDN-Cache-Control",
            "Slipway-CDN-Cache-Control",
            "Expires",
            "Date",
            "Age",
            "Pragma",
            "Vary",
            "ETag",
            "Last-Modified",
            "Set-Cookie",
            "Cookie",
            "Authorization",
            "Accept-Encoding",
            "Accept-Language",
            "Content-Range",
            "Content-Length",
            "Content-Encoding",
            "Location",
            "Content-Location",
            "Cache-Groups",
            "Cache-Group-Invalidation",
            "Surrogate-Key",
            "Cache-Tag",
            "If-None-Match",
            "If-Modified-Since");
    private static final List<String> PIECES = List.of(
            "max-age",
            "s-maxage",
            "no-cache",
            "private",
            "public",
            "must-understand",
            "stale-if-error",
            "no-store",
            "=",
            ",",
            ";",
            " ",
            "\t",
            "\"",
            "\\",
            "*",
            "?",
            "%",
            "@",
            ":",
            "(",
            ")",
            "0",
            "9",
            "99999999999999999999",
            "-",
            ".",
            "W/",
            "bytes ",
            "0-1/2",
            "/",
            "//",
            "..",
            "http:",
            "shop.test",
            "gzip",
            "q=0.5",
            "é",
            "\u0000",
            "GMT",
            "Mon, 23 Nov 2026 12:00:00 ",
            "",
            "a",
            "[",
            "#",
            "=:");

    private static String value(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(8); i >= 0; i--) {
            text.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return text.toString();
    }

    private static Fields fields(Random random) {
        Fields.Builder fields = Fields.builder();
        for (int i = random.nextInt(6); i >= 0; i--) {
            fields.add(NAMES.get(random.nextInt(NAMES.size())), value(random));
        }
        return fields.build();
    }

    @Test
    void theLawAlwaysAnswers() {
        Random random = new Random(9111);
        CacheKeys keys = new CacheKeys(SAFE);
        for (int i = 0; i < ROUNDS; i++) {
            CachePolicy policy = random.nextBoolean() ? SAFE : LETTER;
            Fields asked = fields(random);
            ResponseHead head = new ResponseHead(random.nextBoolean() ? 200 : 206, fields(random));
            CacheRequest request = new CacheRequest(
                    "GET", Cases.KEY, asked, !Personal.because(asked, policy).isEmpty(), RequestDirectives.of(asked));
            Storability.judge(request, head, policy, NOON, NOON);
            Tags.of(head.fields());
            CacheRequest post = new CacheRequest("POST", Cases.KEY, asked, false, request.directives());
            assertThat(Invalidation.keys(post, head, keys)).allMatch(key -> key.startsWith("http://shop.test/"));
            Invalidation.groups(post, head);
            StoredResponse stored = new StoredResponse(200, head.fields(), Selection.ALL, NOON, NOON, null);
            assertThat(stored.ageSeconds(NOON)).isNotNegative();
            assertThat(stored.lifetimeSeconds(policy)).isBetween(0L, 1L << 31);
            ResponseHead newer = new ResponseHead(304, fields(random));
            Validation.isAbout(newer, stored);
            Validation.ofHead(newer, stored, 9);
            StoredResponse fresh =
                    Validation.freshened(stored, newer, new Validation.Exchanged(request, policy, NOON, NOON));
            Validation.conditional(asked, fresh);
            Reuse.plan(request, fresh, false, Reuse.Standing.GOOD, policy, NOON + 1_000);
        }
    }

    @Test
    void nothingAddedToALifetimeMakesItLonger() {
        Random random = new Random(4_2_1);
        for (int i = 0; i < ROUNDS; i++) {
            String added = value(random).replace("s-maxage", "s-max");
            long before = Cases.saying("max-age=60, " + added).lifetimeSeconds(SAFE);
            long after = Cases.saying(added + ", max-age=60").lifetimeSeconds(SAFE);
            assertThat(before).as(added).isLessThanOrEqualTo(60);
            // What opens a quote before it may swallow it, and then there is no lifetime at all.
            assertThat(after).as(added).isLessThanOrEqualTo(60);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-100",
                "+100",
                "1e9",
                "0x10",
                "100.0",
                "",
                " ",
                "abc",
                "100s",
                "\"100\"",
                "1 0",
                "٣",
                "-",
                "NaN",
                "-9223372036854775808"
            })
    void aBrokenAgeTakesNothingOffTheAge(String age) {
        String date = HttpDate.format(Instant.ofEpochMilli(NOON - 50_000));
        assertThat(Cases.stored("Age", age, "Date", date).ageSeconds(NOON + 10_000))
                .isEqualTo(60);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2147483648", "9999999999", "99999999999999999999999999"})
    void anAgeThatOverflowsIsTheOldestThereIs(String age) {
        assertThat(Cases.stored("Age", age).ageSeconds(NOON)).isEqualTo(1L << 31);
    }
}
