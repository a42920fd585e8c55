package dev.slipway.cache;

import static dev.slipway.cache.Law.LETTER;
import static dev.slipway.cache.Law.date;
import static dev.slipway.cache.Law.stored;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The freshness lifetime. */
class Rfc9111Section4_2_1Test {
    private static long lifetime(String... fields) {
        return stored(fields).lifetimeSeconds(LETTER);
    }

    private static long ofControl(String control) {
        // A fresh Expires and an old Last-Modified: what is broken must not let these count instead.
        return lifetime(
                "Cache-Control", control, "Expires", date(9_000), "Date", date(0), "Last-Modified", date(-900_000));
    }

    @Test
    void sMaxageStandsAboveMaxAge() {
        assertThat(ofControl("s-maxage=60, max-age=600")).isEqualTo(60);
        assertThat(ofControl("max-age=60, s-maxage=600")).isEqualTo(600);
        assertThat(ofControl("max-age=60, s-maxage=0")).isZero();
    }

    @Test
    void maxAgeStandsAboveExpires() {
        assertThat(ofControl("max-age=60")).isEqualTo(60);
        assertThat(lifetime("Cache-Control", "max-age=60", "Expires", "0")).isEqualTo(60);
        assertThat(lifetime("Cache-Control", "s-maxage=60", "Expires", date(-60)))
                .isEqualTo(60);
    }

    @Test
    void expiresCountsFromDate() {
        assertThat(lifetime("Expires", date(60), "Date", date(0))).isEqualTo(60);
        assertThat(lifetime("Expires", date(60), "Date", date(-30))).isEqualTo(90);
        assertThat(lifetime("Expires", date(60), "Date", date(60))).isZero();
        assertThat(lifetime("Expires", date(-60), "Date", date(0))).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "yesterday", "Sun, 99 Nov 2026 12:00:00 GMT"})
    void withoutAValidDateExpiresCountsFromTheArrival(String date) {
        assertThat(lifetime("Expires", date(60))).isEqualTo(60);
        assertThat(lifetime("Expires", date(60), "Date", date)).isEqualTo(60);
    }

    @Test
    void anythingExplicitStandsAboveTheHeuristic() {
        assertThat(lifetime("Expires", date(5), "Last-Modified", date(-900_000)))
                .isEqualTo(5);
        assertThat(lifetime("Expires", "0", "Last-Modified", date(-900_000))).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "max-age",
                "max-age=",
                "max-age=\"\"",
                "max-age=x",
                "max-age=-1",
                "max-age=+60",
                "max-age=60.5",
                "max-age=60s",
                "max-age=6 0",
                "max-age=0x60",
                "max-age=1e3",
                "max-age=٦٠",
                "max-age='60'",
                "max-age=\"60",
                "max-age=60\"",
                "max-age=\"60\"0",
                "max-age=\"-60\"",
                "max-age =60",
                "max-age= 60",
                "max-age = 60",
                "max-age=60; public",
                "max-age==60",
                "s-maxage=x",
                "s-maxage",
                "s-maxage=x, max-age=60"
            })
    void aMalformedNumberMeansStale(String control) {
        assertThat(ofControl(control)).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "max-age=60, max-age=600|60",
                "max-age=600, max-age=60|60",
                "max-age=60, max-age=x|0",
                "max-age, max-age=60|0",
                "max-age=60, max-age=60|60",
                "s-maxage=5, max-age=60, s-maxage=9|5"
            })
    void ofSeveralTheLeastCounts(String control, long seconds) {
        assertThat(ofControl(control)).isEqualTo(seconds);
    }

    @Test
    void severalLinesAreOneField() {
        assertThat(lifetime("Cache-Control", "max-age=60", "Cache-Control", "s-maxage=5"))
                .isEqualTo(5);
        assertThat(lifetime("Cache-Control", "max-age=600", "cache-control", "max-age=5"))
                .isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MAX-AGE=60",
                "Max-Age=60",
                "max-age=\"60\"",
                "max-age=\"6\\0\"",
                ",, max-age=60 ,,",
                "public,max-age=60",
                "\tmax-age=60\t",
                "max-age=0060"
            })
    void namesIgnoreCaseAndBothFormsOfAnArgumentAreRead(String control) {
        assertThat(ofControl(control)).isEqualTo(60);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"max-ages=60", "x-max-age=60", "max_age=60", "ext=\"max-age=60\"", "ext=\"a, max-age=60, b\""})
    void whatOnlyLooksLikeIsNotTheDirective(String control) {
        assertThat(lifetime("Cache-Control", control)).isZero();
    }

    /** §1.2.2 */
    @ParameterizedTest
    @ValueSource(strings = {"2147483648", "2147483649", "4294967296", "9223372036854775808", "99999999999999999999999"})
    void moreSecondsThanFitAreTwoToThe31st(String seconds) {
        assertThat(ofControl("max-age=" + seconds)).isEqualTo(2_147_483_648L);
    }

    static List<String> brokenDates() {
        return List.of(
                "",
                "0",
                "-1",
                "never",
                "3600",
                "Mon, 23 Nov 2026 12:00:00",
                "Mon, 23 Nov 2026 12:00:00 UTC",
                "Mon, 23 Nov 2026 12:00:00 +0000",
                "Mon, 23 Nov 2026 12:00 GMT",
                "Mon, 23 Nov 26 12:00:00 GMT",
                "Mon, 31 Nov 2026 12:00:00 GMT",
                "Mon, 23 Nov 2026 25:00:00 GMT",
                "23 Nov 2026 12:00:00 GMT",
                "2026-11-23T12:00:00Z",
                "\"Mon, 23 Nov 2026 12:00:00 GMT\"",
                "Mon, 23 Nov 2026 12:00:00 GMT, Mon, 23 Nov 2026 12:00:00 GMT");
    }

    /** §5.3 */
    @ParameterizedTest
    @MethodSource("brokenDates")
    void aBrokenExpiresIsInThePast(String expires) {
        assertThat(lifetime("Expires", expires, "Last-Modified", date(-900_000)))
                .isZero();
    }

    /** §5.3 */
    @ParameterizedTest
    @ValueSource(
            strings = {"Sun, 22 Nov 2026 12:01:00 GMT", "Sunday, 22-Nov-26 12:01:00 GMT", "Sun Nov 22 12:01:00 2026"})
    void expiresIsReadInAllThreeFormsOfADate(String expires) {
        assertThat(lifetime("Expires", expires, "Date", date(0))).isEqualTo(60);
    }

    @Test
    void expiresThatContradictEachOtherMeanStale() {
        assertThat(lifetime("Expires", date(60), "Expires", date(600))).isZero();
        assertThat(lifetime("Expires", date(60), "Expires", "0")).isZero();
        assertThat(lifetime("Expires", date(60), "Expires", date(60))).isEqualTo(60);
    }

    @Test
    void withNothingSaidItIsStale() {
        assertThat(lifetime()).isZero();
        assertThat(lifetime("Cache-Control", "public")).isZero();
    }

    @ParameterizedTest
    @CsvSource({"59,true", "60,false", "61,false"})
    void itIsFreshWhileTheLifetimeExceedsTheAge(long later, boolean fresh) {
        Plan plan = Law.plan(Law.get(), stored("Cache-Control", "max-age=60"), later);
        assertThat(plan instanceof Plan.Serve).isEqualTo(fresh);
    }
}
