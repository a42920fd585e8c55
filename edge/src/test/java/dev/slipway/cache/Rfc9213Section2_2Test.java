package dev.slipway.cache;

import static dev.slipway.cache.Law.LETTER;
import static dev.slipway.cache.Law.date;
import static dev.slipway.cache.Law.get;
import static dev.slipway.cache.Law.isStored;
import static dev.slipway.cache.Law.kept;
import static dev.slipway.cache.Law.refusal;
import static dev.slipway.cache.Law.stored;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Targeted cache control: how the cache behaves. */
class Rfc9213Section2_2Test {
    @Test
    void whereATargetedFieldCountsCacheControlAndExpiresDoNot() {
        assertThat(isStored(get(), 200, "CDN-Cache-Control", "max-age=60", "Cache-Control", "no-store"))
                .isTrue();
        assertThat(refusal(get(), 200, "CDN-Cache-Control", "no-store", "Cache-Control", "max-age=60"))
                .isEqualTo("no-store");
        assertThat(stored("CDN-Cache-Control", "max-age=60", "Cache-Control", "s-maxage=5")
                        .lifetimeSeconds(LETTER))
                .isEqualTo(60);
        assertThat(stored("CDN-Cache-Control", "public", "Expires", date(60)).lifetimeSeconds(LETTER))
                .isZero();
    }

    @Test
    void aFieldThatSaysNothingKnownStillSetsCacheControlAside() {
        assertThat(stored("CDN-Cache-Control", "none", "Cache-Control", "max-age=60")
                        .lifetimeSeconds(LETTER))
                .isZero();
        assertThat(stored("CDN-Cache-Control", "no-store=?0", "Cache-Control", "max-age=60")
                        .lifetimeSeconds(LETTER))
                .isZero();
    }

    @Test
    void aMalformedFieldLetsCacheControlCount() {
        assertThat(stored("CDN-Cache-Control", "max-age=", "Cache-Control", "max-age=60")
                        .lifetimeSeconds(LETTER))
                .isEqualTo(60);
    }

    @Test
    void allFieldsAreStoredAndSentOn() {
        assertThat(kept(get(), 200, "CDN-Cache-Control", "max-age=60", "Cache-Control", "max-age=5")
                        .fields()
                        .size())
                .isEqualTo(2);
    }
}
