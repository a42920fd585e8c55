package dev.slipway.control;

import dev.slipway.api.Rehearsal;
import dev.slipway.api.Run;
import dev.slipway.api.RunRequest;
import dev.slipway.control.Refusal.Retry;
import dev.slipway.site.EnvironmentConfig;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** What a shipping has to show before it may begin: a rehearsal of the same plan, bytes and base, or an admin's reason. */
final class RehearsalDemand {
    private final RunLog log;
    private final RehearsalProofs proofs;
    private final RehearsalRules rules;
    private final Releases releases;
    private final InstantSource clock;

    RehearsalDemand(RunLog log, RehearsalProofs proofs, Releases releases, InstantSource clock) {
        this.log = log;
        this.proofs = proofs;
        this.rules = new RehearsalRules(proofs);
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
        rules.require(
                proof,
                new RehearsalRules.Shipment(
                        config.name(),
                        request.plan(),
                        release,
                        base == null ? null : releases.find(site, base),
                        site.site().node().trustedRehearsals()),
                clock.instant());
        if (proof != null && proofs.isOwn(proof)) {
            RehearsalRules.requireSameRules(releases.find(site, proof.release()), release);
        }
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
        String base = run.base();
        return proofs.sign(
                site.name(),
                environment,
                run,
                releases.find(site, run.release()),
                base == null ? null : releases.find(site, base));
    }
}
