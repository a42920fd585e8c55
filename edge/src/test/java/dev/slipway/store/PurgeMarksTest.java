package dev.slipway.store;

import static dev.slipway.store.Samples.SITE;
import static dev.slipway.store.Samples.head;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What keeps responses out that began before a purge. */
class PurgeMarksTest {
    private final PurgeMarks marks = new PurgeMarks();

    @Test
    void aMarkHoldsForWhatBeganBefore() {
        marks.key(SITE + "/a", 5);
        marks.label("red", 7);
        marks.prefix(SITE + "/p/", 9);

        assertThat(marks.anySince(4, head("/a", 0))).isTrue();
        assertThat(marks.anySince(5, head("/a", 0))).isFalse();
        assertThat(marks.anySince(6, head("/b", 0, "blue", "red"))).isTrue();
        assertThat(marks.anySince(7, head("/b", 0, "blue", "red"))).isFalse();
        assertThat(marks.anySince(8, head("/p/x", 0))).isTrue();
        assertThat(marks.anySince(9, head("/p/x", 0))).isFalse();
        assertThat(marks.anySince(0, head("/b", 0, "blue"))).isFalse();
    }

    @Test
    void theLatestOfAKeyCountsWhateverTheOrder() {
        marks.key(SITE + "/a", 9);
        marks.key(SITE + "/a", 5);
        marks.prefix(SITE + "/p", 9);
        marks.prefix(SITE + "/p", 5);

        assertThat(marks.anySince(8, head("/a", 0))).isTrue();
        assertThat(marks.anySince(8, head("/p", 0))).isTrue();
    }

    @Test
    void aKeyIsNoLabel() {
        marks.label(SITE + "/a", 5);

        assertThat(marks.anySince(0, head("/a", 0))).isFalse();
    }

    @Test
    void hardlyAnythingIsKeptOutForNothing() {
        IntStream.range(0, 300).forEach(i -> marks.key(SITE + "/purged/" + i, i + 1));

        assertThat(IntStream.range(0, 300).allMatch(i -> marks.anySince(i, head("/purged/" + i, 0))))
                .isTrue();
        assertThat(IntStream.range(0, 10_000)
                        .filter(i -> marks.anySince(0, head("/other/" + i, 0)))
                        .count())
                .isLessThan(20);
    }

    @Test
    void whatBeganBeforeAForgottenPrefixIsKeptOut() {
        IntStream.rangeClosed(1, PurgeMarks.MOST_PREFIXES + 10).forEach(i -> marks.prefix(SITE + "/" + i + "/", i));

        assertThat(marks.anySince(9, head("/other", 0))).isTrue();
        assertThat(marks.anySince(10, head("/other", 0))).isFalse();
        assertThat(marks.anySince(10, head("/11/x", 0))).isTrue();
    }
}
