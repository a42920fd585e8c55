package dev.slipway.cache;

import static dev.slipway.cache.Cases.LETTER;
import static dev.slipway.cache.Cases.NOON;
import static dev.slipway.cache.Cases.SAFE;
import static dev.slipway.cache.Cases.stored;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.http.HttpDate;
import java.time.Instant;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading dates for freshness, in the common problems of date parsing. */
class Rfc9111Section4_2Test {
    private static final String DATE = HttpDate.format(Instant.ofEpochMilli(NOON));
    private static final String MINUTE_LATER = HttpDate.format(Instant.ofEpochMilli(NOON + 60_000));

    private static long lifetime(String date, String expires) {
        return stored("Date", date, "Expires", expires).lifetimeSeconds(SAFE);
    }

    @Test
    void datesAreReadWhateverTheirCase() {
        assertThat(lifetime(DATE, MINUTE_LATER)).isEqualTo(60);
        assertThat(lifetime(DATE.toLowerCase(Locale.ROOT), MINUTE_LATER.toUpperCase(Locale.ROOT)))
                .isEqualTo(60);
        assertThat(lifetime("sunday, 06-nov-94 08:49:37 gmt", "SUN NOV  6 08:50:37 1994"))
                .isEqualTo(60);
    }

    @ParameterizedTest
    @ValueSource(strings = {"CET", "UTC", "Z", "+0000", "EST"})
    void aDateInAnotherZoneIsInvalid(String zone) {
        assertThat(lifetime(DATE, MINUTE_LATER.replace("GMT", zone))).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "-1",
                "never",
                "1795348800",
                "Mon, 32 Jan 2090 00:00:00 GMT",
                "Thu, 01 Jan 1970 00:00:00 GMT"
            })
    void section_5_3_anInvalidExpiresIsInThePast(String expires) {
        StoredResponse response = stored("Date", DATE, "Expires", expires);
        assertThat(response.lifetimeSeconds(SAFE)).isZero();
        assertThat(response.lifetimeSeconds(LETTER))
                .as("an explicit lifetime leaves no room for heuristics")
                .isZero();
    }

    @Test
    void anInvalidDateCountsAsTheTimeOfReceipt() {
        StoredResponse response = stored("Date", "yesterday", "Expires", MINUTE_LATER);
        assertThat(response.lifetimeSeconds(SAFE)).isEqualTo(60);
        assertThat(response.ageSeconds(NOON)).isZero();
    }
}
