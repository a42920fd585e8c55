package dev.slipway.cache;

import static dev.slipway.cache.Law.MILLIS;
import static dev.slipway.cache.Law.date;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.http.Fields;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The arithmetic of age, with clocks that run wrong. */
class Rfc9111Section4_2_3Test {
    /** The age so many milliseconds after it came, with that delay. */
    private static long age(long delayMillis, long laterMillis, String... fields) {
        return new StoredResponse(200, Fields.of(fields), Selection.ALL, MILLIS - delayMillis, MILLIS, null)
                .ageSeconds(MILLIS + laterMillis);
    }

    private static long age(String... fields) {
        return age(0, 0, fields);
    }

    @Test
    void theApparentAgeIsTheTimeSinceDate() {
        assertThat(age("Date", date(-30))).isEqualTo(30);
    }

    @Test
    void aDateInTheFutureIsNoNegativeAge() {
        assertThat(age("Date", date(30))).isZero();
        assertThat(age(0, 5_000, "Date", date(30))).isEqualTo(5);
    }

    @Test
    void withoutDateItWasMadeWhenItCame() {
        assertThat(age()).isZero();
        assertThat(age("Date", "yesterday")).isZero();
    }

    @Test
    void theResponseDelayAddsToAge() {
        assertThat(age(2_000, 0, "Age", "10")).isEqualTo(12);
        assertThat(age(2_000, 0)).isEqualTo(2);
    }

    @Test
    void theGreaterOfBothCounts() {
        assertThat(age(2_000, 0, "Age", "10", "Date", date(-30))).isEqualTo(30);
        assertThat(age(2_000, 0, "Age", "40", "Date", date(-30))).isEqualTo(42);
    }

    @Test
    void theDelayDoesNotAddToTheApparentAge() {
        assertThat(age(2_000, 0, "Date", date(-30))).isEqualTo(30);
    }

    @Test
    void theTimeInTheStoreIsAdded() {
        assertThat(age(2_000, 7_000, "Age", "10")).isEqualTo(19);
        assertThat(age(0, 7_999, "Age", "10")).isEqualTo(17);
        assertThat(age(500, 500)).isEqualTo(1);
    }

    @Test
    void aClockThatWasSetBackNeverMakesItYounger() {
        assertThat(age(0, -60_000, "Age", "10")).isEqualTo(10);
        assertThat(age(-60_000, 0, "Age", "10")).isEqualTo(10);
    }

    /** §5.1 */
    @ParameterizedTest
    @ValueSource(strings = {"", "x", "-10", "+10", "1.5", "10s", "\"10\"", "1e1", "٣", " , 10"})
    void anAgeThatIsNoNumberIsIgnored(String age) {
        assertThat(age("Age", age)).isZero();
        assertThat(age("Age", age, "Date", date(-30))).isEqualTo(30);
    }

    /** §5.1 */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"10, 20|10", "20,10|20", "10, x|10", "'10 , 20'|10"})
    void ofAListTheFirstMemberCounts(String age, long seconds) {
        assertThat(age("Age", age)).isEqualTo(seconds);
    }

    /** §5.1 */
    @Test
    void ofSeveralLinesTheFirstCounts() {
        assertThat(age("Age", "10", "Age", "20")).isEqualTo(10);
    }

    /** §1.2.2 */
    @Test
    void anAgeBeyondMeasureIsTwoToThe31st() {
        assertThat(age("Age", "99999999999999999999")).isEqualTo(2_147_483_648L);
        assertThat(age("Age", "2147483648")).isEqualTo(2_147_483_648L);
    }

    @Test
    void anAgeBeyondTheLifetimeMakesItStaleOnArrival() {
        StoredResponse stored = Law.stored("Cache-Control", "max-age=60", "Age", "60");
        assertThat(Law.plan(Law.get(), stored, 0)).isInstanceOf(Plan.Revalidate.class);
    }

    @Test
    void aHitTellsAgeAndWhatIsLeft() {
        StoredResponse stored = Law.stored("Cache-Control", "max-age=60", "Age", "10");
        assertThat(Law.plan(Law.get(), stored, 5)).isEqualTo(new Plan.Serve(15, 45));
    }
}
