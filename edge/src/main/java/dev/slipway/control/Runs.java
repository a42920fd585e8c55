package dev.slipway.control;

import dev.slipway.api.Activation;
import dev.slipway.api.ActivationRequest;
import dev.slipway.api.Rehearsal;
import dev.slipway.api.Run;
import dev.slipway.api.RunReport;
import dev.slipway.api.RunRequest;
import dev.slipway.control.Refusal.Retry;
import dev.slipway.site.EnvironmentConfig;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Rehearsals and shippings. A run holds its environment from beginning to end: two at once would take each other's steps
 * back. Each report of its client is committed before it is acknowledged, so that whoever takes over knows where it stands.
 *
 * <p>Guarded by the site's lock.
 */
final class Runs {
    static final String REHEARSAL = "rehearsal";
    static final String SHIP = "ship";
    static final String RUNNING = "running";
    static final String GRADING = "grading";

    private static final Set<String> ENDS = Set.of("done", "taken-back", "stuck", "aborted");
    private static final int MOST_STEPS = 200;
    private static final int MOST_EVIDENCE = 200;

    private final RunLog log;
    private final RehearsalDemand demand;
    private final Releases releases;
    private final InstantSource clock;

    Runs(Database database, Releases releases, InstantSource clock) {
        this.log = new RunLog(database);
        this.demand = new RehearsalDemand(log, new RehearsalProofs(database), releases, clock);
        this.releases = releases;
        this.clock = clock;
    }

    List<Run> newest(SiteState site, String environment) {
        return log.newest(site.name(), environment);
    }

    Optional<Run> open(SiteState site, String environment) {
        return log.open(site.name(), environment);
    }

    /** The one that holds the environment, or the newest where that could not be taken back. */
    Optional<Run> standing(SiteState site, String environment) {
        return log.open(site.name(), environment)
                .or(() -> log.last(site.name(), environment)
                        .filter(run -> run.state().equals("stuck")));
    }

    Run find(SiteState site, String environment, long number) {
        return log.find(site.name(), environment, number)
                .orElseThrow(() -> Refusal.of(
                        404,
                        "unknown-run",
                        Retry.NEVER,
                        site.name() + "/" + environment + " has no run " + number,
                        "a run that `slipway status --json` or GET …/runs lists",
                        "Look there for its number."));
    }

    /** @param override whether the caller may go on without a rehearsal, with a reason */
    Run begin(SiteState site, String environmentName, RunRequest request, String by, boolean override) {
        site.lock.lock();
        try {
            EnvironmentConfig config = Activations.config(site, environmentName);
            EnvironmentState environment = site.environment(environmentName);
            requireKind(request);
            ReleaseRow release = releases.find(site, request.release());
            refuseSecond(site, environmentName);
            String live = environment.live().get().hasRelease()
                    ? environment.live().get().files().release()
                    : null;
            String base = request.kind().equals(REHEARSAL) ? requireBase(environmentName, request.base(), live) : live;
            if (request.kind().equals(SHIP)) {
                demand.permit(site, config, request, release, base, override);
            } else if (config.protectedByPlan()) {
                throw Refusal.of(
                        403,
                        "protected-environment",
                        Retry.NEVER,
                        "a rehearsal in " + environmentName + ", which is protected",
                        "an environment that is not: staging",
                        "Rehearse there, then ship here.");
            }
            Instant now = now();
            Run run = new Run(
                    log.next(site.name(), environmentName),
                    request.kind(),
                    request.plan(),
                    request.release(),
                    base,
                    by,
                    now,
                    now,
                    null,
                    RUNNING,
                    null,
                    false,
                    request.record(),
                    request.override(),
                    request.rollback(),
                    List.of(),
                    List.of(),
                    null,
                    0);
            log.put(site.name(), environmentName, run);
            return run;
        } finally {
            site.lock.unlock();
        }
    }

