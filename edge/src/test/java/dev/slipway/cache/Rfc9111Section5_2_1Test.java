package dev.slipway.cache;

import static dev.slipway.cache.Law.SAFE;
import static dev.slipway.cache.Law.get;
import static dev.slipway.cache.Law.plan;
import static dev.slipway.cache.Law.refusal;
import static dev.slipway.cache.Law.request;
import static dev.slipway.cache.Law.stored;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cache.Plan.Forward;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The Cache-Control of requests. */
class Rfc9111Section5_2_1Test {
    private static final Plan ASKED = new Plan.Revalidate(Forward.REQUEST);
    private static final CachePolicy PERMITTED =
            new CachePolicy(CacheMode.ORIGIN, List.of(), List.of(), Set.of(), Set.of(), false, true);

    private static Plan planned(String control, long later) {
        return plan(get("Cache-Control", control), stored("Cache-Control", "max-age=60"), later);
    }

    private static Plan safely(CachePolicy policy, String control, @Nullable StoredResponse stored, long later) {
        return plan(policy, request(policy, "GET", "Cache-Control", control), stored, later);
    }

    /** §5.2.1.1 */
    @ParameterizedTest
    @CsvSource({"10,true", "11,false"})
    void maxAgeRefusesWhatIsOlder(long later, boolean served) {
        assertThat(planned("max-age=10", later) instanceof Plan.Serve).isEqualTo(served);
    }

    /** §5.2.1.1 */
    @Test
    void maxAgeDoesNotMakeStaleResponsesFresh() {
        assertThat(planned("max-age=600", 61)).isEqualTo(new Plan.Revalidate(Forward.STALE));
    }

    /** §5.2.1.2 */
    @ParameterizedTest
    @CsvSource({"max-stale=10,70,true", "max-stale=10,71,false", "max-stale,999999,true", "max-stale=x,61,false"})
    void maxStaleAcceptsWhatIsStaleByNoMore(String control, long later, boolean served) {
        assertThat(planned(control, later) instanceof Plan.Serve).isEqualTo(served);
    }

    /** §5.2.1.2 */
    @Test
    void whatIsServedStaleSaysSo() {
        assertThat(planned("max-stale=10", 65)).isEqualTo(new Plan.Serve(65, -5));
    }

    /** §5.2.1.3 */
    @ParameterizedTest
    @CsvSource({"50,true", "51,false"})
    void minFreshRefusesWhatWillNotStayFreshSoLong(long later, boolean served) {
        assertThat(planned("min-fresh=10", later) instanceof Plan.Serve).isEqualTo(served);
    }

    /** §5.2.1.4 */
    @Test
    void noCacheAsksForAValidation() {
        assertThat(planned("no-cache", 1)).isEqualTo(ASKED);
        assertThat(planned("No-Cache", 1)).isEqualTo(ASKED);
    }

    /** §5.2.1.5 */
    @Test
    void noStoreForbidsToStoreTheResponse() {
        assertThat(refusal(get("Cache-Control", "no-store"), 200, "Cache-Control", "public, max-age=60"))
                .isEqualTo("request-no-store");
    }

    /** §5.2.1.5 */
    @Test
    void noStoreDoesNotForbidToUseWhatIsStored() {
        assertThat(planned("no-store", 1)).isInstanceOf(Plan.Serve.class);
    }

    /** §5.2.1.7 */
    @Test
    void onlyIfCachedUsesWhatIsStored() {
        assertThat(planned("only-if-cached", 1)).isInstanceOf(Plan.Serve.class);
        assertThat(planned("only-if-cached, max-stale=10", 65)).isInstanceOf(Plan.Serve.class);
    }

    /** §5.2.1.7 */
    @Test
    void onlyIfCachedRefusesInsteadOfAskingTheApp() {
        assertThat(plan(get("Cache-Control", "only-if-cached"), null, 0)).isInstanceOf(Plan.Refuse.class);
        assertThat(planned("only-if-cached", 61)).isInstanceOf(Plan.Refuse.class);
        assertThat(planned("only-if-cached, no-cache", 1)).isInstanceOf(Plan.Refuse.class);
        assertThat(planned("only-if-cached, min-fresh=60", 1)).isInstanceOf(Plan.Refuse.class);
    }

    /** §5.2.1.7 */
    @Test
    void onlyIfCachedIsObeyedOnASafeRouteToo() {
        assertThat(safely(SAFE, "only-if-cached", null, 0)).isInstanceOf(Plan.Refuse.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"no-cache", "max-age=0", "min-fresh=600", "max-age=x", "max-stale"})
    void onASafeRouteAClientCannotForceALoadOntoTheApp(String control) {
        assertThat(safely(SAFE, control, stored("Cache-Control", "max-age=60"), 1))
                .isInstanceOf(Plan.Serve.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"no-cache", "max-age=0", "min-fresh=600"})
    void unlessTheRoutePermitsIt(String control) {
        assertThat(safely(PERMITTED, control, stored("Cache-Control", "max-age=60"), 1))
                .isEqualTo(ASKED);
    }

    @Test
    void maxStaleMakesASafeRouteNoLaxer() {
        assertThat(safely(SAFE, "max-stale", stored("Cache-Control", "max-age=60"), 61))
                .isEqualTo(new Plan.Revalidate(Forward.STALE));
    }

    @Test
    void aMalformedMaxAgeAcceptsNothingThatHasAnAge() {
        assertThat(planned("max-age=x", 1)).isEqualTo(ASKED);
        assertThat(planned("max-age", 1)).isEqualTo(ASKED);
    }

    /** §5.4 */
    @Test
    void pragmaCountsWhereThereIsNoCacheControl() {
        assertThat(RequestDirectives.of(get("Pragma", "No-Cache").fields()).noCache())
                .isTrue();
        assertThat(RequestDirectives.of(get("Pragma", "no-cache", "Cache-Control", "max-age=5")
                                .fields())
                        .noCache())
                .isFalse();
        assertThat(RequestDirectives.of(get("Pragma", "x").fields()).noCache()).isFalse();
    }

    @Test
    void unknownDirectivesAreIgnored() {
        assertThat(planned("x, y=z, no-cachex", 1)).isInstanceOf(Plan.Serve.class);
        assertThat(RequestDirectives.of(get().fields())).isEqualTo(RequestDirectives.NONE);
    }

    /** §4 */
    @Test
    void headIsAnsweredByAStoredResponseToGet() {
        assertThat(plan(request("HEAD"), stored("Cache-Control", "max-age=60"), 1))
                .isEqualTo(new Plan.Serve(1, 59));
        assertThat(plan(request("HEAD"), null, 0)).isEqualTo(new Plan.Pass(Forward.URI_MISS, "head"));
        assertThat(plan(request("HEAD"), stored("Cache-Control", "max-age=60"), 61))
                .isEqualTo(new Plan.Pass(Forward.STALE, "head"));
    }

    /** §4 */
    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "UNHEARD-OF"})
    void otherMethodsAreWrittenThrough(String method) {
        assertThat(plan(request(method, "Cache-Control", "only-if-cached"), stored("Cache-Control", "max-age=60"), 1))
                .isEqualTo(new Plan.Pass(Forward.METHOD, ""));
    }
}
