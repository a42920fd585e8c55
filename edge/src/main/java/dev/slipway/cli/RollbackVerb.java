package dev.slipway.cli;

import dev.slipway.api.Activation;
import dev.slipway.api.ActivationRequest;
import dev.slipway.api.NodeStatus.EnvironmentStatus;
import dev.slipway.api.PurgeReceipt;
import dev.slipway.api.Run;
import dev.slipway.ship.AppPurge;
import dev.slipway.ship.CommandRun;
import dev.slipway.ship.Plan;
import dev.slipway.site.EnvironmentConfig;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code slipway rollback}. */
@Command(
        name = "rollback",
        description = {
            "Return an environment to the activation before the current one that was not itself rolled back.",
            "Repeating it goes further back. Where the last ship ran a command, its rollback command runs",
            "too; a run that has not ended is taken back and ended."
        },
        footer = {"", "Example: slipway rollback production", "         slipway rollback production --to 2026-11-21.2"})
final class RollbackVerb extends NodeVerb {
    @Parameters(
            paramLabel = "ENVIRONMENT",
            arity = "0..1",
            description = "Where (default: the site's only protected environment).")
    private @Nullable String where;

    @Option(names = "--to", paramLabel = "RELEASE", description = "Which release to return to.")
    private @Nullable String to;

    @Option(
            names = "--loosen",
            description = "Let routes store again that are never stored now; otherwise these stay so.")
    private boolean loosen;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why; recorded.")
    private @Nullable String reason;

    @Option(
            names = "--pointer-only",
            description = "Move assets and routes alone; what the deployment command did stays.")
    private boolean pointerOnly;

    RollbackVerb(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        String site = site();
        EnvironmentStatus environment = where == null ? onlyProtected(site) : environment(site, where);
        List<Run> runs = client().runs(site, environment.name());
        Run open = runs.stream().filter(Run::holdsEnvironment).findFirst().orElse(null);
        if (open != null && !pointerOnly) {
            int ended = takeBack(site, environment, open);
            if (to == null || ended != ExitCode.DONE) {
                return ended;
            }
            environment = environment(site, environment.name());
            if (environment.live() != null && to.equals(environment.live().release())) {
                return ended;
            }
        }
        return goBack(site, environment, runs);
    }

    private int goBack(String site, EnvironmentStatus environment, List<Run> runs) throws InterruptedException {
        Activation live = environment.live();
        Run shipped = live == null ? null : shipped(runs, live.release());
        // Whatever is missing for the command is said before anything moves.
        AppSide app = pointerOnly || shipped == null ? null : appSide(site, environment, shipped);
        Activation activation = client().rollback(
                        site,
                        environment.name(),
                        new ActivationRequest(
                                to,
                                liveNumber(environment),
                                reason,
                                People.current(terminal),
                                loosen ? true : null,
                                null));
        if (json) {
            printJson(activation);
        } else {
            Activations.print(out(), site, environment, activation);
        }
        return shipped == null ? ExitCode.DONE : app(site, environment, shipped, app);
    }

    /** The shipping that made that release live with a command that can be taken back, or null. */
    private static @Nullable Run shipped(List<Run> runs, String release) {
        return runs.stream()
                .filter(run -> run.release().equals(release)
                        && run.kind().equals("ship")
                        && !run.rollback().isEmpty())
                .findFirst()
                .orElse(null);
    }

    /** A run that holds the environment is taken back step by step, as it would have been by itself. */
    private int takeBack(String site, EnvironmentStatus environment, Run open)
            throws IOException, InterruptedException {
        Deployments deployments = new Deployments(terminal, client(), siteFile(), site);
        EnvironmentConfig config = deployments.environment(environment.name());
        Plan plan = deployments.plan(List.of(), config, null);
        Run run = deployments
                .shipping(environment, config, open.release(), plan, null)
                .abort(open, reason == null ? "ended by " + People.current(terminal) : reason);
        if (json) {
            printJson(run);
        } else {
            out().println(run.kind() + " " + run.number() + " of " + run.release() + " in " + site + "/"
                    + environment.name() + ": " + run.state());
            out().println("  outcome   " + Words.orDash(run.detail()));
        }
        return run.state().equals("stuck") ? ExitCode.FAILED : ExitCode.DONE;
    }

    /** What takes the app back, where commands run. */
    private record AppSide(Deployments deployments, CommandRun commands) {}

    /** The rollback command runs where commands run: beside slipway.toml. Null elsewhere. */
    private @Nullable AppSide appSide(String site, EnvironmentStatus environment, Run shipped) {
        SiteFile file = findSiteFile();
        if (file == null) {
            return null;
        }
        Deployments deployments = new Deployments(terminal, client(), file, site);
        return new AppSide(
                deployments,
                deployments.commands(deployments.environment(environment.name()), shipped.release(), true));
    }

    private int app(String site, EnvironmentStatus environment, Run shipped, @Nullable AppSide app)
            throws InterruptedException {
        String command = String.join(" ", shipped.rollback());
        if (app == null) {
            err("  app       left as it is; `" + command + "` takes it back, where commands run");
            return ExitCode.DONE;
        }
        CommandRun.Outcome outcome =
                app.commands().run(shipped.rollback(), app.deployments().deadline(), () -> false);
        err("  app       " + command + ": " + outcome.detail());
        // Between the pointer's move and the command's end the app that is gone has answered, and was stored.
        PurgeReceipt receipt = client().purge(
                        site,
                        environment.name(),
                        AppPurge.of(app.deployments().site().rules().deploy(), People.current(terminal)));
        err("  cache     " + receipt.matched() + " objects of the app are stale");
        if (!outcome.succeeded()) {
            err(
                    "  next      the pointer is back and the app may not be: see to what the command said, and run it again");
        }
        return outcome.succeeded() ? ExitCode.DONE : ExitCode.FAILED;
    }

    private void err(String line) {
        (json ? terminal.err() : out()).println(line);
    }

    private EnvironmentStatus onlyProtected(String site) {
        List<EnvironmentStatus> all = siteStatus(site).environments();
        List<EnvironmentStatus> guarded =
                all.stream().filter(EnvironmentStatus::protectedByPlan).toList();
        if (guarded.size() == 1) {
            return guarded.getFirst();
        }
        throw Refusal.of(
                "which-environment",
                "It is not clear which environment is meant",
                site + " has " + Words.count(guarded.size(), "protected environment") + ", and none was named",
                "one of " + names(all),
                "name it: slipway rollback "
                        + (all.isEmpty() ? "ENVIRONMENT" : all.getLast().name()));
    }
}
