package dev.slipway.cache;

import static dev.slipway.cache.Law.LETTER;
import static dev.slipway.cache.Law.MILLIS;
import static dev.slipway.cache.Law.date;
import static dev.slipway.cache.Law.get;
import static dev.slipway.cache.Law.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.http.Fields;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Vary: which requests a stored response answers. */
class Rfc9111Section4_1Test {
    private static boolean matches(Fields first, Fields second, String... vary) {
        Selection selection = Selection.of(first, Fields.of(vary), LETTER);
        return Objects.requireNonNull(selection).matches(second);
    }

    private static boolean matches(String name, String first, String second) {
        return matches(Fields.of(name, first), Fields.of(name, second), "Vary", name);
    }

    private static StoredResponse response(Selection selection, String... fields) {
        return new StoredResponse(200, Fields.of(fields), selection, MILLIS, MILLIS, null);
    }

    @Test
    void withoutVaryEveryRequestMatches() {
        assertThat(matches(Fields.of("X-A", "1"), Fields.of("X-A", "2"))).isTrue();
    }

    @Test
    void everyNamedFieldHasToMatch() {
        Fields first = Fields.of("X-A", "1", "X-B", "2");
        assertThat(matches(first, first, "Vary", "X-A, X-B")).isTrue();
        assertThat(matches(first, Fields.of("X-A", "1", "X-B", "3"), "Vary", "X-A, X-B"))
                .isFalse();
        assertThat(matches(first, Fields.of("X-A", "1"), "Vary", "X-A, X-B")).isFalse();
    }

    @Test
    void namesIgnoreCaseAndMayComeInSeveralLines() {
        Fields first = Fields.of("X-A", "1", "X-B", "2");
        assertThat(matches(first, Fields.of("x-a", "1", "X-B", "2"), "Vary", "x-A", "vary", ",X-b,"))
                .isTrue();
        assertThat(matches(first, Fields.of("x-a", "1", "X-B", "0"), "Vary", "x-A", "vary", ",X-b,"))
                .isFalse();
    }

    @Test
    void anAbsentFieldMatchesOnlyAnAbsentOne() {
        assertThat(matches(Fields.EMPTY, Fields.EMPTY, "Vary", "X-A")).isTrue();
        assertThat(matches(Fields.EMPTY, Fields.of("X-A", "1"), "Vary", "X-A")).isFalse();
        assertThat(matches(Fields.of("X-A", "1"), Fields.EMPTY, "Vary", "X-A")).isFalse();
        assertThat(matches(Fields.EMPTY, Fields.of("X-A", ""), "Vary", "X-A")).isFalse();
        assertThat(matches(Fields.of("X-A", ""), Fields.EMPTY, "Vary", "X-A")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", " * ", "X-A, *", "*, X-A", ",*", ", ,*,", "*,*"})
    void anAsteriskNeverMatchesHoweverItIsWritten(String vary) {
        assertThat(Selection.of(Fields.EMPTY, Fields.of("Vary", vary), LETTER)).isNull();
        assertThat(refusal(get(), 200, "Cache-Control", "max-age=60", "Vary", vary))
                .isEqualTo("vary-asterisk");
    }

    @Test
    void anAsteriskInAnotherLineNeverMatchesEither() {
        assertThat(refusal(get(), 200, "Cache-Control", "max-age=60", "Vary", "X-A", "Vary", "*"))
                .isEqualTo("vary-asterisk");
    }

    @Test
    void anAsteriskWithinANameIsAName() {
        assertThat(refusal(get(), 200, "Cache-Control", "max-age=60", "Vary", "X-*"))
                .isEqualTo("stored");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"a,b|a, b", "a,b|a ,b", "a,b|'  a,\tb '", "a|' a '"})
    void whitespaceWhereAListAllowsItMeansNothing(String one, String two) {
        assertThat(matches("X-A", one, two)).isTrue();
        assertThat(matches("X-A", two, one)).isTrue();
    }

    @Test
    void linesOfOneNameAreCombined() {
        assertThat(matches(Fields.of("X-A", "a, b"), Fields.of("X-A", "a", "X-A", "b"), "Vary", "X-A"))
                .isTrue();
        assertThat(matches(Fields.of("X-A", "a, b"), Fields.of("X-A", "b", "X-A", "a"), "Vary", "X-A"))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"a b|ab", "a  b|a b", "A|a", "\"a, b\"|\"a,b\"", "\"a \"|\"a\""})
    void anyOtherDifferenceCounts(String one, String two) {
        assertThat(matches("X-A", one, two)).isFalse();
    }

    @Test
    void languagesIgnoreCase() {
        assertThat(matches("Accept-Language", "de-DE, en", "de-de,EN")).isTrue();
        assertThat(matches("Accept-Language", "de, en", "en, de")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gzip, br|br, gzip",
                "gzip|GZIP;q=0.5",
                "gzip, deflate, br, zstd|*",
                "identity|gzip;q=0",
                "gzip;q=x|identity"
            })
    void codingsThatMeanTheSameMatch(String one, String two) {
        assertThat(matches("Accept-Encoding", one, two)).isTrue();
    }

    @Test
    void codingsThatMeanAnotherDoNot() {
        assertThat(matches("Accept-Encoding", "gzip, br", "gzip")).isFalse();
    }

    @Test
    void aCodedResponseIsSelectedByAcceptEncodingThoughTheAppForgotToSay() {
        Fields coded = Fields.of("Content-Encoding", "gzip");
        Selection selection = Objects.requireNonNull(Selection.of(Fields.of("Accept-Encoding", "gzip"), coded, LETTER));
        assertThat(selection.matches(Fields.of("Accept-Encoding", "gzip"))).isTrue();
        assertThat(selection.matches(Fields.EMPTY)).isFalse();
    }

    @Test
    void cookiesThatTheRouteNamesCountAsFields() {
        CachePolicy policy =
                new CachePolicy(CacheMode.ORIGIN, List.of("lang"), List.of(), Set.of(), Set.of(), false, false);
        Selection selection =
                Objects.requireNonNull(Selection.of(Fields.of("Cookie", "a=1; lang=de"), Fields.EMPTY, policy));
        assertThat(selection.matches(Fields.of("Cookie", "lang=de; a=2"))).isTrue();
        assertThat(selection.matches(Fields.of("Cookie", "lang=en"))).isFalse();
        assertThat(selection.matches(Fields.of("Cookie", "lang="))).isFalse();
        assertThat(selection.matches(Fields.EMPTY)).isFalse();
    }

    @Test
    void ofSeveralThatMatchTheMostRecentByDateIsSelected() {
        StoredResponse older = response(Selection.ALL, "Date", date(-20));
        StoredResponse newer = response(Selection.ALL, "Date", date(-10));
        assertThat(Reuse.select(get(), List.of(older, newer))).isSameAs(newer);
        assertThat(Reuse.select(get(), List.of(newer, older))).isSameAs(newer);
    }

    @Test
    void ofThoseThatDoNotMatchNoneIsSelected() {
        Selection other = new Selection(List.of("x-a"), List.of("1"));
        assertThat(Reuse.select(get("X-A", "2"), List.of(response(other)))).isNull();
        assertThat(Reuse.select(get("X-A", "1"), List.of(response(other)))).isNotNull();
        assertThat(Reuse.select(get(), List.of())).isNull();
    }
}
