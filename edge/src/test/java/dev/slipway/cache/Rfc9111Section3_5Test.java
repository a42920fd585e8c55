package dev.slipway.cache;

import static dev.slipway.cache.Law.LETTER;
import static dev.slipway.cache.Law.SAFE;
import static dev.slipway.cache.Law.get;
import static dev.slipway.cache.Law.isStored;
import static dev.slipway.cache.Law.kept;
import static dev.slipway.cache.Law.refusal;
import static dev.slipway.cache.Law.request;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Authenticated requests. */
class Rfc9111Section3_5Test {
    private static final CacheRequest AUTHORIZED = get("Authorization", "Basic dTpw");

    @ParameterizedTest
    @ValueSource(strings = {"max-age=60", "max-age=60, proxy-revalidate", "max-age=60, immutable", "no-cache"})
    void aResponseToAuthorizationIsNotStoredUnlessADirectiveAllowsIt(String control) {
        assertThat(refusal(AUTHORIZED, 200, "Cache-Control", control, "ETag", "\"a\""))
                .isEqualTo("authorization");
    }

    @ParameterizedTest
    @ValueSource(strings = {"public, max-age=60", "s-maxage=60", "max-age=60, must-revalidate", "S-MaxAge=60"})
    void publicSMaxageAndMustRevalidateAllowIt(String control) {
        assertThat(isStored(AUTHORIZED, 200, "Cache-Control", control)).isTrue();
    }

    @Test
    void expiresDoesNotAllowIt() {
        assertThat(refusal(AUTHORIZED, 200, "Expires", Law.date(60))).isEqualTo("authorization");
    }

    @Test
    void anEmptyAuthorizationCountsToo() {
        assertThat(refusal(get("authorization", ""), 200, "Cache-Control", "max-age=60"))
                .isEqualTo("authorization");
    }

    @Test
    void privateStandsAbovePublic() {
        assertThat(refusal(AUTHORIZED, 200, "Cache-Control", "public, private, max-age=60"))
                .isEqualTo("private");
    }

    @Test
    void byTheLetterAnAuthorizedRequestIsAnsweredByWhatWasStoredForAnother() {
        StoredResponse stored = kept(get(), 200, "Cache-Control", "max-age=60");
        assertThat(Law.plan(LETTER, AUTHORIZED, stored, 1)).isInstanceOf(Plan.Serve.class);
    }

    @Test
    void onASafeRouteOnlyByWhatIsForEverybody() {
        CacheRequest personal = request(SAFE, "GET", "Authorization", "Basic dTpw");
        StoredResponse quiet = Law.stored("Cache-Control", "max-age=60");
        StoredResponse open = Law.stored("Cache-Control", "public, max-age=60");
        assertThat(Law.plan(SAFE, personal, quiet, 1)).isInstanceOf(Plan.Fetch.class);
        assertThat(Law.plan(SAFE, personal, open, 1)).isInstanceOf(Plan.Serve.class);
    }

    @Test
    void onASafeRouteMustRevalidateAloneDoesNotAllowToStore() {
        CacheRequest personal = request(SAFE, "GET", "Authorization", "Basic dTpw");
        assertThat(refusal(SAFE, personal, 200, "Cache-Control", "max-age=60, must-revalidate"))
                .isEqualTo("personal-request");
        assertThat(refusal(SAFE, personal, 200, "Cache-Control", "s-maxage=60")).isEqualTo("stored");
        assertThat(refusal(SAFE, personal, 200, "Cache-Control", "public, max-age=60"))
                .isEqualTo("stored");
        assertThat(refusal(SAFE, personal, 200, "CDN-Cache-Control", "max-age=60"))
                .isEqualTo("stored");
    }
}
