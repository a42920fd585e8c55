package dev.slipway.certificates;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** RFC 9773 §4.2 and §4.3: the moment within the window, and when to ask again. */
class RenewalAdviceTest {
    private static final Instant NOW = Instant.parse("2026-11-23T09:00:00Z");
    private static final Instant START = NOW.plus(Duration.ofDays(60));
    private static final Instant END = NOW.plus(Duration.ofDays(62));

    @Test
    void momentsLieInTheWindowAndAreSpread() {
        RenewalAdvice advice = new RenewalAdvice(START, END, null);
        Random random = new Random(1);
        List<Instant> chosen =
                random.ints(1000).mapToObj(i -> advice.choose(random)).toList();

        assertThat(chosen).allMatch(each -> !each.isBefore(START) && each.isBefore(END));
        Instant middle = START.plus(Duration.ofDays(1));
        assertThat(chosen.stream().filter(each -> each.isBefore(middle)).count())
                .isBetween(400L, 600L);
    }

    @Test
    void questionComesWhenTheAuthorityWantsWithinReason() {
        assertThat(ask(null)).isEqualTo(NOW.plus(Duration.ofHours(6)));
        assertThat(ask(NOW.plus(Duration.ofHours(2)))).isEqualTo(NOW.plus(Duration.ofHours(2)));
        assertThat(ask(NOW)).isEqualTo(NOW.plus(Duration.ofMinutes(1)));
        assertThat(ask(NOW.plus(Duration.ofDays(400)))).isEqualTo(NOW.plus(Duration.ofDays(1)));
    }

    @Test
    void windowOutsideTheLifeOfTheCertificateIsNoAdvice() {
        Credentials credentials = SelfSigned.make(List.of("shop.example"), NOW);

        assertThat(new RenewalAdvice(START, END, null).isUsableFor(credentials)).isTrue();
        assertThat(new RenewalAdvice(END, START, null).isUsableFor(credentials)).isFalse();
        assertThat(new RenewalAdvice(START, NOW.plus(Duration.ofDays(400)), null).isUsableFor(credentials))
                .isFalse();
    }

    private static Instant ask(@Nullable Instant askAgain) {
        return new RenewalAdvice(START, END, askAgain).nextQuestion(NOW);
    }
}
