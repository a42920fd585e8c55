package dev.slipway.cache;

import static dev.slipway.cache.Law.LETTER;
import static dev.slipway.cache.Law.MILLIS;
import static dev.slipway.cache.Law.date;
import static dev.slipway.cache.Law.get;
import static dev.slipway.cache.Law.plan;
import static dev.slipway.cache.Law.response;
import static dev.slipway.cache.Law.stored;
import static dev.slipway.cache.Validation.HeadOutcome.FRESHENS;
import static dev.slipway.cache.Validation.HeadOutcome.INVALIDATES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cache.Plan.Forward;
import dev.slipway.http.Fields;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Validation. */
class Rfc9111Section4_3Test {
    private static boolean isAbout(StoredResponse stored, String... fields) {
        return Validation.isAbout(response(304, fields), stored);
    }

    private static StoredResponse freshened(StoredResponse stored, String... fields) {
        return freshened(get(), stored, fields);
    }

    private static StoredResponse freshened(CacheRequest request, StoredResponse stored, String... fields) {
        return Validation.freshened(
                stored,
                response(304, fields),
                new Validation.Exchanged(request, LETTER, MILLIS + 1_000, MILLIS + 3_000));
    }

    /** §4.3.1 */
    @Test
    void aValidationCarriesTheStoredTagAndDate() {
        StoredResponse stored = stored("ETag", " \"a\" ", "Last-Modified", date(-60));
        assertThat(Validation.conditional(Fields.of("Accept", "*/*"), stored))
                .isEqualTo(Fields.of("Accept", "*/*", "If-None-Match", "\"a\"", "If-Modified-Since", date(-60)));
    }

    /** §4.3.1 */
    @Test
    void aWeakTagValidatesToo() {
        assertThat(Validation.conditional(Fields.EMPTY, stored("ETag", "W/\"a\"")))
                .isEqualTo(Fields.of("If-None-Match", "W/\"a\""));
    }

    /** §4.3.1 */
    @ParameterizedTest
    @ValueSource(
            strings = {"If-None-Match", "If-Modified-Since", "If-Match", "If-Unmodified-Since", "If-Range", "Range"})
    void theClientsOwnConditionsAndRangeAreNotSentAlong(String name) {
        assertThat(Validation.conditional(Fields.of(name, "\"x\""), stored())).isEqualTo(Fields.EMPTY);
        assertThat(Validation.unconditional(Fields.of(name, "\"x\""))).isEqualTo(Fields.EMPTY);
    }

    /** §4.3.1 */
    @Test
    void whatIsNoValidatorIsNotSent() {
        assertThat(Validation.conditional(Fields.EMPTY, stored("ETag", "a", "Last-Modified", "once")))
                .isEqualTo(Fields.EMPTY);
    }

    /** §4.3.2 */
    @ParameterizedTest
    @ValueSource(strings = {"If-Match", "If-Unmodified-Since"})
    void conditionsThatOnlyTheOriginCanJudgeGoToIt(String name) {
        assertThat(plan(get(name, "\"a\""), stored("Cache-Control", "max-age=60"), 1))
                .isEqualTo(new Plan.Pass(Forward.REQUEST, "precondition"));
    }

    /** §4.3.4 */
    @ParameterizedTest
    @CsvSource({"'\"a\"','\"b\"'", "'W/\"a\"','\"a\"'", "'W/\"a\"','W/\"b\"'", "'\"a\"','W/\"b\"'"})
    void a304WithAnotherTagUpdatesNothing(String own, String given) {
        assertThat(isAbout(stored("ETag", own), "ETag", given)).isFalse();
    }

    /** §4.3.4 */
    @ParameterizedTest
    @CsvSource({"'\"a\"','\"a\"'", "'W/\"a\"','W/\"a\"'", "'\"a\"','W/\"a\"'"})
    void a304WithTheSameTagUpdates(String own, String given) {
        assertThat(isAbout(stored("ETag", own), "ETag", given)).isTrue();
    }

    /** §4.3.4 */
    @Test
    void a304WithATagUpdatesNothingThatHasNone() {
        assertThat(isAbout(stored("Last-Modified", date(-60)), "ETag", "\"a\"")).isFalse();
    }

    /** §4.3.4 */
    @Test
    void a304WithADateUpdatesWhatHasTheSame() {
        StoredResponse stored = stored("Last-Modified", date(-60));
        assertThat(isAbout(stored, "Last-Modified", date(-60))).isTrue();
        assertThat(isAbout(stored, "Last-Modified", date(-61))).isFalse();
    }

    /** §4.3.4 */
    @Test
    void aStrongTagDecidesBeforeTheDate() {
        StoredResponse stored = stored("ETag", "\"a\"", "Last-Modified", date(-60));
        assertThat(isAbout(stored, "ETag", "\"a\"", "Last-Modified", date(-5))).isTrue();
        assertThat(isAbout(stored, "ETag", "\"b\"", "Last-Modified", date(-60))).isFalse();
    }

    /** §4.3.4 */
    @Test
    void a304WithoutValidatorsAnswersTheOneThatWasAskedFor() {
        assertThat(isAbout(stored("ETag", "\"a\""), "Date", date(1))).isTrue();
    }

