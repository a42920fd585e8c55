package dev.slipway.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.api.Json;
import dev.slipway.api.NodeStatus.EnvironmentStatus;
import dev.slipway.api.Rehearsal;
import dev.slipway.api.Release;
import dev.slipway.api.ReleaseDraft;
import dev.slipway.api.Run;
import dev.slipway.release.GitFacts;
import dev.slipway.ship.ChangeRecord;
import dev.slipway.ship.Plan;
import dev.slipway.ship.Shipping;
import dev.slipway.site.DeployConfig;
import dev.slipway.site.EnvironmentConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code slipway ship}. */
@Command(
        name = "ship",
        description = {
            "Carry out in production the plan that was rehearsed, with the bytes that were rehearsed:",
            "command, health, activation, checks. Then real traffic is watched, and what the change",
            "record expects is graded. What fails is taken back."
        },
        footer = {
            "",
            "Example: slipway ship",
            "         slipway ship 2026-11-22.3 --detach",
            "         slipway ship --resume"
        })
final class ShipVerb extends NodeVerb {
    @Parameters(
            paramLabel = "RELEASE",
            arity = "0..1",
            description = "Which release (default: the one that was rehearsed with this plan).")
    private @Nullable String which;

    @Option(
            names = "--environment",
            paramLabel = "NAME",
            description = "Where (default: the site's only protected environment).")
    private @Nullable String where;

    @Option(
            names = "--record",
            paramLabel = "FILE",
            description = "The change record (default: the newest in changes/).")
    private @Nullable Path record;

    @Option(
            names = "--rehearsal",
            paramLabel = "FILE",
            description = "What slipway rehearse --json printed, where another node was staging.")
    private @Nullable Path rehearsal;

    @Option(names = "--unrehearsed", paramLabel = "REASON", description = "Go without a rehearsal; recorded.")
    private @Nullable String unrehearsed;

    @Option(names = "--detach", description = "Leave the grading to the node, which then can move the pointer only.")
    private boolean detach;

    @Option(names = "--resume", description = "Go on with a run whose command line was lost.")
    private boolean resume;

    ShipVerb(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        SiteFile file = siteFile();
        String name = siteName == null ? file.site().name() : siteName;
        Deployments deployments = new Deployments(terminal, client(), file, name);
        EnvironmentConfig environment = deployments.environment(where == null ? onlyProtected(deployments) : where);
        EnvironmentStatus status = environment(name, environment.name());
        ChangeRecord change = deployments.record(record);
        deployments.refuseDirty();
        Rehearsal proof = rehearsal == null ? null : proof(rehearsal);
        Run lost = resume ? lost(name, environment.name()) : null;
        String release = lost != null
                ? lost.release()
                : which != null ? which : rehearsed(deployments, name, environment, change, proof);
        Plan plan = deployments.plan(client().files(name, release), environment, change);
        if (lost != null && !lost.plan().equals(plan.hash())) {
            throw otherPlan(lost, plan);
        }
        Shipping shipping = deployments.shipping(status, environment, release, plan, change);
        terminal.err()
                .println((lost == null ? "shipping" : "going on with") + " plan " + plan.brief() + ", release "
                        + release + ", to " + name + "/" + environment.name());
        Run run = lost == null ? shipping.ship(proof, unrehearsed, detach) : shipping.resume(lost, detach);
        return Deployments.report(this, name, environment.name(), run, run);
    }

    private String onlyProtected(Deployments deployments) {
        List<String> guarded = deployments.site().environments().values().stream()
                .filter(EnvironmentConfig::protectedByPlan)
                .map(EnvironmentConfig::name)
                .toList();
        if (guarded.size() == 1) {
            return guarded.getFirst();
        }
        throw Refusal.of(
                "which-environment",
                "It is not clear which environment is meant",
                "slipway.toml has " + Words.count(guarded.size(), "protected environment") + ", and none was named",
                "one of " + String.join(", ", deployments.site().environments().keySet()),
                "name it with --environment");
    }

