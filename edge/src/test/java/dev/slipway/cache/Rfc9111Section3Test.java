package dev.slipway.cache;

import static dev.slipway.cache.Law.SAFE;
import static dev.slipway.cache.Law.date;
import static dev.slipway.cache.Law.get;
import static dev.slipway.cache.Law.isStored;
import static dev.slipway.cache.Law.kept;
import static dev.slipway.cache.Law.refusal;
import static dev.slipway.cache.Law.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.http.Fields;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Storing responses. */
class Rfc9111Section3Test {
    private static final String[] FRESH = {"Cache-Control", "max-age=60"};

    @Test
    void storesWhatStatesALifetime() {
        assertThat(isStored(get(), 200, FRESH)).isTrue();
        assertThat(isStored(get(), 200, "Cache-Control", "s-maxage=60")).isTrue();
        assertThat(isStored(get(), 200, "Expires", date(60))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "get", "PURGE"})
    void storesNothingForAMethodThatItDoesNotUnderstand(String method) {
        assertThat(refusal(request(method), 200, FRESH)).isEqualTo("method");
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 101, 102, 103, 199})
    void storesNoStatusThatIsNotFinal(int status) {
        assertThat(refusal(get(), status, FRESH)).isEqualTo("status");
    }

    @Test
    void storesNo304BecauseThatOnlyUpdates() {
        assertThat(refusal(get(), 304, FRESH)).isEqualTo("status");
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 202, 226, 299, 302, 303, 307, 399, 400, 403, 429, 499, 500, 503, 599, 999})
    void storesAnyFinalStatusKnownOrNotThatStatesALifetime(int status) {
        assertThat(isStored(get(), status, FRESH)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501})
    void storesAHeuristicallyCacheableStatusWithoutALifetime(int status) {
        assertThat(isStored(get(), status, "Last-Modified", date(-600))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 202, 205, 299, 302, 303, 307, 400, 403, 499, 500, 503, 599})
    void storesNoOtherStatusWithoutALifetime(int status) {
        assertThat(refusal(get(), status, "Last-Modified", date(-600), "ETag", "\"a\""))
                .isEqualTo("status");
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 299, 302, 403, 500, 599})
    void noCacheAloneDoesNotAllowToStoreAnotherStatus(int status) {
        assertThat(refusal(get(), status, "Cache-Control", "no-cache", "ETag", "\"a\""))
                .isEqualTo("status");
    }

    @ParameterizedTest
    @ValueSource(ints = {299, 302, 403, 599})
    void publicAllowsToStoreAnyStatus(int status) {
        assertThat(isStored(get(), status, "Cache-Control", "public", "Last-Modified", date(-600)))
                .isTrue();
    }

    @Test
    void storesNothingThatSaysNoStore() {
        assertThat(refusal(get(), 200, "Cache-Control", "no-store")).isEqualTo("no-store");
        assertThat(refusal(get(), 200, "Cache-Control", "max-age=60, NO-STORE")).isEqualTo("no-store");
        assertThat(refusal(get(), 200, "Cache-Control", "max-age=60", "Cache-Control", "no-store"))
                .isEqualTo("no-store");
    }

    @Test
    void storesNothingThatSaysPrivate() {
        assertThat(refusal(get(), 200, "Cache-Control", "private, max-age=60")).isEqualTo("private");
        assertThat(refusal(get(), 200, "Cache-Control", "Private, s-maxage=60")).isEqualTo("private");
    }

    @Test
    void withoutExplicitLifetimeNothingIsStoredUnlessTheRouteAsks() {
        assertThat(refusal(SAFE, get(), 200, "Last-Modified", date(-600))).isEqualTo("no-freshness");
        assertThat(refusal(SAFE, get(), 200)).isEqualTo("no-freshness");
    }

    @Test
    void storesOnlyWhatCouldEverBeUsedAgain() {
        assertThat(refusal(get(), 200, "Cache-Control", "max-age=0")).isEqualTo("no-freshness");
        assertThat(refusal(get(), 200, "Cache-Control", "no-cache, max-age=60")).isEqualTo("no-freshness");
        assertThat(isStored(get(), 200, "Cache-Control", "max-age=0", "ETag", "\"a\""))
                .isTrue();
        assertThat(isStored(get(), 200, "Cache-Control", "max-age=0, stale-if-error=60"))
                .isTrue();
    }

    @Test
    void aSafeRouteStoresNoSetCookie() {
        String[] fields = {"Cache-Control", "public, max-age=60", "Set-Cookie", "id=1"};
        assertThat(refusal(SAFE, get(), 200, fields)).isEqualTo("set-cookie");
        assertThat(isStored(get(), 200, fields)).isTrue();
    }

    @Test
    void aRouteThatNeverCachesStoresNothing() {
        assertThat(refusal(CachePolicy.NEVER, get(), 200, FRESH)).isEqualTo("never");
    }

    /** §3.1 */
    @ParameterizedTest
    @ValueSource(strings = {"Proxy-Authenticate", "Proxy-Authentication-Info", "Proxy-Authorization"})
    void fieldsSpecificToAProxyAreNotStored(String name) {
        assertThat(kept(get(), 200, "Cache-Control", "max-age=60", name, "x").fields())
                .isEqualTo(Fields.of(FRESH));
    }

    /** §3.1 */
    @Test
    void unrecognisedFieldsAreStored() {
        assertThat(kept(get(), 200, "Cache-Control", "max-age=60", "X-Unheard-Of", "1")
                        .fields()
                        .get("X-Unheard-Of"))
                .isEqualTo("1");
    }

    /** §3.1 with RFC 9110 §7.6.1 */
    @Test
    void whatIsTrueOfOneMessageOnlyIsNotStored() {
        assertThat(kept(get(), 200, "Cache-Control", "max-age=60", "Content-Length", "5", "Trailer", "X-Sum")
                        .fields())
                .isEqualTo(Fields.of(FRESH));
    }

    /** §3.2 */
    @Test
    void aNewerResponseReplacesTheStoredFieldsOfItsNames() {
        StoredResponse before =
                Law.stored("Cache-Control", "max-age=60", "X-A", "1", "x-a", "2", "X-B", "kept", "ETag", "\"a\"");
        Fields after = Validation.updated(before, Fields.of("X-a", "3", "X-C", "added", "X-C", "twice"))
                .build();
        assertThat(after.all("X-A")).containsExactly("3");
        assertThat(after.all("X-B")).containsExactly("kept");
        assertThat(after.all("X-C")).containsExactly("added", "twice");
    }

    /** §3.2 */
    @ParameterizedTest
    @ValueSource(strings = {"Content-Length", "Content-Encoding", "Content-Range", "Transfer-Encoding"})
    void anUpdateLeavesWhatDescribesTheStoredBytes(String name) {
        StoredResponse before = Law.stored(name, "old", "ETag", "\"a\"");
        assertThat(Validation.updated(before, Fields.of(name, "new")).build().all(name))
                .containsExactly("old");
    }

    /** §3.2, §3.1 */
    @ParameterizedTest
    @ValueSource(strings = {"Proxy-Authenticate", "Proxy-Authentication-Info", "Proxy-Authorization", "Trailer"})
    void anUpdateAddsNothingThatMayNotBeStored(String name) {
        StoredResponse before = Law.stored("ETag", "\"a\"");
        assertThat(Validation.updated(before, Fields.of(name, "x")).contains(name))
                .isFalse();
    }

    /** §3.2 with §5.2.2.4 and §5.2.2.7 */
    @ParameterizedTest
    @ValueSource(strings = {"private", "no-cache"})
    void anUpdateTakesAwayTheFieldsThatItQualifies(String directive) {
        StoredResponse before = Law.stored("ETag", "\"a\"", "X-User", "old");
        Fields given = Fields.of("Cache-Control", "max-age=60, " + directive + "=\"x-user\"", "X-User", "new");
        assertThat(Validation.updated(before, given).contains("X-User")).isFalse();
    }
}
