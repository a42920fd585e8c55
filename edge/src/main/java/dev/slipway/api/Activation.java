package dev.slipway.api;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One entry of an environment's append-only log.
 *
 * @param number counts up within the environment from 1
 * @param release which release became live
 * @param at when
 * @param by who: the token's name, and the person it speaks for
 * @param reason why, or null
 * @param kind {@code promote} or {@code rollback}
 * @param replaces the number of the activation it replaced, 0 for the first
 * @param rolledBack for a rollback: the number of the activation it took back
 * @param stricter for a rollback: the releases whose routes that are never stored stay so
 * @param strictRoutes the names of those routes, where the release itself would store them
 */
public record Activation(
        long number,
        String release,
        Instant at,
        String by,
        @Nullable String reason,
        String kind,
        long replaces,
        @Nullable Long rolledBack,
        List<String> stricter,
        List<String> strictRoutes) {
    public Activation {
        stricter = stricter == null ? List.of() : List.copyOf(stricter);
        strictRoutes = strictRoutes == null ? List.of() : List.copyOf(strictRoutes);
    }
}
