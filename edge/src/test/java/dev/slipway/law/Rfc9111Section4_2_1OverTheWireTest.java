package dev.slipway.law;

import static dev.slipway.testing.Dialogue.ttl;
import static dev.slipway.testing.Stage.page;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.testing.Dialogue;
import dev.slipway.testing.Stage;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The freshness lifetime that the app states. */
class Rfc9111Section4_2_1OverTheWireTest {
    @RegisterExtension
    static final Stage stage = new Stage();

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

    @Test
    void maxAgeStandsAboveExpiresEvenWhenItIsLess() throws IOException {
        assertThat(ttl(stage.safe(page("Cache-Control: max-age=60", "Expires: " + stage.date(9000)))
                        .get()))
                .isBetween(58L, 60L);
        assertThat(ttl(stage.safe(page("Cache-Control: s-maxage=60", "Expires: 0"))
                        .get()))
                .isBetween(58L, 60L);
    }
}
