package dev.slipway.certificates;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * An authority's advice when to renew a certificate (RFC 9773 §4.2).
 *
 * @param start the beginning of the window in which it suggests to renew
 * @param end the end of that window
 * @param askAgain when it wants to be asked again; null where it did not say
 */
record RenewalAdvice(Instant start, Instant end, @Nullable Instant askAgain) {
    /** RFC 9773 §4.3.2: where the authority says nothing, or nothing usable. */
    private static final Duration USUAL = Duration.ofHours(6);

    private static final Duration LEAST = Duration.ofMinutes(1);
    private static final Duration MOST = Duration.ofDays(1);

    /** Whether the window lies within the life of the certificate; another one is no advice. */
    boolean isUsableFor(Credentials credentials) {
        return start.isBefore(end) && end.isBefore(credentials.validUntil());
    }

    boolean hasSameWindow(@Nullable RenewalAdvice other) {
        return other != null && start.equals(other.start) && end.equals(other.end);
    }

    /** A moment of the window that is as likely as every other, so that not everybody comes at once. */
    Instant choose(RandomGenerator random) {
        return start.plusMillis(
                random.nextLong(Math.max(1, Duration.between(start, end).toMillis())));
    }

    /** When to ask again, within what the RFC calls reasonable. */
    Instant nextQuestion(Instant now) {
        Instant wanted = askAgain == null ? now.plus(USUAL) : askAgain;
        if (wanted.isBefore(now.plus(LEAST))) {
            return now.plus(LEAST);
        }
        return wanted.isAfter(now.plus(MOST)) ? now.plus(MOST) : wanted;
    }
}
