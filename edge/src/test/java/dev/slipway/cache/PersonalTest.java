package dev.slipway.cache;

import static dev.slipway.cache.Law.LETTER;
import static dev.slipway.cache.Law.SAFE;
import static dev.slipway.cache.Law.plan;
import static dev.slipway.cache.Law.refusal;
import static dev.slipway.cache.Law.request;
import static dev.slipway.cache.Law.stored;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.http.Fields;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which requests speak for one user. */
class PersonalTest {
    private static final CachePolicy LANGUAGE =
            new CachePolicy(CacheMode.ORIGIN, List.of("lang"), List.of(), Set.of(), Set.of(), false, false);
    private static final CachePolicy MORE = new CachePolicy(
            CacheMode.ORIGIN, List.of(), List.of(), Set.of("theme", "ab_*"), Set.of("x-tenant"), false, false);

    private static String because(CachePolicy policy, String... fields) {
        return Personal.because(Fields.of(fields), policy);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization",
                "authorization",
                "Proxy-Authorization",
                "X-API-Key",
                "x-api-key",
                "X-Auth-Token",
                "X-Access-Token",
                "X-CSRFToken"
            })
    void aFieldThatSaysWhoMakesItPersonal(String name) {
        assertThat(because(SAFE, name, "x")).isEqualToIgnoringCase(name);
        assertThat(because(SAFE, name, "")).isEqualToIgnoringCase(name);
    }

    @Test
    void aRequestWithoutAnyIsNot() {
        assertThat(because(SAFE)).isEmpty();
        assertThat(because(SAFE, "User-Agent", "x", "Accept", "*/*")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sessionid=1|cookie sessionid",
                "_ga=1; sessionid=2|cookie sessionid",
                "a|cookie a",
                "a =1|cookie a",
                ";; a=1|cookie a",
                "_GA=1|cookie _GA",
                "xga=1|cookie xga",
                "_fbpx=1|cookie _fbpx",
                "lang=de|cookie lang",
                "=1|'cookie '"
            })
    void aCookieThatIsNotKnownToBeHarmlessMakesItPersonal(String cookie, String why) {
        assertThat(because(SAFE, "Cookie", cookie)).isEqualTo(why);
    }

    @Test
    void inEveryLineOfCookies() {
        assertThat(because(SAFE, "Cookie", "_ga=1", "cookie", "id=2")).isEqualTo("cookie id");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "_ga=1",
                "_ga_ABC=1; _gid=2",
                "_hjSession_1=x;_fbp=fb.1",
                "__utmz=1",
                "OptanonConsent=a=b",
                "",
                ";"
            })
    void harmlessCookiesDoNot(String cookie) {
        assertThat(because(SAFE, "Cookie", cookie)).isEmpty();
    }

    @Test
    void theRouteAddsHarmlessCookiesAndPersonalFields() {
        assertThat(because(MORE, "Cookie", "theme=dark; ab_1=x")).isEmpty();
        assertThat(because(MORE, "Cookie", "themes=dark")).isEqualTo("cookie themes");
        assertThat(because(MORE, "X-Tenant", "7")).isEqualTo("x-tenant");
    }

    @Test
    void byTheLetterOnlyAuthorizationDoes() {
        assertThat(because(LETTER, "Cookie", "sessionid=1", "X-API-Key", "k")).isEmpty();
        assertThat(because(LETTER, "Authorization", "x")).isEqualTo("Authorization");
    }

    @Test
    void cookiesThatTheRouteNamesDoNot() {
        assertThat(because(LANGUAGE, "Cookie", "lang=de")).isEmpty();
    }

    @Test
    void whereTheRouteNamesCookiesOnlyThesePass() {
        Fields request = Fields.of("Cookie", "id=1; lang=de;  a", "Accept", "*/*", "Cookie", "lang=en; languages=x");
        assertThat(Personal.withRoutesCookies(request, LANGUAGE))
                .isEqualTo(Fields.of("Accept", "*/*", "Cookie", "lang=de; lang=en"));
        assertThat(Personal.withRoutesCookies(Fields.of("Cookie", "id=1"), LANGUAGE))
                .isEqualTo(Fields.EMPTY);
        assertThat(Personal.withRoutesCookies(request, SAFE)).isSameAs(request);
    }

    @Test
    void whereTheRouteNamesCookiesOnlyTheseAreSet() {
        Fields response =
                Fields.of("Set-Cookie", "id=1; Path=/", "Set-Cookie", "lang=de; Path=/", "Set-Cookie", "lang");
        assertThat(Personal.withoutForeignSetCookies(response, LANGUAGE))
                .isEqualTo(Fields.of("Set-Cookie", "lang=de; Path=/"));
        assertThat(Personal.withoutForeignSetCookies(response, SAFE)).isSameAs(response);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "max-age=60|personal-request",
                "max-age=60, must-revalidate|personal-request",
                "no-cache|personal-request",
                "public, max-age=60|stored",
                "s-maxage=60|stored"
            })
    void aResponseToAPersonalRequestIsStoredOnlyIfItIsForEverybody(String control, String verdict) {
        CacheRequest personal = request(SAFE, "GET", "Cookie", "sessionid=1");
        assertThat(refusal(SAFE, personal, 200, "Cache-Control", control, "ETag", "\"a\""))
                .isEqualTo(verdict);
    }

    @Test
    void aPersonalRequestIsAnsweredOnlyByWhatIsForEverybody() {
        CacheRequest personal = request(SAFE, "GET", "Cookie", "sessionid=1");
        assertThat(plan(SAFE, personal, stored("Cache-Control", "max-age=60"), 1))
                .isInstanceOf(Plan.Fetch.class);
        assertThat(plan(SAFE, personal, stored("Cache-Control", "public, max-age=60"), 1))
                .isInstanceOf(Plan.Serve.class);
        assertThat(plan(SAFE, personal, stored("CDN-Cache-Control", "max-age=60"), 1))
                .isInstanceOf(Plan.Serve.class);
    }

    @Test
    void aRouteThatNeverCachesPassesAtOnce() {
        assertThat(plan(CachePolicy.NEVER, request("GET"), stored("Cache-Control", "max-age=60"), 1))
                .isEqualTo(new Plan.Pass(Plan.Forward.BYPASS, "never"));
    }
}
