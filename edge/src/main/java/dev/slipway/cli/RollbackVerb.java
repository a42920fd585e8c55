package dev.slipway.cli;

import dev.slipway.api.Activation;
import dev.slipway.api.ActivationRequest;
import dev.slipway.api.NodeStatus.EnvironmentStatus;
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
            "Repeating it goes further back."
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

    RollbackVerb(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() {
        String site = site();
        EnvironmentStatus environment = where == null ? onlyProtected(site) : environment(site, where);
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
        return ExitCode.DONE;
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
