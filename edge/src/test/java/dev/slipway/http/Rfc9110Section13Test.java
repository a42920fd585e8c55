package dev.slipway.http;

import static dev.slipway.http.Conditions.Outcome.NOT_MODIFIED;
import static dev.slipway.http.Conditions.Outcome.PRECONDITION_FAILED;
import static dev.slipway.http.Conditions.Outcome.PROCEED;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Conditional requests. */
class Rfc9110Section13Test {
    private static final EntityTag TAG = EntityTag.strong("a");
    private static final Instant CHANGED = Instant.parse("1994-11-06T08:49:37.5Z");
    private static final String BEFORE = "Sun, 06 Nov 1994 08:49:36 GMT";
    private static final String THEN = "Sun, 06 Nov 1994 08:49:37 GMT";

    private static Conditions.Outcome judge(String method, String... fields) {
        return Conditions.evaluate(method, Fields.of(fields), TAG, CHANGED);
    }

    @Test
    void proceedsWithoutConditions() {
        assertThat(judge("GET")).isEqualTo(PROCEED);
    }

    @Test
    void ifMatchComparesStrongly() {
        assertThat(judge("PUT", "If-Match", "\"a\"")).isEqualTo(PROCEED);
        assertThat(judge("PUT", "If-Match", "*")).isEqualTo(PROCEED);
        assertThat(judge("PUT", "If-Match", "\"x\"", "If-Match", "\"a\"")).isEqualTo(PROCEED);
        assertThat(judge("PUT", "If-Match", "W/\"a\"")).isEqualTo(PRECONDITION_FAILED);
        assertThat(judge("GET", "If-Match", "\"b\"")).isEqualTo(PRECONDITION_FAILED);
        assertThat(judge("GET", "If-Match", "nonsense")).isEqualTo(PRECONDITION_FAILED);
        assertThat(Conditions.evaluate("GET", Fields.of("If-Match", "\"a\""), null, null))
                .isEqualTo(PRECONDITION_FAILED);
    }

    @Test
    void ifNoneMatchComparesWeakly() {
        assertThat(judge("GET", "If-None-Match", "\"a\"")).isEqualTo(NOT_MODIFIED);
        assertThat(judge("HEAD", "If-None-Match", "W/\"a\"")).isEqualTo(NOT_MODIFIED);
        assertThat(judge("GET", "If-None-Match", "\"x\", \"a\"")).isEqualTo(NOT_MODIFIED);
        assertThat(judge("GET", "If-None-Match", "*")).isEqualTo(NOT_MODIFIED);
        assertThat(judge("GET", "If-None-Match", "\"b\"")).isEqualTo(PROCEED);
        assertThat(judge("GET", "If-None-Match", "a")).isEqualTo(PROCEED);
        assertThat(judge("POST", "If-None-Match", "*")).isEqualTo(PRECONDITION_FAILED);
        assertThat(Conditions.evaluate("GET", Fields.of("If-None-Match", "\"a\""), null, null))
                .isEqualTo(PROCEED);
    }

    @Test
    void ifModifiedSinceActsOnGetAndHeadOnly() {
        assertThat(judge("GET", "If-Modified-Since", THEN)).isEqualTo(NOT_MODIFIED);
        assertThat(judge("GET", "If-Modified-Since", BEFORE)).isEqualTo(PROCEED);
        assertThat(judge("POST", "If-Modified-Since", THEN)).isEqualTo(PROCEED);
        assertThat(judge("GET", "If-Modified-Since", "yesterday")).isEqualTo(PROCEED);
        assertThat(judge("GET", "If-Modified-Since", THEN, "If-Modified-Since", THEN))
                .isEqualTo(PROCEED);
        assertThat(Conditions.evaluate("GET", Fields.of("If-Modified-Since", THEN), TAG, null))
                .isEqualTo(PROCEED);
    }

    @Test
    void ifUnmodifiedSince() {
        assertThat(judge("PUT", "If-Unmodified-Since", THEN)).isEqualTo(PROCEED);
        assertThat(judge("PUT", "If-Unmodified-Since", BEFORE)).isEqualTo(PRECONDITION_FAILED);
        assertThat(judge("PUT", "If-Unmodified-Since", "0")).isEqualTo(PROCEED);
    }

    @Test
    void tagsGoBeforeDates() {
        assertThat(judge("GET", "If-Match", "\"a\"", "If-Unmodified-Since", BEFORE))
                .isEqualTo(PROCEED);
        assertThat(judge("GET", "If-None-Match", "\"b\"", "If-Modified-Since", THEN))
                .isEqualTo(PROCEED);
        assertThat(judge("GET", "If-Match", "\"b\"", "If-None-Match", "\"a\"")).isEqualTo(PRECONDITION_FAILED);
        assertThat(judge("GET", "If-Match", "\"a\"", "If-None-Match", "\"a\"")).isEqualTo(NOT_MODIFIED);
    }

    @Test
    void methodsWithoutRepresentationIgnoreThem() {
        assertThat(judge("OPTIONS", "If-Match", "\"b\"")).isEqualTo(PROCEED);
    }

    @Test
    void ifRangeNeedsTheVerySame() {
        assertThat(applies()).isTrue();
        assertThat(applies("If-Range", "\"a\"")).isTrue();
        assertThat(applies("If-Range", "\"b\"")).isFalse();
        assertThat(applies("If-Range", "W/\"a\"")).isFalse();
        assertThat(applies("If-Range", THEN)).isTrue();
        assertThat(applies("If-Range", BEFORE)).isFalse();
        assertThat(applies("If-Range", "Sun, 06 Nov 1994 08:49:38 GMT")).isFalse();
        assertThat(applies("If-Range", "nonsense")).isFalse();
        assertThat(Conditions.rangeApplies(Fields.of("If-Range", "\"a\""), EntityTag.weak("a"), null))
                .isFalse();
    }

    private static boolean applies(String... fields) {
        return Conditions.rangeApplies(Fields.of(fields), TAG, CHANGED);
    }
}
