package dev.slipway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.http.StructuredFields.Item;
import dev.slipway.http.StructuredFields.Malformed;
import dev.slipway.http.StructuredFields.Token;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cache-Status. */
class Rfc9211Section2Test {
    private static Item read(CacheStatus status) throws Malformed {
        return (Item) StructuredFields.list(status.toString()).getFirst();
    }

    @Test
    void section_2_1_aHitSaysSoAndHowLongItStaysFresh() {
        assertThat(CacheStatus.hit(30)).hasToString("slipway; hit; ttl=30");
        assertThat(CacheStatus.hit(CacheStatus.NO_TTL)).hasToString("slipway; hit");
    }

    @Test
    void section_2_4_aStaleHitHasANegativeTtl() {
        assertThat(CacheStatus.hit(-412)).hasToString("slipway; hit; ttl=-412");
    }

    @Test
    void section_2_2_aForwardedRequestSaysWhy() {
        assertThat(CacheStatus.forward("uri-miss")).hasToString("slipway; fwd=uri-miss");
    }

    @Test
    void sections_2_3_to_2_6_itSaysWhatTheAppAnsweredAndWhetherItWasStoredOrCollapsed() {
        assertThat(CacheStatus.forward("stale")
                        .forwardStatus(304)
                        .ttl(60)
                        .stored(true)
                        .collapsed(true))
                .hasToString("slipway; fwd=stale; fwd-status=304; ttl=60; stored; collapsed");
    }

    @Test
    void hitAndForwardExcludeEachOther() throws Malformed {
        assertThat(read(CacheStatus.hit(1)).parameters()).containsKey("hit").doesNotContainKey("fwd");
        assertThat(read(CacheStatus.forward("miss")).parameters())
                .containsKey("fwd")
                .doesNotContainKey("hit");
    }

    @Test
    void section_2_7_theKeyIsAString() throws Malformed {
        CacheStatus status = CacheStatus.hit(1).key("http://shop.test/a?q=\"\\");
        assertThat(status).hasToString("slipway; hit; ttl=1; key=\"http://shop.test/a?q=\\\"\\\\\"");
        assertThat(read(status).parameters()).containsEntry("key", "http://shop.test/a?q=\"\\");
    }

    @Test
    void section_2_8_theDetailIsATokenOrAString() throws Malformed {
        assertThat(read(CacheStatus.forward("bypass").detail("set-cookie")).parameters())
                .containsEntry("detail", new Token("set-cookie"));
        assertThat(read(CacheStatus.forward("bypass").detail("cookie sid")).parameters())
                .containsEntry("detail", "cookie sid");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"",
                "\\",
                "a\\\"b",
                "1st",
                "-",
                "a;b",
                "a, b",
                "\r\nSet-Cookie: a",
                "\u0000\u007f\u00e9\u20ac",
                "\u0391"
            })
    void whateverTheDetailHoldsTheFieldStaysWellFormed(String detail) throws Malformed {
        String text = CacheStatus.forward("bypass").detail(detail).key(detail).toString();
        assertThat(Tokens.isFieldValue(text)).isTrue();
        assertThat(StructuredFields.list(text)).hasSize(1);
    }

    @Test
    void whatAStringCannotHoldIsLeftOut() {
        assertThat(CacheStatus.hit(1).key("/caf\u00e9\n")).hasToString("slipway; hit; ttl=1; key=\"/caf\"");
    }

    @Test
    void anIntegerHasAtMostFifteenDigits() throws Malformed {
        assertThat(read(CacheStatus.hit(Long.MAX_VALUE)).parameters()).containsEntry("ttl", 999_999_999_999_999L);
        assertThat(read(CacheStatus.hit(Long.MIN_VALUE + 1)).parameters()).containsEntry("ttl", -999_999_999_999_999L);
    }
}
