package dev.slipway.cache;

import static dev.slipway.cache.Law.get;
import static dev.slipway.cache.Law.isStored;
import static dev.slipway.cache.Law.kept;
import static dev.slipway.cache.Law.plan;
import static dev.slipway.cache.Law.refusal;
import static dev.slipway.cache.Law.stored;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cache.Plan.Forward;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The Cache-Control of responses, as far as storing and using are concerned. */
class Rfc9111Section5_2_2Test {
    private static final Plan VALIDATE = new Plan.Revalidate(Forward.STALE);

    /** §5.2.2.2, §5.2.2.8 */
    @ParameterizedTest
    @ValueSource(strings = {"must-revalidate", "proxy-revalidate", "Must-Revalidate", "must-revalidate=x"})
    void freshResponsesAreUsedButStaleOnesValidatedFirst(String directive) {
        StoredResponse stored = stored("Cache-Control", "max-age=60, stale-while-revalidate=60, " + directive);
        assertThat(plan(get(), stored, 59)).isInstanceOf(Plan.Serve.class);
        assertThat(plan(get(), stored, 60)).isEqualTo(VALIDATE);
    }

    /** §5.2.2.3 */
    @ParameterizedTest
    @ValueSource(ints = {299, 418, 499, 599})
    void mustUnderstandForbidsToStoreAStatusThatIsNotUnderstood(int status) {
        assertThat(refusal(get(), status, "Cache-Control", "must-understand, max-age=60"))
                .isEqualTo("must-understand");
    }

    /** §5.2.2.3 */
    @ParameterizedTest
    @ValueSource(ints = {200, 301, 404, 503})
    void mustUnderstandSetsNoStoreAsideForAStatusThatIs(int status) {
        assertThat(isStored(get(), status, "Cache-Control", "must-understand, no-store, max-age=60"))
                .isTrue();
    }

    /** §5.2.2.4 */
    @Test
    void noCacheIsStoredButNeverUsedWithoutValidation() {
        StoredResponse stored = kept(get(), 200, "Cache-Control", "no-cache, max-age=60", "ETag", "\"a\"");
        assertThat(plan(get(), stored, 0)).isEqualTo(VALIDATE);
    }

    /** §5.2.2.4 */
    @Test
    void noCacheWithFieldNamesLeavesTheseOut() {
        StoredResponse stored = kept(
                get(),
                200,
                "Cache-Control",
                "max-age=60, no-cache=\"Set-Cookie, x-user\"",
                "Set-Cookie",
                "id=1",
                "X-User",
                "ann",
                "X-Kept",
                "1");
        assertThat(stored.fields().contains("Set-Cookie")).isFalse();
        assertThat(stored.fields().contains("X-User")).isFalse();
        assertThat(stored.fields().contains("X-Kept")).isTrue();
        assertThat(plan(get(), stored, 1)).isInstanceOf(Plan.Serve.class);
    }

    /** §5.2.2.4 */
    @Test
    void withoutItsCookieAResponseMayBeStoredOnASafeRoute() {
        assertThat(refusal(
                        Law.SAFE,
                        get(),
                        200,
                        "Cache-Control",
                        "max-age=60, no-cache=\"set-cookie\"",
                        "Set-Cookie",
                        "id=1"))
                .isEqualTo("stored");
    }

    /** §5.2.2.5 */
    @Test
    void noStoreWithAnArgumentIsNoStore() {
        assertThat(refusal(get(), 200, "Cache-Control", "max-age=60, no-store=\"x\""))
                .isEqualTo("no-store");
    }

    /** §5.2.2.7 */
    @Test
    void privateWithFieldNamesForbidsToStoreTheseAlone() {
        StoredResponse stored =
                kept(get(), 200, "Cache-Control", "max-age=60, private=\"X-User\"", "x-user", "ann", "X-Kept", "1");
        assertThat(stored.fields().contains("X-User")).isFalse();
        assertThat(stored.fields().contains("X-Kept")).isTrue();
    }

    /** §5.2.2.4, §5.2.2.7 */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "private",
                "private=\"\"",
                "private=\" \"",
                "private=",
                "private=\"x-user",
                "private =\"x-user\"",
                "private= \"x-user\"",
                "private=\"x-user\"y",
                "private=\"x-user\", private",
                "private=x\"-user\""
            })
    void aBrokenListOfFieldsCountsAsNone(String control) {
        assertThat(refusal(get(), 200, "Cache-Control", "max-age=60, " + control))
                .isEqualTo("private");
        String noCache = control.replace("private", "no-cache");
        assertThat(stored("Cache-Control", "max-age=60, " + noCache).isNoCache())
                .isTrue();
    }

    /** §5.2 */
    @ParameterizedTest
    @ValueSource(strings = {"private=\"x, no-store", "x=\", no-store", "x=\"\\\", no-store", "a\"b, no-store, c"})
    void aQuoteThatNobodyClosesHidesNoDirective(String control) {
        assertThat(refusal(get(), 200, "Cache-Control", "max-age=60, " + control))
                .isEqualTo("no-store");
    }

    /** §5.2 */
    @ParameterizedTest
    @ValueSource(
            strings = {"x=\"no-store\"", "x=\"a, no-store, b\"", "x=\"\\\", no-store\"", "no-stores", "x-no-store"})
    void whatOnlyLooksLikeADirectiveIsNone(String control) {
        assertThat(isStored(get(), 200, "Cache-Control", "max-age=60, " + control))
                .isTrue();
    }

    /** §5.2.2.9 */
    @Test
    void publicIsForEverybody() {
        assertThat(stored("Cache-Control", "public").isForEverybody()).isTrue();
        assertThat(stored("Cache-Control", "s-maxage=0").isForEverybody()).isTrue();
        assertThat(stored("Cache-Control", "max-age=60").isForEverybody()).isFalse();
    }

    /** §5.2.2.10 */
    @Test
    void sMaxageImpliesProxyRevalidate() {
        assertThat(stored("Cache-Control", "s-maxage=60").mustRevalidate()).isTrue();
        assertThat(stored("Cache-Control", "s-maxage=60, stale-if-error=5").mustRevalidate())
                .isFalse();
    }

    /** §4.2.1 */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"max-age=60, no-cache, public", "no-cache, max-age=60, s-maxage=60, stale-while-revalidate=60"})
    void ofDirectivesThatContradictEachOtherTheStrictestCounts(String control) {
        assertThat(plan(get(), stored("Cache-Control", control), 0)).isEqualTo(VALIDATE);
    }

    /** §5.2.3 */
    @Test
    void unknownDirectivesAreIgnored() {
        assertThat(isStored(get(), 200, "Cache-Control", "community=\"UCI\", max-age=60, x, =, \"y\""))
                .isTrue();
    }
}
