package dev.slipway.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A rehearsal that came to a good end, signed by the node that watched it (Ed25519, RFC 8032), so that another node may
 * believe it.
 *
 * @param site of which site
 * @param environment where it was rehearsed
 * @param run its number there
 * @param plan the plan's hash
 * @param release what was rehearsed
 * @param manifest SHA-256 of the release's manifest
 * @param base the release that it started from; null for none
 * @param baseManifest SHA-256 of that one's manifest, because its name is this node's own
 * @param baseCommit git's commit that it was made of; null where none is known
 * @param at when it ended
 * @param key the node's public key, base64 of its X.509 form
 * @param signature over the lines of {@link #signedText}, base64
 */
public record Rehearsal(
        String site,
        String environment,
        long run,
        String plan,
        String release,
        String manifest,
        @Nullable String base,
        @Nullable String baseManifest,
        @Nullable String baseCommit,
        Instant at,
        String key,
        String signature) {
    /** How many lines {@link #signedText} has. */
    public static final int SIGNED_LINES = 12;

    /** The same, signed. */
    public Rehearsal signedWith(String base64) {
        return new Rehearsal(
                site, environment, run, plan, release, manifest, base, baseManifest, baseCommit, at, key, base64);
    }

    /** What is signed: a line a member, in this order, the first naming the form. */
    public String signedText() {
        return String.join(
                "\n",
                "slipway rehearsal 2",
                site,
                environment,
                String.valueOf(run),
                plan,
                release,
                manifest,
                base == null ? "" : base,
                baseManifest == null ? "" : baseManifest,
                baseCommit == null ? "" : baseCommit,
                at.toString(),
                key);
    }
}
