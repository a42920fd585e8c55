package dev.slipway.cache;

import static dev.slipway.cache.Cases.LETTER;
import static dev.slipway.cache.Cases.SAFE;
import static dev.slipway.cache.Cases.get;
import static dev.slipway.cache.Cases.judge;
import static dev.slipway.cache.Cases.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cache.Storability.Verdict;
import org.junit.jupiter.api.Test;

/** Whether what keeps a response out of the store will keep out the next one for its key as well. */
class Rfc9111Section3LastingTest {
    @Test
    void whatTheResponseSaysLasts() {
        assertThat(judge(SAFE, get(), 200, "Cache-Control", "no-store")).isEqualTo(new Verdict.Pass("no-store", true));
        assertThat(judge(SAFE, get(), 200, "Cache-Control", "private")).isEqualTo(new Verdict.Pass("private", true));
        assertThat(judge(SAFE, get(), 200, "Cache-Control", "max-age=9", "Set-Cookie", "a=b"))
                .isEqualTo(new Verdict.Pass("set-cookie", true));
        assertThat(judge(SAFE, get(), 200, "Cache-Control", "max-age=9", "Vary", ", *"))
                .isEqualTo(new Verdict.Pass("vary-asterisk", true));
        assertThat(judge(SAFE, get(), 200)).isEqualTo(new Verdict.Pass("no-freshness", true));
    }

    @Test
    void whatTheRequestIsDoesNot() {
        assertThat(judge(SAFE, get("Cookie", "sid=1"), 200, "Cache-Control", "max-age=9"))
                .isEqualTo(new Verdict.Pass("personal-request", false));
        assertThat(judge(LETTER, request(LETTER, "GET", "Authorization", "a"), 200, "Cache-Control", "max-age=9"))
                .isEqualTo(new Verdict.Pass("authorization", false));
        assertThat(judge(SAFE, request(SAFE, "HEAD"), 200, "Cache-Control", "max-age=9"))
                .isEqualTo(new Verdict.Pass("method", false));
    }

    @Test
    void anAppThatFailsNowWillNotAlways() {
        assertThat(judge(SAFE, get(), 500)).isEqualTo(new Verdict.Pass("status", false));
        assertThat(judge(SAFE, get(), 503, "Cache-Control", "no-store")).isEqualTo(new Verdict.Pass("no-store", false));
    }

    @Test
    void section_3_5_byTheLetterATargetedLifetimeAloneDoesNotShareWhatNeededAuthorization() {
        assertThat(judge(LETTER, request(LETTER, "GET", "Authorization", "a"), 200, "CDN-Cache-Control", "max-age=9"))
                .isEqualTo(new Verdict.Pass("authorization", false));
    }

    @Test
    void section_5_2_2_3_partialContentIsAStatusThatIsUnderstood() {
        assertThat(judge(
                        LETTER,
                        get(),
                        206,
                        "Cache-Control",
                        "max-age=9, must-understand, no-store",
                        "ETag",
                        "\"a\"",
                        "Content-Range",
                        "bytes 0-1/9"))
                .isInstanceOf(Verdict.Store.class);
    }
}