    private Rehearsal proof(Path named) throws IOException {
        Path path = terminal.folder().resolve(named);
        try {
            JsonNode all = Json.MAPPER.readTree(Files.readString(path));
            if (all.has("run") && all.has("plan")) {
                return Json.MAPPER.treeToValue(all, Rehearsal.class);
            }
            if (all.has("rehearsal")) {
                return Json.MAPPER.treeToValue(all.get("rehearsal"), Rehearsal.class);
            }
            throw noProof(path + (all.has("run") ? " is of a rehearsal that came to no good end" : " holds none"));
        } catch (NoSuchFileException e) {
            throw noProof("there is no " + path);
        } catch (JsonProcessingException e) {
            throw noProof(path + " holds none");
        }
    }

    private static RuntimeException noProof(String failed) {
        return Refusal.of(
                "no-rehearsal",
                "The rehearsal cannot be read",
                failed,
                "what slipway rehearse --json prints after a good end",
                "rehearse again, and keep what it prints");
    }

    private Run lost(String name, String environment) {
        return client().runs(name, environment).stream()
                .filter(run -> run.holdsEnvironment() && run.kind().equals("ship"))
                .findFirst()
                .orElseThrow(() -> Refusal.of(
                        "nothing-to-resume",
                        "There is nothing to go on with",
                        "no shipping holds " + name + "/" + environment,
                        "a shipping that has not ended; slipway status shows it, and a rehearsal is done anew",
                        "ship anew, without --resume"));
    }

    private static RuntimeException otherPlan(Run lost, Plan plan) {
        return Refusal.of(
                "other-plan",
                "This is another plan",
                "run " + lost.number() + " carries out plan " + lost.plan().substring(0, 12)
                        + ", and this folder makes " + plan.brief(),
                "the commit, slipway.toml and change record with which it was begun",
                "check these out and try again, or end the run with slipway rollback");
    }

    /**
     * The release that was rehearsed with the plan that this folder makes: nothing is built again where it is there already.
     */
    private String rehearsed(
            Deployments deployments,
            String name,
            EnvironmentConfig environment,
            ChangeRecord change,
            @Nullable Rehearsal proof)
            throws IOException, InterruptedException {
        DeployConfig deploy = deployments.site().rules().deploy();
        boolean built =
                deploy != null && Files.isDirectory(deployments.file().folder().resolve(deploy.assets()));
        for (String other : deployments.site().environments().keySet()) {
            for (Run run : knownRuns(name, other)) {
                boolean rehearsed =
                        run.kind().equals("rehearsal") && run.state().equals("done");
                if (rehearsed
                        && deployments
                                .plan(filesOf(name, run.release()), environment, change)
                                .hash()
                                .equals(run.plan())) {
                    return run.release();
                }
            }
        }
        if (proof != null) {
            String held = heldHere(deployments, name, environment, change, proof);
            if (held != null) {
                return held;
            }
        }
        // Another node was staging, or nobody is to rehearse: this node judges by the proof, and by the bytes.
        if (!built || proof == null && unrehearsed == null) {
            throw Refusal.of(
                    "not-rehearsed",
                    "This plan was not rehearsed",
                    "no rehearsal on this node came to a good end with the plan that this folder makes",
                    "a rehearsal of exactly this commit, slipway.toml and change record",
                    "run slipway rehearse, or name a release");
        }
        ReleaseFolder folder = deployments.folder();
        return deployments.publish(folder, change.title()).name();
    }

    /** The release of this commit that makes the plan of the proof, where this node has it already; or null. */
    private @Nullable String heldHere(
            Deployments deployments, String name, EnvironmentConfig environment, ChangeRecord change, Rehearsal proof)
            throws IOException, InterruptedException {
        GitFacts git = GitFacts.of(deployments.file().folder());
        for (Release release : client().releases(name)) {
            boolean sameCommit =
                    git != null && git.commit().equals(release.origin().commit());
            if (sameCommit
                    && release.state().equals("published")
                    && deployments
                            .plan(client().files(name, release.name()), environment, change)
                            .hash()
                            .equals(proof.plan())) {
                return release.name();
            }
        }
        return null;
    }

    private List<Run> knownRuns(String name, String environment) {
        boolean known = siteStatus(name).environments().stream()
                .anyMatch(each -> each.name().equals(environment));
        return known ? client().runs(name, environment) : List.of();
    }

    private List<ReleaseDraft.File> filesOf(String name, String release) {
        boolean held =
                client().releases(name).stream().anyMatch(each -> each.name().equals(release));
        return held ? client().files(name, release) : List.of();
    }
}
