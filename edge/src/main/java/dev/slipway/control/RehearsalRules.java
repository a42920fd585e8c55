package dev.slipway.control;

import dev.slipway.api.Rehearsal;
import dev.slipway.control.Refusal.Retry;
import dev.slipway.site.ParsedRules;
import dev.slipway.site.ReleaseRules;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a rehearsal must be so that a shipping may rest on it, whichever node saw it. */
final class RehearsalRules {
    private static final Duration COUNTS = Duration.ofHours(24);

    /** What the clocks of two nodes may differ by; more, and nobody knows how old a rehearsal is. */
    private static final Duration CLOCKS_APART = Duration.ofMinutes(5);

    private static final int BRIEF = 12;

    private final RehearsalProofs proofs;

    RehearsalRules(RehearsalProofs proofs) {
        this.proofs = proofs;
    }

    /**
     * What is to be shipped.
     *
     * @param environment where
     * @param plan the plan's hash
     * @param release what will be live
     * @param base what is live; null for nothing
     * @param trusted the keys of other nodes that count here
     */
    record Shipment(
            String environment,
            String plan,
            ReleaseRow release,
            @Nullable ReleaseRow base,
            List<String> trusted) {}

    /** @throws Refusal when that rehearsal is none of this shipment */
    void require(@Nullable Rehearsal proof, Shipment shipment, Instant now) {
        if (proof == null) {
            throw unrehearsed("not-rehearsed", "no rehearsal of plan " + brief(shipment.plan) + " came to a good end");
        }
        String objection = proofs.objection(proof, shipment.trusted);
        if (objection != null) {
            throw unrehearsed("rehearsal-not-trusted", objection);
        }
        ReleaseRow release = shipment.release;
        if (!proof.site().equals(release.site())) {
            throw unrehearsed("not-rehearsed", "the rehearsal is of site " + proof.site());
        }
        if (!proof.manifest().equals(release.manifest().hex())) {
            throw unrehearsed(
                    "rehearsal-of-other-bytes", "release " + release.name() + " has other files than were rehearsed");
        }
        if (!proof.plan().equals(shipment.plan)) {
            throw unrehearsed(
                    "not-rehearsed",
                    "the rehearsal is of plan " + brief(proof.plan()) + ", not of " + brief(shipment.plan));
        }
        Duration age = Duration.between(proof.at(), now);
        if (age.compareTo(COUNTS) > 0) {
            throw unrehearsed("rehearsal-too-old", "it was rehearsed " + age.toHours() + " hours ago");
        }
        if (age.plus(CLOCKS_APART).isNegative()) {
            throw unrehearsed(
                    "rehearsal-to-come", "it was rehearsed at " + proof.at() + ", and here it is " + now + " only");
        }
        if (!isFrom(proof, shipment.base)) {
            throw anotherBase(proof, shipment);
        }
    }

    /**
     * Files alone do not make a release: its routes travel with it.
     *
     * @throws Refusal when they are not those that were rehearsed
     */
    static void requireSameRules(ReleaseRow rehearsed, ReleaseRow release) {
        if (!hasSameRules(rehearsed, release)) {
            throw unrehearsed(
                    "rehearsal-of-other-routes",
                    "release " + release.name() + " has other routes or another [deploy] than " + rehearsed.name()
                            + ", which was rehearsed");
        }
    }

    private static boolean hasSameRules(ReleaseRow one, ReleaseRow other) {
        return one.name().equals(other.name())
                || ConfigurationText.rules(one.configuration()) instanceof ParsedRules.Valid(ReleaseRules rules)
                        && ConfigurationText.rules(other.configuration())
                                instanceof ParsedRules.Valid(ReleaseRules others)
                        && rules.equals(others);
    }

    /** Names of releases are a node's own: what another node began with is told by files and commit. */
    private boolean isFrom(Rehearsal proof, @Nullable ReleaseRow base) {
        if (proof.base() == null || base == null) {
            return proof.base() == null && base == null;
        }
        if (proofs.isOwn(proof)) {
            return proof.base().equals(base.name());
        }
        return Objects.equals(proof.baseManifest(), base.manifest().hex())
                && Objects.equals(proof.baseCommit(), base.origin().commit());
    }

    private static Refusal anotherBase(Rehearsal proof, Shipment shipment) {
        ReleaseRow base = shipment.base;
        return Refusal.of(
                409,
                "rehearsal-of-another-base",
                Retry.AFTER_CHANGE,
                "it was rehearsed from " + described(proof.base(), proof.baseCommit()) + ", and "
                        + (base == null
                                ? "nothing"
                                : described(base.name(), base.origin().commit()))
                        + " is live in " + shipment.environment,
                "a rehearsal from the release that is live now: the same files, of the same commit",
                "Where it is rehearsed, make live what " + shipment.environment
                        + " has, with `slipway promote`, and rehearse again; `--unrehearsed REASON` goes without, and is "
                        + "recorded.");
    }

    private static String described(@Nullable String release, @Nullable String commit) {
        return release == null
                ? "nothing"
                : "release " + release + (commit == null ? "" : " of commit " + brief(commit));
    }

    private static String brief(String hash) {
        return hash.substring(0, Math.min(BRIEF, hash.length()));
    }

    private static Refusal unrehearsed(String code, String detail) {
        return Refusal.of(
                409,
                code,
                Retry.AFTER_CHANGE,
                detail,
                "a rehearsal of exactly this plan, at most 24 hours old, from the release that is live now",
                "Run `slipway rehearse`, then ship again; `--unrehearsed REASON` goes without, and is recorded.");
    }
}
