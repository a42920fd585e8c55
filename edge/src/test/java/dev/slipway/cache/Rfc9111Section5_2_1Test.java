package dev.slipway.cache;

import static dev.slipway.cache.Cases.LETTER;
import static dev.slipway.cache.Cases.NOON;
import static dev.slipway.cache.Cases.RELOADING;
import static dev.slipway.cache.Cases.SAFE;
import static dev.slipway.cache.Cases.asking;
import static dev.slipway.cache.Cases.get;
import static dev.slipway.cache.Cases.judge;
import static dev.slipway.cache.Cases.plan;
import static dev.slipway.cache.Cases.request;
import static dev.slipway.cache.Cases.saying;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cache.Plan.Forward;
import dev.slipway.http.Fields;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a request's Cache-Control asks for. */
class Rfc9111Section5_2_1Test {
    private static final StoredResponse FRESH = saying("max-age=100");
    private static final Plan SERVE = new Plan.Serve(10, 90);
    private static final Plan ASKED = new Plan.Revalidate(Forward.REQUEST);
    private static final Plan STALE = new Plan.Revalidate(Forward.STALE);

    @ParameterizedTest
    @ValueSource(strings = {"no-cache", "max-age=0", "max-age=5", "no-store", "min-fresh=95", "no-cache, no-store"})
    void onASafeRouteNoClientForcesARequestToTheApp(String control) {
        assertThat(plan(SAFE, asking(control), FRESH, 10)).isEqualTo(SERVE);
    }

    @Test
    void pragmaDoesNeither() {
        assertThat(plan(SAFE, get("Pragma", "no-cache"), FRESH, 10)).isEqualTo(SERVE);
    }

    @Test
    void section_5_2_1_1_maxAgePrefersAResponseThatIsNoOlder() {
        assertThat(plan(LETTER, asking("max-age=10"), FRESH, 10)).isEqualTo(SERVE);
        assertThat(plan(LETTER, asking("max-age=9"), FRESH, 10)).isEqualTo(ASKED);
        assertThat(plan(RELOADING, asking("max-age=9"), FRESH, 10)).isEqualTo(ASKED);
    }

    @Test
    void section_5_2_1_1_noneThatIsMalformedMakesAnythingFresher() {
        assertThat(plan(LETTER, asking("max-age=x"), FRESH, 10)).isEqualTo(ASKED);
        assertThat(plan(LETTER, asking("max-age=-1"), FRESH, 10)).isEqualTo(ASKED);
        assertThat(plan(LETTER, asking("max-age=50, max-age=5"), FRESH, 10)).isEqualTo(ASKED);
    }

