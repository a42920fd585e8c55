package dev.slipway.exchange;

import dev.slipway.release.ReleaseFiles;
import dev.slipway.site.ReleaseRules;

/**
 * What is live in one environment: read once per exchange, replaced whole by an activation, so that every request is
 * answered by one activation alone.
 *
 * @param activation the activation's number, 0 before the first
 * @param rules the live release's routes, or those of the node's configuration before the first activation
 * @param files the live release's files
 */
public record Live(long activation, ReleaseRules rules, ReleaseFiles files) {
    /** Whether a release is live at all. */
    public boolean hasRelease() {
        return activation > 0;
    }
}
