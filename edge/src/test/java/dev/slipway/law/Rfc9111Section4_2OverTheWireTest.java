package dev.slipway.law;

import static dev.slipway.testing.Dialogue.ttl;
import static dev.slipway.testing.Stage.page;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.testing.Dialogue;
import dev.slipway.testing.Stage;
import java.io.IOException;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When a response is fresh, and for how long (§4.2, §4.2.1, §4.2.2). */
class Rfc9111Section4_2OverTheWireTest {
    @RegisterExtension
    static final Stage stage = new Stage();

    @Test
    void freshUntilTheLifetimeIsOver() throws IOException {
        Dialogue page = stage.safe(page("Cache-Control: max-age=100"));
        page.get();
        stage.skip(97);
        assertThat(page.isHit()).isTrue();
        stage.skip(4);
        assertThat(page.isHit()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "-",
            value = {
                // Cache-Control; seconds that it is fresh, 0 for not at all
                "max-age=60|60",
                "Max-Age=60|60",
                "MAX-AGE=60|60",
                "max-age=\"60\"|60",
                "max-age=060|60",
                "max-age=60, foo|60",
                "foo=\"max-age=5\", max-age=60|60",
                "foo=\"a\\\"b\", max-age=60|60",
                "max-age=600, s-maxage=60|60",
                "s-maxage=60, max-age=0|60",
                "S-MaxAge=60, max-age=0|60",
                "s-maxage=\"60\"|60",
                "max-age=99999999999999999999|2147483648",
                "max-age=2147483648|2147483648",
                "max-age=4294967297|2147483648",
                "max-age=18446744073709551676|2147483648",
                "s-maxage=99999999999999999999999999999|2147483648",
                "max-age=60, max-age=0|0",
                "max-age=0, max-age=60|0",
                "max-age=60, max-age=30|30",
                "max-age=60, max-age=x|0",
                "s-maxage=60, s-maxage=0|0",
                "s-maxage=0, max-age=60|0",
                "s-maxage=x, max-age=60|0",
                "s-maxage, max-age=60|0",
                "max-age|0",
                "max-age=|0",
                "max-age=\"\"|0",
                "max-age=-1|0",
                "max-age=-60|0",
                "max-age=+60|0",
                "max-age=1.5|0",
                "max-age=60.0|0",
                "max-age=60;foo|0",
                "max-age=60 foo|0",
                "max-age = 60|0",
                "max-age= 60|0",
                "max-age =60|0",
                "max-age=6 0|0",
                "max-age=0x3c|0",
                "max-age=6e1|0",
                "max-age='60'|0",
                "max-age=\"60|0",
                "max-age=60\"|0",
                "max-age==60|0",
                "max-age:60|-1",
                "maxage=60|-1",
                "max_age=60|-1",
                "x-max-age=60|-1"
            })
    void theLifetimeThatCacheControlStates(String control, long seconds) throws IOException {
        // A fresh Expires: what is broken in Cache-Control must not let it count, and what is not there must.
        String[] lines = {"Cache-Control: " + control, "ETag: \"1\"", "Expires: " + stage.date(7_000)};
        for (String prefix : new String[] {"/safe/", "/letter/"}) {
            Dialogue page = stage.on(prefix, page(lines));
            long expected = seconds < 0 ? 7_000 : seconds;
            assertThat(ttl(page.get())).as(prefix).isBetween(expected - 2, expected);
            assertThat(page.isHit()).isEqualTo(expected > 0);
        }
    }

    @Test
    void overSeveralLinesTheLeastCounts() throws IOException {
        Dialogue page = stage.safe(page("Cache-Control: max-age=60", "Cache-Control: max-age=30"));
        assertThat(ttl(page.get())).isBetween(28L, 30L);
    }

    @Test
    void expiresCountsFromDate() throws IOException {
        // The app's clock is an hour slow, and an hour fast.
        for (long wrong : new long[] {-3600, 3600}) {
            Dialogue page = stage.safe(page("Date: " + stage.date(wrong), "Expires: " + stage.date(wrong + 5000)));
            long age = Math.max(0, -wrong);
            assertThat(ttl(page.get())).isBetween(5000 - age - 2, 5000 - age);
        }
        Dialogue undated = stage.safe(page("Expires: " + stage.date(5000)));
        assertThat(ttl(undated.get())).isBetween(4997L, 5000L);
        for (String date : new String[] {"0", "yesterday", "-1", "Thu, 99 Nov 2026 10:00:00 GMT"}) {
            Dialogue broken = stage.safe(page("Date: " + date, "Expires: " + stage.date(5000)));
            assertThat(ttl(broken.get())).as(date).isBetween(4997L, 5001L);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0", "-1", "", "now", "tomorrow", "1800000000", "3600", "Thu, 01 Jan 2099 00:00:00",
                "Thu, 01 Jan 2099 00:00:00 UTC", "Thu, 01 Jan 2099 00:00:00 +0000", "Thu, 01 Jan 2099 00:00:00 EST",
                "Thu, 01 Jan 2099 00:00:00 GMT+1", "Thu, 01 Jan 2099 00:00:00 GMT foo", "Thu, 1 Jan 2099 00:00:00 GMT",
                "Thu, 01 Jan 2099 0:00:00 GMT", "Thu, 01 Jan 2099 00:00 GMT", "Thu, 01-Jan-2099 00:00:00 GMT",
                "01 Jan 2099 00:00:00 GMT", "Thu 01 Jan 2099 00:00:00 GMT", "Thu,01 Jan 2099 00:00:00 GMT",
                "Thu, 01  Jan 2099 00:00:00 GMT", "Thu, 01 Januar 2099 00:00:00 GMT", "Thu, 32 Jan 2099 00:00:00 GMT",
                "Thu, 00 Jan 2099 00:00:00 GMT", "Thu, 30 Feb 2099 00:00:00 GMT", "Thu, 01 Jan 2099 24:00:00 GMT",
                "Thu, 01 Jan 2099 00:60:00 GMT", "Thu, 01 Jan 2099 00:00:61 GMT", "Thu, 01 Jan 99999 00:00:00 GMT",
                "Thu, 01 Jan 99 00:00:00 GMT", "Thu, 01 Jan 2099 00.00.00 GMT", "2099-01-01T00:00:00Z",
                "Thu, 01 Jan 2099 00:00:00 GMT, Thu, 01 Jan 2099 00:00:00 GMT", "\"Thu, 01 Jan 2099 00:00:00 GMT\"",
                "Xyz, 01 Jan 2099 00:00:00 GMT", "Thu, 01 Xyz 2099 00:00:00 GMT", "Thu, 01 Jan 1970 00:00:00 GMT"
            })
    void anExpiresThatIsNoDateIsInThePast(String expires) throws IOException {
        for (String prefix : new String[] {"/safe/", "/letter/"}) {
            Dialogue page = stage.on(
                    prefix, page("Expires: " + expires, "ETag: \"1\"", "Last-Modified: " + stage.date(-900_000)));
            page.get();
            assertThat(page.isHit()).as(prefix).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Thu, 01 Jan 2099 00:00:00 GMT",
                "thu, 01 jan 2099 00:00:00 gmt",
                "THU, 01 JAN 2099 00:00:00 GMT",
                "Mon, 01 Jan 2099 00:00:00 GMT",
                "Thu Jan  1 00:00:00 2099",
                "Tuesday, 01-Jan-69 00:00:00 GMT",
                "Thu, 01 Jan 2099 23:59:60 GMT"
            })
    void anExpiresThatIsADateCountsWhateverItsForm(String expires) throws IOException {
        assertThat(stage.safe(page("Expires: " + expires)).isReused()).isTrue();
    }

    @Test
    void severalExpiresAreOneOnlyWhereTheyAgree() throws IOException {
        String soon = "Expires: " + stage.date(100);
        assertThat(stage.safe(page(soon, soon)).isReused()).isTrue();
        assertThat(stage.safe(page(soon, "Expires: " + stage.date(9000), "ETag: \"1\"")).isReused())
                .isFalse();
        assertThat(stage.safe(page(soon, "Expires: 0", "ETag: \"1\"")).isReused()).isFalse();
    }

    @Test
    void theCaseOfADateMeansNothing() throws IOException {
        Dialogue page = stage.safe(page(
                "Date: " + stage.date(-100).toLowerCase(Locale.ROOT),
                "Expires: " + stage.date(900).toUpperCase(Locale.ROOT)));
        assertThat(ttl(page.get())).isBetween(898L, 900L);
    }

    @Test
    void maxAgeStandsAboveExpiresEvenWhenItIsLess() throws IOException {
        assertThat(ttl(stage.safe(page("Cache-Control: max-age=60", "Expires: " + stage.date(9000)))
                        .get()))
                .isBetween(58L, 60L);
        assertThat(ttl(stage.safe(page("Cache-Control: s-maxage=60", "Expires: 0")).get()))
                .isBetween(58L, 60L);
    }

    @ParameterizedTest
    @CsvSource({
        "200, true", "203, true", "204, true", "300, true", "301, true", "308, true", "404, true", "405, true",
        "410, true", "414, true", "501, true", "201, false", "202, false", "299, false", "302, false", "303, false",
        "307, false", "400, false", "401, false", "403, false", "499, false", "500, false", "503, false", "599, false"
    })
    void theHeuristicIsForSomeStatusesAndTheLetter(int code, boolean cacheable) throws IOException {
        String answer = "HTTP/1.1 " + code + " Test\r\nLast-Modified: " + stage.date(-10_000)
                + (code == 204 ? "\r\n\r\n" : "\r\nContent-Length: 0\r\n\r\n");
        Dialogue page = stage.letter(answer);
        page.get();
        assertThat(page.isHit()).isEqualTo(cacheable);
        stage.skip(990);
        assertThat(page.isHit()).as("a tenth of the time").isEqualTo(cacheable);
        stage.skip(15);
        assertThat(page.isHit()).as("and no more").isFalse();
        assertThat(stage.safe(answer).isReused()).as("nobody expects it").isFalse();
    }

    @Test
    void publicAllowsTheHeuristicForAnyStatus() throws IOException {
        String modified = "\r\nLast-Modified: " + stage.date(-10_000) + "\r\nContent-Length: 0\r\n\r\n";
        assertThat(stage.letter("HTTP/1.1 599 Odd\r\nCache-Control: public" + modified)
                        .isReused())
                .isTrue();
    }

    @Test
    void theHeuristicIsNeverUsedBesideAStatedLifetime() throws IOException {
        String modified = "Last-Modified: " + stage.date(-900_000);
        assertThat(stage.letter(page("Cache-Control: max-age=0", modified)).isReused())
                .isFalse();
        assertThat(stage.letter(page("Expires: 0", modified)).isReused()).isFalse();
        assertThat(stage.letter(page("Expires: " + stage.date(-5), modified)).isReused())
                .isFalse();
        assertThat(stage.letter(page("Cache-Control: max-age=x", modified)).isReused())
                .isFalse();
        assertThat(stage.letter(page("Cache-Control: no-cache", modified)).isReused())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"yesterday", "0", "", "Thu, 01 Jan 2099 00:00:00 GMT"})
    void theHeuristicNeedsADateInThePast(String modified) throws IOException {
        assertThat(stage.letter(page("Last-Modified: " + modified)).isReused()).isFalse();
    }
}
