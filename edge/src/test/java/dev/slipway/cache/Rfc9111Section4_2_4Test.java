package dev.slipway.cache;

import static dev.slipway.cache.Law.LETTER;
import static dev.slipway.cache.Law.MILLIS;
import static dev.slipway.cache.Law.answersForError;
import static dev.slipway.cache.Law.get;
import static dev.slipway.cache.Law.plan;
import static dev.slipway.cache.Law.stored;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cache.Plan.Forward;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Serving stale responses. */
class Rfc9111Section4_2_4Test {
    private static final Plan VALIDATE = new Plan.Revalidate(Forward.STALE);

    @Test
    void aStaleResponseIsValidatedFirst() {
        assertThat(plan(get(), stored("Cache-Control", "max-age=60"), 61)).isEqualTo(VALIDATE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "max-age=60, must-revalidate",
                "max-age=60, proxy-revalidate",
                "s-maxage=60",
                "s-maxage=60, max-age=600",
                "max-age=60, no-cache"
            })
    void noneIsSentWhereADirectiveForbidsIt(String control) {
        StoredResponse stored = stored("Cache-Control", control);
        assertThat(plan(get("Cache-Control", "max-stale"), stored, 61)).isEqualTo(VALIDATE);
        assertThat(answersForError(get(), stored, 0, 61)).isFalse();
        assertThat(answersForError(get("Cache-Control", "stale-if-error=600"), stored, 500, 61))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"must-revalidate", "proxy-revalidate", "no-cache"})
    void aForbiddingDirectiveStandsAboveStaleWindows(String control) {
        StoredResponse stored =
                stored("Cache-Control", "max-age=60, stale-while-revalidate=600, stale-if-error=600, " + control);
        assertThat(plan(get(), stored, 61)).isEqualTo(VALIDATE);
        assertThat(answersForError(get(), stored, 0, 61)).isFalse();
        assertThat(answersForError(get(), stored, 503, 61)).isFalse();
    }

    @Test
    void oneMayBeSentWhenTheAppCannotBeReached() {
        StoredResponse stored = stored("Cache-Control", "max-age=60");
        assertThat(answersForError(get(), stored, 0, 61)).isTrue();
        assertThat(answersForError(get(), stored, 0, 60 + 86_400)).isTrue();
        assertThat(answersForError(get(), stored, 0, 61 + 86_400)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 504})
    void noneIsSentForAnErrorOfTheAppUnlessSomebodyAllowsIt(int status) {
        assertThat(answersForError(get(), stored("Cache-Control", "max-age=60"), status, 61))
                .isFalse();
    }

    /** §5.2.2.10 with RFC 5861 */
    @Test
    void besideSMaxageAStaleWindowAllowsAsMuchAsItSays() {
        StoredResponse whileValidating = stored("Cache-Control", "s-maxage=60, stale-while-revalidate=30");
        assertThat(plan(get(), whileValidating, 90)).isInstanceOf(Plan.ServeStaleWhileRevalidating.class);
        assertThat(plan(get(), whileValidating, 91)).isEqualTo(VALIDATE);
        assertThat(answersForError(get(), whileValidating, 0, 90)).isTrue();
        assertThat(answersForError(get(), whileValidating, 0, 91)).isFalse();
        assertThat(answersForError(get(), whileValidating, 500, 61)).isFalse();
        StoredResponse ifError = stored("Cache-Control", "s-maxage=60, stale-if-error=30");
        assertThat(plan(get(), ifError, 61)).isEqualTo(VALIDATE);
        assertThat(answersForError(get(), ifError, 500, 90)).isTrue();
        assertThat(answersForError(get(), ifError, 0, 91)).isFalse();
    }

    /** §5.2.2.10 */
    @Test
    void besideSMaxageTheClientWidensNoWindow() {
        StoredResponse stored = stored("Cache-Control", "s-maxage=60, stale-if-error=30");
        assertThat(plan(get("Cache-Control", "max-stale"), stored, 61)).isEqualTo(VALIDATE);
        assertThat(answersForError(get("Cache-Control", "stale-if-error=600"), stored, 500, 91))
                .isFalse();
    }

    @Test
    void whatWasInvalidatedIsValidatedHoweverFreshItIs() {
        StoredResponse stored = stored("Cache-Control", "max-age=60, stale-while-revalidate=600");
        assertThat(Reuse.plan(get(), stored, false, Reuse.Standing.PURGED, LETTER, MILLIS))
                .isEqualTo(VALIDATE);
    }
}
