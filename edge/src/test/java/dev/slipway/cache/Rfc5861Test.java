package dev.slipway.cache;

import static dev.slipway.cache.Law.LETTER;
import static dev.slipway.cache.Law.MILLIS;
import static dev.slipway.cache.Law.SAFE;
import static dev.slipway.cache.Law.answersForError;
import static dev.slipway.cache.Law.get;
import static dev.slipway.cache.Law.plan;
import static dev.slipway.cache.Law.request;
import static dev.slipway.cache.Law.stored;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cache.Plan.Forward;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** stale-while-revalidate and stale-if-error. */
class Rfc5861Test {
    private static final Plan VALIDATE = new Plan.Revalidate(Forward.STALE);
    private static final StoredResponse WHILE = stored("Cache-Control", "max-age=60, stale-while-revalidate=30");
    private static final StoredResponse IF_ERROR = stored("Cache-Control", "max-age=60, stale-if-error=30");

    /** §3 */
    @Test
    void whileFreshNothingIsValidated() {
        assertThat(plan(get(), WHILE, 59)).isEqualTo(new Plan.Serve(59, 1));
    }

    /** §3 */
    @ParameterizedTest
    @ValueSource(longs = {60, 75, 90})
    void withinTheWindowItIsServedStaleAndValidatedBehind(long later) {
        assertThat(plan(get(), WHILE, later)).isEqualTo(new Plan.ServeStaleWhileRevalidating(later, 60 - later));
    }

    /** §3 */
    @Test
    void afterTheWindowItIsValidatedFirst() {
        assertThat(plan(get(), WHILE, 91)).isEqualTo(VALIDATE);
    }

    /** §3 */
    @ParameterizedTest
    @ValueSource(strings = {"stale-while-revalidate", "stale-while-revalidate=x", "stale-while-revalidate=-1"})
    void aMalformedWindowIsNone(String directive) {
        assertThat(plan(get(), stored("Cache-Control", "max-age=60, " + directive), 61))
                .isEqualTo(VALIDATE);
    }

    /** §3 */
    @Test
    void theWindowDoesNotBridgeAPurge() {
        assertThat(Reuse.plan(get(), WHILE, false, Reuse.Standing.PURGED, LETTER, MILLIS + 61_000))
                .isEqualTo(VALIDATE);
    }

    /** §3 */
    @Test
    void headIsNotAnsweredStale() {
        assertThat(plan(request("HEAD"), WHILE, 61)).isEqualTo(new Plan.Pass(Forward.STALE, "head"));
    }

    /** §4 */
    @ParameterizedTest
    @ValueSource(ints = {0, 500, 502, 503, 504})
    void withinItsWindowItAnswersForAnError(int status) {
        assertThat(answersForError(get(), IF_ERROR, status, 90)).isTrue();
        assertThat(answersForError(get(), IF_ERROR, status, 91)).isFalse();
    }

    /** §4 */
    @Test
    void itDoesNotAllowToServeStaleWithoutAnError() {
        assertThat(plan(get(), IF_ERROR, 61)).isEqualTo(VALIDATE);
    }

    /** §4 */
    @ParameterizedTest
    @CsvSource({"stale-if-error=20,80,true", "stale-if-error=20,81,false", "stale-if-error=0,61,false"})
    void aRequestMayAllowItToo(String control, long later, boolean answers) {
        StoredResponse stored = stored("Cache-Control", "max-age=60");
        assertThat(answersForError(get("Cache-Control", control), stored, 500, later))
                .isEqualTo(answers);
    }

    /** §4 */
    @Test
    void ofBothWindowsTheWiderCounts() {
        assertThat(answersForError(get("Cache-Control", "stale-if-error=60"), IF_ERROR, 500, 120))
                .isTrue();
        assertThat(answersForError(get("Cache-Control", "stale-if-error=5"), IF_ERROR, 500, 90))
                .isTrue();
    }

    /** §4 */
    @ParameterizedTest
    @ValueSource(strings = {"stale-if-error", "stale-if-error=x", "stale-if-error=0"})
    void aWindowOfNothingForbidsItEvenWhenTheAppIsAway(String directive) {
        assertThat(answersForError(get(), stored("Cache-Control", "max-age=60, " + directive), 0, 61))
                .isFalse();
    }

    /** §4 */
    @Test
    void afterAPurgeItStillAnswersForAnError() {
        assertThat(Reuse.mayAnswerForError(get(), IF_ERROR, Reuse.Standing.PURGED, 500, LETTER, MILLIS + 30_000))
                .isTrue();
    }

    /** product: a personal request gets only what is for everybody */
    @Test
    void nobodyGetsAnothersStaleResponse() {
        CacheRequest personal = request(SAFE, "GET", "Cookie", "session=1");
        assertThat(Reuse.mayAnswerForError(personal, IF_ERROR, Reuse.Standing.GOOD, 500, SAFE, MILLIS + 61_000))
                .isFalse();
    }
}
