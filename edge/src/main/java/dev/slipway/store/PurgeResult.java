package dev.slipway.store;

import java.util.List;

/**
 * What a purge did, or would do.
 *
 * @param sequence its place in the order of purges; of a dry run the latest one's. Responses whose fetch began before it
 *     are not stored any more where it matches
 * @param matched stored responses, each variant counted
 * @param sampleKeys of what matched, up to ten, each once
 * @param durable whether it holds after a restart too; false only where the disk took neither its record nor the order to
 *     forget everything
 */
public record PurgeResult(long sequence, int matched, List<String> sampleKeys, boolean durable) {
    public PurgeResult {
        sampleKeys = List.copyOf(sampleKeys);
    }
}
