package dev.slipway.cache;

import static dev.slipway.cache.Cases.NOON;
import static dev.slipway.cache.Cases.SAFE;
import static dev.slipway.cache.Cases.asking;
import static dev.slipway.cache.Cases.get;
import static dev.slipway.cache.Cases.saying;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code stale-if-error}. */
class Rfc5861Section4Test {
    private static final StoredResponse WINDOW = saying("max-age=600, stale-if-error=1200");
    private static final StoredResponse PLAIN = saying("max-age=600");
    private static final int NONE = 0;

    private static boolean answers(CacheRequest request, StoredResponse stored, int status, long secondsLater) {
        return Reuse.mayAnswerForError(request, stored, Reuse.Standing.GOOD, status, SAFE, NOON + secondsLater * 1_000);
    }

    @ParameterizedTest
    @ValueSource(ints = {NONE, 500, 502, 503, 504})
    void anErrorMayBeAnsweredByAStaleResponseWithinTheWindow(int status) {
        assertThat(answers(get(), WINDOW, status, 1_800)).isTrue();
        assertThat(answers(get(), WINDOW, status, 1_801)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 304, 400, 404, 410, 429, 501, 505, 599})
    void anyOtherStatusIsTheAppsAnswer(int status) {
        assertThat(answers(get(), WINDOW, status, 700)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 504})
    void withoutAWindowAnErrorIsTheAppsAnswer(int status) {
        assertThat(answers(get(), PLAIN, status, 601)).isFalse();
    }

    @Test
    void theRequestMayOpenAWindowForItself() {
        assertThat(answers(asking("stale-if-error=60"), PLAIN, 503, 660)).isTrue();
        assertThat(answers(asking("stale-if-error=60"), PLAIN, 503, 661)).isFalse();
    }

    @Test
    void rfc9111Section4_2_4_anAppThatCannotBeReachedMayBeRepresentedForADay() {
        assertThat(answers(get(), PLAIN, NONE, 600 + 86_400)).isTrue();
        assertThat(answers(get(), PLAIN, NONE, 600 + 86_401)).isFalse();
    }

    @Test
    void orForLongerWhereTheAppSaysSo() {
        assertThat(answers(get(), saying("max-age=600, stale-if-error=604800"), NONE, 600 + 604_800))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "max-age=600, must-revalidate, stale-if-error=1200",
                "max-age=600, proxy-revalidate, stale-if-error=1200",
                "max-age=600, no-cache, stale-if-error=1200",
                "s-maxage=600"
            })
    void rfc9111Section4_2_4_whatADirectiveForbidsIsNotServedStale(String control) {
        assertThat(answers(get(), saying(control), NONE, 601)).isFalse();
        assertThat(answers(get(), saying(control), 503, 601)).isFalse();
        assertThat(answers(asking("stale-if-error=9999"), saying(control), 503, 601))
                .isFalse();
    }

    @Test
    void besideSMaxageTheWindowIsTheAppsOwnWord() {
        assertThat(answers(get(), saying("s-maxage=600, stale-if-error=60"), 503, 660))
                .isTrue();
    }

    @Test
    void whatWasPurgedMayAnswerWhenTheAppFails() {
        assertThat(Reuse.mayAnswerForError(get(), WINDOW, Reuse.Standing.PURGED, 503, SAFE, NOON + 1_000))
                .isTrue();
    }

    @Test
    void aPersonalRequestGetsOnlyWhatIsForEverybody() {
        CacheRequest personal = get("Cookie", "sid=1");
        assertThat(answers(personal, WINDOW, 503, 601)).isFalse();
        assertThat(answers(personal, saying("public, max-age=600, stale-if-error=60"), 503, 601))
                .isTrue();
    }
}
