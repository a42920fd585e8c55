package dev.slipway.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UnshareableTest {
    private final Unshareable unshareable = new Unshareable(() -> 0);

    /** A key holds the query: whoever asks with long ones, each another, must not fill the heap. */
    @Test
    void longKeysAreFewerKeys() {
        for (int i = 0; i < 2_000; i++) {
            unshareable.remember(i + "x".repeat(32 << 10), "no-store", true);
        }
        assertThat(unshareable.size()).isBetween(1L, 512L);
    }

    @Test
    void whatWasRememberedLastIsKnown() {
        unshareable.remember("/a", "no-store", true);
        assertThat(unshareable.because("/a")).isEqualTo("no-store");
        assertThat(unshareable.isKnown("/a")).isTrue();
        assertThat(unshareable.because("/b")).isNull();
        assertThat(unshareable.isKnown("/b")).isFalse();
    }

    /** One who is logged in, or was refused, says nothing of the others. */
    @Test
    void whatOneWasAnsweredDoesNotKeepOthersFromWaitingForEachOther() {
        unshareable.remember("/a", "private", false);
        assertThat(unshareable.because("/a")).isEqualTo("private");
        assertThat(unshareable.isKnown("/a")).isFalse();
        unshareable.remember("/a", "no-store", true);
        unshareable.remember("/a", "private", false);
        assertThat(unshareable.because("/a")).isEqualTo("no-store");
        assertThat(unshareable.isKnown("/a")).isTrue();
    }
}
