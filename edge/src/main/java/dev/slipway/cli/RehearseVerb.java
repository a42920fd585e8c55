package dev.slipway.cli;

import dev.slipway.api.Activation;
import dev.slipway.api.ActivationRequest;
import dev.slipway.api.NodeStatus.EnvironmentStatus;
import dev.slipway.api.Rehearsal;
import dev.slipway.api.Release;
import dev.slipway.api.Run;
import dev.slipway.release.FileChangedException;
import dev.slipway.ship.ChangeRecord;
import dev.slipway.ship.Plan;
import dev.slipway.site.EnvironmentConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code slipway rehearse}. */
@Command(
        name = "rehearse",
        description = {
            "Carry out the deployment in staging, with the command that production will run: forward,",
            "back and forward again. It starts from the release that production has, proves that the way",
            "back leads there, and leaves a signed proof without which ship refuses."
        },
        footer = {
            "",
            "Example: slipway rehearse",
            "         slipway rehearse --record changes/2026-11-23-hero.md --dry-run"
        })
final class RehearseVerb extends NodeVerb {
    @Option(
            names = "--environment",
            paramLabel = "NAME",
            description = "Where (default: the site's first environment that is not protected).")
    private @Nullable String where;

    @Option(
            names = "--record",
            paramLabel = "FILE",
            description = "The change record (default: the newest in changes/).")
    private @Nullable Path record;

    @Option(names = "--dry-run", description = "Only print the plan and its hash.")
    private boolean dryRun;

    RehearseVerb(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        SiteFile file = siteFile();
        String name = siteName == null ? file.site().name() : siteName;
        Deployments deployments = new Deployments(terminal, client(), file, name);
        EnvironmentConfig environment = deployments.environment(where == null ? firstUnprotected(deployments) : where);
        ChangeRecord change = deployments.record(record);
        deployments.refuseDirty();
        deployments.refuseOtherVariables(environment);
        ReleaseFolder folder = deployments.folder();
        Plan plan = deployments.plan(folder.files(), environment, change);
        if (dryRun) {
            out().println(plan.canonical());
            out().println(plan.hash());
            return ExitCode.DONE;
        }
        EnvironmentStatus status = environment(name, environment.name());
        String base = base(name, status);
        Release release = publish(deployments, folder, change);
        startFrom(name, status, base);
        terminal.err()
                .println("rehearsing plan " + plan.brief() + ", release " + release.name() + ", in " + name + "/"
                        + environment.name());
        Run run = deployments
                .shipping(environment(name, environment.name()), environment, release.name(), plan, change)
                .rehearse(base);
        Map<String, Object> asJson = new LinkedHashMap<>();
        asJson.put("run", run);
        if (run.state().equals("done")) {
            Rehearsal proof = client().rehearsal(name, environment.name(), run.number());
            asJson.put("rehearsal", proof);
        }
        return Deployments.report(this, name, environment.name(), run, asJson);
    }

    private Release publish(Deployments deployments, ReleaseFolder folder, ChangeRecord change)
            throws InterruptedException {
        try {
            return deployments.publish(folder, change.title());
        } catch (FileChangedException e) {
            throw Refusal.passing(
                    "file-changed",
                    "A file changed while it was sent",
                    String.valueOf(e.getMessage()),
                    "a folder that stays as it is until the rehearsal is done",
                    "let the build finish, then rehearse again");
        }
    }

    private static String firstUnprotected(Deployments deployments) {
        return deployments.site().environments().values().stream()
                .filter(each -> !each.protectedByPlan())
                .map(EnvironmentConfig::name)
                .findFirst()
                .orElseThrow(() -> Refusal.of(
                        "no-staging",
                        "There is nowhere to rehearse",
                        "every environment is protected",
                        "one that is not: staging",
                        "add [environment.staging] to slipway.toml"));
    }

    /**
     * What the shipping will start from: what is live in the site's only protected environment, null where nothing is. A node
     * that has none such, because production is another node's, starts from what its staging has.
     */
    private @Nullable String base(String name, EnvironmentStatus here) {
        List<EnvironmentStatus> guarded = siteStatus(name).environments().stream()
                .filter(EnvironmentStatus::protectedByPlan)
                .toList();
        Activation live = guarded.size() == 1 ? guarded.getFirst().live() : here.live();
        return live == null ? null : live.release();
    }

    /** The rehearsal begins where the shipping will begin. */
    private void startFrom(String name, EnvironmentStatus status, @Nullable String base) {
        Activation live = status.live();
        if (base != null && (live == null || !live.release().equals(base))) {
            Activation now = client().activate(
                            name,
                            status.name(),
                            new ActivationRequest(
                                    base, liveNumber(status), "a rehearsal starts from it", People.current(terminal)));
            terminal.err()
                    .println("  " + base + ", which production has, is live in " + status.name() + " (activation "
                            + now.number() + ")");
        }
    }
}
