package dev.slipway.cache;

import static dev.slipway.cache.Cases.LETTER;
import static dev.slipway.cache.Cases.SAFE;
import static dev.slipway.cache.Cases.get;
import static dev.slipway.cache.Cases.judge;
import static dev.slipway.cache.Cases.plan;
import static dev.slipway.cache.Cases.saying;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cache.Plan.Forward;
import dev.slipway.http.Fields;
import dev.slipway.http.ResponseHead;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which requests speak for one user. */
class PersonalTest {
    private static final CachePolicy SHOP = new CachePolicy(
            CacheMode.ORIGIN, List.of("lang"), List.of(), Set.of("theme", "ab_*"), Set.of("x-customer"), false, false);

    private static String because(CachePolicy policy, String... fields) {
        return Personal.because(Personal.withRoutesCookies(Fields.of(fields), policy), policy);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization",
                "authorization",
                "X-API-KEY",
                "x-auth-token",
                "Proxy-Authorization",
                "X-Forwarded-User"
            })
    void aFieldThatNamesSomebodyIs(String name) {
        assertThat(because(SAFE, "Host", "shop.test", name, "")).isEqualToIgnoringCase(name);
    }

    @Test
    void soIsOneThatTheRouteNames() {
        assertThat(because(SHOP, "X-Customer", "7")).isEqualToIgnoringCase("x-customer");
        assertThat(because(SAFE, "X-Customer", "7")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sessionid=1",
                "_ga=1; sid=2",
                "_gax=1",
                "GA=1",
                "nonsense",
                "=x",
                ";;a",
                "_ga=1;csrftoken=2",
                "_GA=1"
            })
    void anyCookieThatIsNotKnownToBeHarmlessIs(String cookie) {
        assertThat(because(SAFE, "Cookie", cookie)).startsWith("cookie ");
    }

    @Test
    void theFirstOneIsNamed() {
        assertThat(because(SAFE, "Cookie", "_ga=1; a=2; b=3")).isEqualTo("cookie a");
        assertThat(because(SAFE, "Cookie", "_ga=1", "Cookie", "b=3")).isEqualTo("cookie b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "_ga=GA1.2.3.4",
                "_ga_ABC123=GS1; _gid=2; _gat_UA-1=1",
                "_fbp=1;_fbc=2",
                "__utma=1; __utmz=2; _hjSessionUser_1=3; _pk_id.1.abc=4",
                "OptanonConsent=a; OptanonAlertBoxClosed=b; CookieConsent=c"
            })
    void analyticsAndConsentAreNot(String cookies) {
        assertThat(because(SAFE, "Cookie", cookies)).isEmpty();
    }

    @Test
    void aRouteAddsItsOwnHarmlessOnes() {
        CachePolicy policy = new CachePolicy(
                CacheMode.ORIGIN, List.of(), List.of(), Set.of("theme", "ab_*"), Set.of(), false, false);
        assertThat(because(policy, "Cookie", "theme=dark; ab_test=1")).isEmpty();
        assertThat(because(policy, "Cookie", "theme=dark; abc=1")).isEqualTo("cookie abc");
    }

    @Test
    void cookiesThatTheRouteNamesReachAppAndKeyAndTheOthersNeither() {
        Fields fields = Personal.withRoutesCookies(
                Fields.of("Accept", "*/*", "Cookie", "a=1; lang=de", "Cookie", "lang=fr;b=2"), SHOP);
        assertThat(fields.all("Cookie")).containsExactly("lang=de; lang=fr");
        assertThat(fields.contains("Accept")).isTrue();
        assertThat(because(SHOP, "Cookie", "sid=1; lang=de")).isEmpty();
        assertThat(Personal.withRoutesCookies(Fields.of("Cookie", "a=1"), SHOP).contains("Cookie"))
                .isFalse();
    }

    @Test
    void cookiesThatTheRouteNamesSelectTheirOwnResponse() {
        Storability.Verdict verdict = Storability.judge(
                Cases.request(SHOP, "GET", "Cookie", "lang=de"),
                new ResponseHead(200, Fields.of("Cache-Control", "max-age=60")),
                SHOP,
                Cases.NOON,
                Cases.NOON);
        StoredResponse german = ((Storability.Verdict.Store) verdict).response();
        assertThat(german.selection().matches(Fields.of("Cookie", "lang=de"))).isTrue();
        assertThat(german.selection().matches(Fields.of("Cookie", "lang=fr"))).isFalse();
        assertThat(german.selection().matches(Fields.EMPTY)).isFalse();
    }

    @Test
    void setCookieOfOtherCookiesIsTakenAway() {
        Fields fields = Personal.withoutForeignSetCookies(
                Fields.of("Set-Cookie", "sid=1; Path=/", "Set-Cookie", "lang=de; Path=/", "Set-Cookie", "lang"), SHOP);
        assertThat(fields.all("Set-Cookie")).containsExactly("lang=de; Path=/");
        Fields all = Fields.of("Set-Cookie", "sid=1");
        assertThat(Personal.withoutForeignSetCookies(all, SAFE)).isEqualTo(all);
    }

    @Test
    void byTheLetterOnlyAuthorizationIs() {
        assertThat(because(LETTER, "Cookie", "sid=1", "X-API-Key", "a")).isEmpty();
        assertThat(because(LETTER, "authorization", "Basic a")).isEqualTo("Authorization");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "max-age=60",
                "must-revalidate, max-age=60",
                "no-cache",
                "private, s-maxage=60",
                "s-maxage=60, no-store"
            })
    void theResponseToAPersonalRequestIsNotStored(String control) {
        assertThat(judge(SAFE, get("Cookie", "sid=1"), 200, "Cache-Control", control, "ETag", "\"a\""))
                .isInstanceOf(Storability.Verdict.Pass.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"public, max-age=60", "s-maxage=60", "PUBLIC, max-age=60"})
    void unlessItIsForEverybody(String control) {
        assertThat(judge(SAFE, get("Cookie", "sid=1"), 200, "Cache-Control", control))
                .isInstanceOf(Storability.Verdict.Store.class);
    }

    @Test
    void aTargetedLifetimeSaysThatToo() {
        assertThat(judge(SAFE, get("Cookie", "sid=1"), 200, "CDN-Cache-Control", "max-age=60"))
                .isInstanceOf(Storability.Verdict.Store.class);
    }

    @Test
    void thatAPersonalRequestsResponseIsNotStoredSaysNothingOfTheNext() {
        assertThat(judge(SAFE, get("Cookie", "sid=1"), 200, "Cache-Control", "max-age=60"))
                .isEqualTo(new Storability.Verdict.Pass("personal-request", false));
    }

    @Test
    void aPersonalRequestGetsNothingThatIsNotForEverybody() {
        CacheRequest personal = get("Cookie", "sid=1");
        assertThat(plan(personal, saying("max-age=60"), 1)).isEqualTo(new Plan.Fetch(Forward.URI_MISS));
        assertThat(plan(personal, saying("public, max-age=60"), 1)).isEqualTo(new Plan.Serve(1, 59));
        assertThat(plan(personal, saying("s-maxage=60"), 1)).isEqualTo(new Plan.Serve(1, 59));
    }
}