    @Test
    void section_5_2_1_2_maxStaleAcceptsAStaleResponse() {
        assertThat(plan(LETTER, asking("max-stale=10"), FRESH, 110)).isEqualTo(new Plan.Serve(110, -10));
        assertThat(plan(LETTER, asking("max-stale=10"), FRESH, 111)).isEqualTo(STALE);
        assertThat(plan(LETTER, asking("max-stale"), FRESH, 100_000)).isEqualTo(new Plan.Serve(100_000, -99_900));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"max-age=100, must-revalidate", "max-age=100, proxy-revalidate", "s-maxage=100", "no-cache"})
    void section_5_2_1_2_butNotWhatTheAppForbids(String control) {
        assertThat(plan(LETTER, asking("max-stale"), saying(control), 101)).isEqualTo(STALE);
    }

    @Test
    void section_5_2_1_2_noWishBridgesAPurge() {
        assertThat(Reuse.plan(asking("max-stale"), FRESH, false, Reuse.Standing.PURGED, LETTER, NOON))
                .isEqualTo(STALE);
    }

    @Test
    void section_5_2_1_3_minFreshWantsAResponseThatStaysFresh() {
        assertThat(plan(LETTER, asking("min-fresh=90"), FRESH, 10)).isEqualTo(SERVE);
        assertThat(plan(LETTER, asking("min-fresh=91"), FRESH, 10)).isEqualTo(ASKED);
        assertThat(plan(RELOADING, asking("min-fresh=91"), FRESH, 10)).isEqualTo(ASKED);
    }

    @Test
    void section_5_2_1_4_noCacheWantsAValidation() {
        assertThat(plan(LETTER, asking("no-cache"), FRESH, 10)).isEqualTo(ASKED);
        assertThat(plan(LETTER, asking("No-Cache"), FRESH, 10)).isEqualTo(ASKED);
        assertThat(plan(RELOADING, asking("no-cache"), FRESH, 10)).isEqualTo(ASKED);
    }

    @Test
    void section_5_2_1_4_whatIsStaleAnywayIsNotTheRequestsDoing() {
        assertThat(plan(LETTER, asking("no-cache"), FRESH, 101)).isEqualTo(STALE);
    }

    @Test
    void section_5_4_pragmaCountsWhereThereIsNoCacheControl() {
        assertThat(plan(LETTER, get("Pragma", "No-Cache"), FRESH, 10)).isEqualTo(ASKED);
        assertThat(plan(LETTER, get("Pragma", "no-cache", "Cache-Control", "max-age=50"), FRESH, 10))
                .isEqualTo(SERVE);
    }

    @Test
    void section_5_2_1_5_noStoreDoesNotApplyToWhatIsStoredAlready() {
        assertThat(plan(LETTER, asking("no-store"), FRESH, 10)).isEqualTo(SERVE);
    }

    @Test
    void section_5_2_1_5_theResponseToItIsNotStoredAndThatLastsForNobodyElse() {
        for (CachePolicy policy : new CachePolicy[] {SAFE, LETTER}) {
            assertThat(judge(policy, asking("no-store"), 200, "Cache-Control", "max-age=60"))
                    .isEqualTo(new Storability.Verdict.Pass("request-no-store", false));
        }
    }

    @Test
    void section_5_2_1_7_onlyIfCachedIsAnsweredFromTheStore() {
        assertThat(plan(SAFE, asking("only-if-cached"), FRESH, 10)).isEqualTo(SERVE);
    }

    @Test
    void section_5_2_1_7_orRefused() {
        Plan refuse = new Plan.Refuse();
        assertThat(plan(SAFE, asking("only-if-cached"), FRESH, 100)).isEqualTo(refuse);
        assertThat(plan(SAFE, asking("only-if-cached"), saying("no-cache"), 0)).isEqualTo(refuse);
        assertThat(plan(LETTER, asking("only-if-cached, max-age=5"), FRESH, 10)).isEqualTo(refuse);
        assertThat(Reuse.plan(asking("only-if-cached"), null, true, Reuse.Standing.GOOD, SAFE, NOON))
                .isEqualTo(refuse);
        assertThat(Reuse.plan(asking("only-if-cached"), FRESH, false, Reuse.Standing.PURGED, SAFE, NOON))
                .isEqualTo(refuse);
        assertThat(plan(SAFE, request(SAFE, "HEAD", "Cache-Control", "only-if-cached"), FRESH, 100))
                .isEqualTo(refuse);
    }

    @Test
    void section_5_2_1_7_alsoWhereAConditionIsForTheOriginToJudge() {
        assertThat(plan(SAFE, get("Cache-Control", "only-if-cached", "If-Match", "\"a\""), FRESH, 10))
                .isEqualTo(new Plan.Refuse());
        assertThat(plan(SAFE, get("If-Match", "\"a\""), FRESH, 10))
                .isEqualTo(new Plan.Pass(Forward.REQUEST, "precondition"));
    }

    @Test
    void section_5_2_1_7_aPersonalRequestGetsNothingOfOthers() {
        assertThat(plan(SAFE, get("Cache-Control", "only-if-cached", "Cookie", "sid=1"), FRESH, 10))
                .isEqualTo(new Plan.Refuse());
    }

    @Test
    void section_5_2_severalLinesAndQuotedArgumentsAreRead() {
        RequestDirectives read = RequestDirectives.of(Fields.of(
                "Cache-Control", "MAX-AGE=\"5\"", "cache-control", "min-fresh=2,, max-stale = x , foo=\"a,no-store\""));
        assertThat(read.maxAgeSeconds()).isEqualTo(5);
        assertThat(read.minFreshSeconds()).isEqualTo(2);
        assertThat(read.noStore()).isFalse();
    }
}