    /** A rehearsal starts from what is live where it will be shipped to; where nothing is, from anything. */
    private static @Nullable String requireBase(String environment, @Nullable String base, @Nullable String live) {
        if (base != null && !base.equals(live)) {
            throw Refusal.of(
                    409,
                    "rehearsal-of-another-base",
                    Retry.AFTER_CHANGE,
                    "the rehearsal starts from " + orNothing(base) + ", and " + orNothing(live) + " is live in "
                            + environment,
                    "the release that is live where it will be shipped to",
                    "Promote it there first; `slipway rehearse` does.");
        }
        return base;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static void requireKind(RunRequest request) {
        boolean known = REHEARSAL.equals(request.kind()) || SHIP.equals(request.kind());
        if (!known || request.plan() == null || !request.plan().matches("[0-9a-f]{64}")) {
            throw Refusal.of(
                    400,
                    "invalid-run",
                    Retry.AFTER_CHANGE,
                    "kind is \"" + request.kind() + "\", plan \"" + request.plan() + '"',
                    "kind rehearsal or ship, and the plan's hash of 64 hexadecimal digits",
                    "Use `slipway rehearse` and `slipway ship`, which know.");
        }
    }

    private void refuseSecond(SiteState site, String environment) {
        log.open(site.name(), environment).ifPresent(open -> {
            throw inProgress(environment, open);
        });
    }

    private static Refusal inProgress(String environment, Run open) {
        return Refusal.of(
                409,
                "run-in-progress",
                Retry.AFTER_CHANGE,
                open.kind() + " " + open.number() + " of release " + open.release() + " by " + open.by() + " holds "
                        + environment + " since " + open.begun() + ", last heard of at " + open.heard(),
                "one run at a time in an environment",
                "Wait for its end; if its client is gone, "
                        + (open.kind().equals(SHIP) ? "`slipway ship --resume` goes on with it and " : "")
                        + "`slipway rollback " + environment + "` takes it back and ends it.");
    }

    private static String orNothing(@Nullable String release) {
        return release == null ? "nothing" : "release " + release;
    }

    /** The proof of a rehearsal of this node. */
    Rehearsal proof(SiteState site, String environment, Run run) {
        return demand.proof(site, environment, run);
    }

    /** Takes in what the client says; refused once the run has ended, so that a client that slept does not go on. */
    Run report(SiteState site, String environment, long number, RunReport report, String by) {
        site.lock.lock();
        try {
            Run run = find(site, environment, number);
            if (!run.holdsEnvironment()) {
                throw Refusal.of(
                        409,
                        "run-ended",
                        Retry.NEVER,
                        run.kind() + " " + number + " of " + environment + " has ended: " + run.state() + ", "
                                + run.detail(),
                        "a run that is under way",
                        "Look at `slipway status`; nothing was changed by this.");
            }
            refuseEarlierClient(environment, run, report);
            Run next = merged(run, byThisClock(site, environment, run, report), by);
            log.put(site.name(), environment, next);
            return next;
        } finally {
            site.lock.unlock();
        }
    }

    /** The window by the node's clock, whatever the client's says: figures are counted by it. */
    private RunReport byThisClock(SiteState site, String environment, Run run, RunReport report) {
        Run.Grading asked = report.grading();
        if (asked == null) {
            return report;
        }
        Activation live = site.environment(environment).history().current();
        Instant from = live != null && live.release().equals(run.release()) ? live.at() : now();
        Instant until = now().plus(Duration.between(asked.from(), asked.until()));
        return report.grading(
                new Run.Grading(from, until, asked.minimum(), asked.expected(), asked.rollback(), List.of()));
    }

    /** A client that slept through being taken over must not go on beside the one that did. */
    private static void refuseEarlierClient(String environment, Run run, RunReport report) {
        Integer client = report.client();
        if (client != null && client != run.client()) {
            throw Refusal.of(
                    409,
                    "run-taken-over",
                    Retry.NEVER,
                    run.kind() + " " + run.number() + " of " + environment + " was taken over by " + run.by(),
                    "one client of a run at a time",
                    "Look at `slipway status`; nothing was changed by this.");
        }
    }

    private Run merged(Run run, RunReport report, String by) {
        String end = report.state();
        boolean ends = end != null;
        if (end != null && !ENDS.contains(report.state())) {
            throw Refusal.of(
                    400,
                    "invalid-run",
                    Retry.AFTER_CHANGE,
                    "a run that ends as \"" + report.state() + '"',
                    "one of " + String.join(", ", new java.util.TreeSet<>(ENDS)),
                    "Use `slipway rehearse` and `slipway ship`, which know.");
        }
        List<Run.Evidence> evidence = new ArrayList<>(run.evidence());
        if (report.evidence() != null) {
            evidence.addAll(report.evidence());
        }
        return new Run(
                run.number(),
                run.kind(),
                run.plan(),
                run.release(),
                run.base(),
                report.takeOver() == null ? run.by() : by,
                run.begun(),
                now(),
                ends ? now() : null,
                end != null ? end : report.grading() != null ? GRADING : run.state(),
                report.detail() == null ? run.detail() : report.detail(),
                report.detached() == null ? run.detached() : report.detached(),
                run.record(),
                run.override(),
                run.rollback(),
                steps(run, report.step()),
                evidence.size() > MOST_EVIDENCE ? evidence.subList(0, MOST_EVIDENCE) : evidence,
                report.grading() == null ? run.grading() : report.grading(),
                report.takeOver() == null ? run.client() : run.client() + 1);
    }

    private static List<Run.Step> steps(Run run, Run.@Nullable Step step) {
        if (step == null) {
            return run.steps();
        }
        List<Run.Step> steps = new ArrayList<>(run.steps());
        int known = -1;
        for (int i = 0; i < steps.size(); i++) {
            Run.Step each = steps.get(i);
            if (each.name().equals(step.name())
                    && each.direction().equals(step.direction())
                    && each.begun().equals(step.begun())) {
                known = i;
            }
        }
        if (known >= 0) {
            steps.set(known, step);
        } else if (steps.size() < MOST_STEPS) {
            steps.add(step);
        }
        return steps;
    }

    /**
     * Whether an activation may go on although its environment is protected, or held by a run.
     *
     * @return true where it is a step of the open run
     */
    boolean isStepOf(SiteState site, String environment, ActivationRequest request) {
        Optional<Run> open = log.open(site.name(), environment);
        if (request.run() == null) {
            open.ifPresent(run -> {
                throw inProgress(environment, run);
            });
            return false;
        }
        if (open.isEmpty() || open.get().number() != request.run()) {
            throw Refusal.of(
                    409,
                    "run-ended",
                    Retry.NEVER,
                    "run " + request.run() + " does not hold " + environment + " any more",
                    "a run that is under way",
                    "Look at `slipway status`; nothing was changed by this.");
        }
        if (!open.get().release().equals(request.release())) {
            throw Refusal.of(
                    409,
                    "other-release",
                    Retry.NEVER,
                    "run " + request.run() + " makes release " + open.get().release() + " live, not "
                            + request.release(),
                    "the release that was rehearsed",
                    "Look at `slipway status`; nothing was changed by this.");
        }
        return true;
    }

    /** Whoever rolls back by hand ends what holds the environment: its client hears of it at its next step. */
    void interrupt(SiteState site, String environment, ActivationRequest request, String by) {
        log.open(site.name(), environment)
                .filter(run -> request.run() == null || run.number() != request.run())
                .ifPresent(run -> log.put(
                        site.name(), environment, merged(run, RunReport.end("aborted", "rolled back by " + by), by)));
    }

    /** Replaces a run as it is; for the node's own part in it. */
    void put(SiteState site, String environment, Run run) {
        log.put(site.name(), environment, run);
    }

    Run ended(Run run, String state, String detail) {
        return merged(run, RunReport.end(state, detail), run.by());
    }
}
