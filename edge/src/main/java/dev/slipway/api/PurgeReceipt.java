package dev.slipway.api;

import java.time.Instant;
import java.util.List;

/**
 * What a purge did, kept for good.
 *
 * @param number counts up within the environment from 1; 0 for a dry run, which is not kept
 * @param at when
 * @param by who
 * @param mode {@code soft} or {@code hard}
 * @param selectors what was named, such as {@code tag news}
 * @param matched stored objects, each variant counted
 * @param effectiveMillis from the order until no request found the old object any more
 * @param samples some of what matched, asked for again through the traffic listener
 */
public record PurgeReceipt(
        long number,
        Instant at,
        String by,
        String mode,
        List<String> selectors,
        int matched,
        double effectiveMillis,
        List<Sample> samples) {
    public PurgeReceipt {
        selectors = List.copyOf(selectors);
        samples = List.copyOf(samples);
    }

    /**
     * One URL as it answered after the purge.
     *
     * @param status 0 where it did not answer
     * @param cacheStatus the field Cache-Status, or why there is none
     */
    public record Sample(String url, int status, String cacheStatus) {}
}
