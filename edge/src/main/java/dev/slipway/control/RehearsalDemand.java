package dev.slipway.control;

import dev.slipway.api.Rehearsal;
import dev.slipway.api.Run;
import dev.slipway.api.RunRequest;
import dev.slipway.control.Refusal.Retry;
import dev.slipway.site.EnvironmentConfig;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** What a shipping has to show before it may begin: a rehearsal of the same plan, bytes and base, or an admin's reason. */
final class RehearsalDemand {
    private static final Duration REHEARSAL_COUNTS = Duration.ofHours(24);

    private final RunLog log;
    private final RehearsalProofs proofs;
    private final Releases releases;
    private final InstantSource clock;

    RehearsalDemand(RunLog log, RehearsalProofs proofs, Releases releases, InstantSource clock) {
        this.log = log;
        this.proofs = proofs;
        this.releases = releases;
        this.clock = clock;
    }

    /** Refuses a shipping that has nothing to show. */
    void permit(
            SiteState site,
            EnvironmentConfig config,
            RunRequest request,
            ReleaseRow release,
            @Nullable String base,
            boolean override) {
        if (request.override() != null && !request.override().isBlank()) {
            if (config.protectedByPlan() && !override) {
                throw Refusal.of(
                        403,
                        "override-needs-admin",
                        Retry.AFTER_CHANGE,
                        "an unrehearsed plan for " + config.name() + ", which is protected",
                        "the role admin, whose reason is recorded",
                        "Rehearse it, or ask an admin.");
            }
            return;
        }
        Rehearsal proof = request.rehearsal() == null ? ownProof(site, request.plan()) : request.rehearsal();
        if (proof == null) {
            throw unrehearsed("not-rehearsed", "no rehearsal of plan " + brief(request.plan()) + " came to a good end");
        }
        String objection = proofs.objection(proof, site.site().node().trustedRehearsals());
        if (objection != null) {
            throw unrehearsed("rehearsal-not-trusted", objection);
        }
        if (!proof.site().equals(site.name()) || !proof.plan().equals(request.plan())) {
            throw unrehearsed(
                    "not-rehearsed",
                    "the rehearsal is of plan " + brief(proof.plan()) + " of " + proof.site() + ", not of "
                            + brief(request.plan()));
        }
        if (!proof.manifest().equals(release.manifest().hex())) {
            throw unrehearsed(
                    "rehearsal-of-other-bytes", "release " + release.name() + " has other files than were rehearsed");
        }
        Duration age = Duration.between(proof.at(), clock.instant());
        if (age.compareTo(REHEARSAL_COUNTS) > 0) {
            throw unrehearsed("rehearsal-too-old", "it was rehearsed " + age.toHours() + " hours ago");
        }
        if (!java.util.Objects.equals(proof.base(), base)) {
            throw unrehearsed(
                    "rehearsal-of-another-base",
                    "it was rehearsed from " + Runs.orNothing(proof.base()) + ", and " + Runs.orNothing(base)
                            + " is live in " + config.name());
        }
    }

    private static String brief(String plan) {
        return plan.substring(0, Math.min(12, plan.length()));
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

    private @Nullable Rehearsal ownProof(SiteState site, String plan) {
        Rehearsal newest = null;
        for (EnvironmentState environment : site.environments()) {
            for (Run run : log.newest(site.name(), environment.name())) {
                boolean counts = run.kind().equals(Runs.REHEARSAL)
                        && run.state().equals("done")
                        && run.plan().equals(plan);
                if (counts && (newest == null || newest.at().isBefore(java.util.Objects.requireNonNull(run.ended())))) {
                    newest = proof(site, environment.name(), run);
                }
            }
        }
        return newest;
    }

    /** The proof of a rehearsal of this node. */
    Rehearsal proof(SiteState site, String environment, Run run) {
        if (!run.kind().equals(Runs.REHEARSAL) || !run.state().equals("done")) {
            throw Refusal.of(
                    409,
                    "not-a-rehearsal",
                    Retry.NEVER,
                    "run " + run.number() + " of " + environment + " is a " + run.kind() + " that is " + run.state(),
                    "a rehearsal that came to a good end",
                    "Rehearse again.");
        }
        return proofs.sign(
                site.name(),
                environment,
                run,
                releases.find(site, run.release()).manifest().hex());
    }
}