    /** §4.3.4 */
    @Test
    void a304MakesItFreshAgainFromItsOwnDateOn() {
        StoredResponse before = stored("Cache-Control", "max-age=60", "Date", date(-60), "Age", "9", "ETag", "\"a\"");
        StoredResponse after = freshened(before, "Date", date(3), "ETag", "\"a\"");
        assertThat(after.ageSeconds(MILLIS + 3_000)).isEqualTo(2);
        assertThat(after.lifetimeSeconds(LETTER)).isEqualTo(60);
        assertThat(after.fields().contains("Age")).isFalse();
        assertThat(after.status()).isEqualTo(200);
    }

    /** §4.3.4 */
    @Test
    void a304BringsItsOwnLifetimeAndAge() {
        StoredResponse after =
                freshened(stored("Cache-Control", "max-age=60"), "Cache-Control", "max-age=5", "Age", "2");
        assertThat(after.lifetimeSeconds(LETTER)).isEqualTo(5);
        assertThat(after.ageSeconds(MILLIS + 3_000)).isEqualTo(4);
    }

    /** §4.3.4, RFC 9110 §6.6.1 */
    @Test
    void a304WithoutDateIsDatedByItsArrival() {
        assertThat(freshened(stored("Date", date(-60))).fields().all("Date")).containsExactly(date(3));
    }

    /** §4.3.4, product: nobody's cookie reaches others */
    @Test
    void a304SetsNoCookies() {
        assertThat(freshened(stored(), "Set-Cookie", "id=1").fields().contains("Set-Cookie"))
                .isFalse();
    }

    /** §4.3.4 */
    @ParameterizedTest
    @ValueSource(strings = {"no-store", "private"})
    void a304CanForbidToKeepIt(String control) {
        assertThat(freshened(stored("Cache-Control", "max-age=60"), "Cache-Control", control)
                        .isForbidden())
                .isTrue();
    }

    /** §4.1, §3.2: the stored Vary is the one that the 304 brought. */
    @Test
    void a304WithAnotherVarySelectsByIt() {
        StoredResponse after =
                freshened(get("Accept-Language", "de"), stored("ETag", "\"a\""), "Vary", "Accept-Language");
        assertThat(after.selection().matches(Fields.of("Accept-Language", "de")))
                .isTrue();
        assertThat(after.selection().matches(Fields.of("Accept-Language", "en")))
                .isFalse();
    }

    /** §4.1 */
    @Test
    void a304WithVaryAsteriskLeavesNothingToSelect() {
        StoredResponse after = freshened(stored("ETag", "\"a\""), "Vary", "*");
        assertThat(after.selection().matches(Fields.EMPTY)).isFalse();
        assertThat(after.isForbidden()).isTrue();
    }

    /** §3.5, §5.2.1.5: the fields of a 304 are an answer to the one who asked. */
    @Test
    void a304ToOneUserIsForHimUnlessItSaysOtherwise() {
        CacheRequest user = get("Authorization", "Basic x");
        StoredResponse before = stored("Cache-Control", "public, max-age=60");
        StoredResponse his = freshened(user, before, "Cache-Control", "max-age=60");
        assertThat(Storability.isForOneOnly(user, his, LETTER)).isTrue();
        assertThat(Storability.isForOneOnly(get(), his, LETTER)).isFalse();
        assertThat(Storability.isForOneOnly(user, freshened(user, before), LETTER))
                .isFalse();
        CacheRequest secret = get("Cache-Control", "no-store");
        assertThat(Storability.isForOneOnly(secret, freshened(secret, before), LETTER))
                .isTrue();
    }

    /** §4.3.5 */
    @Test
    void a200ToHeadWithTheSameValidatorsAndLengthFreshens() {
        StoredResponse stored = stored("ETag", "\"a\"", "Last-Modified", date(-60));
        assertThat(Validation.ofHead(response(200), stored, 5)).isEqualTo(FRESHENS);
        assertThat(Validation.ofHead(
                        response(200, "ETag", "\"a\"", "Last-Modified", date(-60), "Content-Length", "5"), stored, 5))
                .isEqualTo(FRESHENS);
    }

    /** §4.3.5 */
    @ParameterizedTest
    @CsvSource({
        "ETag,'\"b\"'",
        "ETag,'W/\"a\"'",
        "Last-Modified,'Sun, 22 Nov 2026 11:59:01 GMT'",
        "Content-Length,6",
        "Content-Length,x",
        "Content-Encoding,gzip"
    })
    void a200ToHeadThatDescribesAnotherMakesItStale(String name, String value) {
        StoredResponse stored = stored("ETag", "\"a\"", "Last-Modified", date(-60));
        assertThat(Validation.ofHead(response(200, name, value), stored, 5)).isEqualTo(INVALIDATES);
    }

    /** §4.3.5 */
    @Test
    void aValidatorThatTheStoredOneLacksMakesItStale() {
        assertThat(Validation.ofHead(response(200, "ETag", "\"a\""), stored(), 5))
                .isEqualTo(INVALIDATES);
    }
}
