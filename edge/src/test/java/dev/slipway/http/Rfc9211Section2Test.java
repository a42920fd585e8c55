package dev.slipway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cache.Plan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Cache-Status. */
class Rfc9211Section2Test {
    private static StructuredFields.Item read(CacheStatus status) throws StructuredFields.Malformed {
        return (StructuredFields.Item) StructuredFields.list(status.toString()).getFirst();
    }

    @Test
    void theCacheIsNamedByAToken() throws Exception {
        assertThat(read(CacheStatus.hit(1)).value()).isEqualTo(new StructuredFields.Token("slipway"));
    }

    @Test
    void aHitSaysHitAndNotFwd() throws Exception {
        assertThat(CacheStatus.hit(30)).hasToString("slipway; hit; ttl=30");
        assertThat(read(CacheStatus.hit(30)).parameters())
                .containsEntry("hit", true)
                .containsEntry("ttl", 30L)
                .doesNotContainKey("fwd");
    }

    @Test
    void whatIsForwardedSaysWhyAndNotHit() throws Exception {
        assertThat(read(CacheStatus.forward("uri-miss")).parameters())
                .containsEntry("fwd", new StructuredFields.Token("uri-miss"))
                .doesNotContainKeys("hit", "ttl", "stored", "collapsed", "fwd-status", "detail");
    }

    @ParameterizedTest
    @EnumSource(Plan.Forward.class)
    void everyReasonToForwardIsOneThatTheSectionKnows(Plan.Forward forward) {
        assertThat(forward.token())
                .isIn("bypass", "method", "uri-miss", "vary-miss", "miss", "request", "stale", "partial");
    }

    @Test
    void fwdStatusIsTheAppsStatus() throws Exception {
        assertThat(read(CacheStatus.forward("stale").forwardStatus(304)).parameters())
                .containsEntry("fwd-status", 304L);
    }

    @Test
    void theTtlOfAStaleResponseIsNegative() throws Exception {
        assertThat(read(CacheStatus.hit(-5)).parameters()).containsEntry("ttl", -5L);
    }

    @Test
    void aTtlThatNobodyKnowsIsLeftOut() {
        assertThat(CacheStatus.hit(CacheStatus.NO_TTL)).hasToString("slipway; hit");
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MAX_VALUE, -Long.MAX_VALUE})
    void aTtlBeyondMeasureStaysAnInteger(long ttl) throws Exception {
        assertThat(read(CacheStatus.hit(ttl)).parameters()).containsKey("ttl");
    }

    @Test
    void storedAndCollapsedAreBooleans() throws Exception {
        CacheStatus status = CacheStatus.forward("uri-miss")
                .forwardStatus(200)
                .ttl(60)
                .stored(true)
                .collapsed(true);
        assertThat(status).hasToString("slipway; fwd=uri-miss; fwd-status=200; ttl=60; stored; collapsed");
        assertThat(read(status).parameters()).containsEntry("stored", true).containsEntry("collapsed", true);
    }

    @Test
    void theDetailIsATokenWhereItIsOne() throws Exception {
        assertThat(read(CacheStatus.forward("bypass").detail("set-cookie")).parameters())
                .containsEntry("detail", new StructuredFields.Token("set-cookie"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"cookie session", "1st", "a\"b", "a\\b", "\"", ";", "-a", " "})
    void andAStringWhereItIsNone(String detail) throws Exception {
        assertThat(read(CacheStatus.forward("bypass").detail(detail)).parameters())
                .containsEntry("detail", detail);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cookie grüße", "a\r\nSet-Cookie: b", "\u0000", "a\u007fb"})
    void whatAStringCannotHoldIsReplaced(String detail) throws Exception {
        CacheStatus status = CacheStatus.forward("bypass").detail(detail);
        assertThat(read(status).parameters()).containsEntry("detail", detail.replaceAll("[^ -~]", "?"));
    }
}
