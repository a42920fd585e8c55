package dev.slipway.api;

import org.jspecify.annotations.Nullable;

/**
 * Asks for an activation: {@code POST …/activations} and {@code POST …/rollback}.
 *
 * @param release the release to make live; for a rollback null chooses the one before
 * @param replaces the number of the activation that is live now as the caller believes; null skips the comparison
 * @param reason why, or null
 * @param by the person, or null for the token's name alone
 * @param loosen for a rollback: true lets routes store again that are never stored now
 * @param run the run that this is a step of, or null for an activation by hand
 */
public record ActivationRequest(
        @Nullable String release,
        @Nullable Long replaces,
        @Nullable String reason,
        @Nullable String by,
        @Nullable Boolean loosen,
        @Nullable Long run) {
    public ActivationRequest(
            @Nullable String release, @Nullable Long replaces, @Nullable String reason, @Nullable String by) {
        this(release, replaces, reason, by, null, null);
    }

    /** A step of a run. */
    public static ActivationRequest ofRun(
            @Nullable String release, @Nullable Long replaces, String reason, String by, long run) {
        return new ActivationRequest(release, replaces, reason, by, null, run);
    }
}
