package dev.slipway.cli;

import dev.slipway.api.Activation;
import dev.slipway.api.ActivationRequest;
import dev.slipway.api.NodeStatus.EnvironmentStatus;
import dev.slipway.api.Release;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code slipway promote}. */
@Command(
        name = "promote",
        description = "Make a published release live in an environment.",
        footer = {"", "Example: slipway promote 2026-11-22.3 production", "         slipway promote production"})
final class PromoteVerb extends NodeVerb {
    @Parameters(
            paramLabel = "[RELEASE] ENVIRONMENT",
            index = "0..1",
            arity = "1..2",
            hideParamSyntax = true,
            description = "Which release (default: the newest published), and where.")
    private List<String> what = List.of();

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why; recorded.")
    private @Nullable String reason;

    @Option(
            names = "--expect",
            paramLabel = "N",
            description = "Refuse unless activation N is live there (default: what was live a moment before).")
    private @Nullable Long expect;

    PromoteVerb(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() {
        String site = site();
        EnvironmentStatus environment = environment(site, what.getLast());
        String release = what.size() == 2 ? what.getFirst() : newestPublished(site);
        long replaces = expect == null ? liveNumber(environment) : expect;
        Activation activation = client().activate(
                        site,
                        environment.name(),
                        new ActivationRequest(release, replaces, reason, People.current(terminal)));
        if (json) {
            printJson(activation);
        } else {
            Activations.print(out(), site, environment, activation);
        }
        return ExitCode.DONE;
    }

    private String newestPublished(String site) {
        return client().releases(site).stream()
                .filter(release -> release.state().equals("published"))
                .max(Comparator.comparing(Release::created))
                .map(Release::name)
                .orElseThrow(() -> Refusal.of(
                        "nothing-published",
                        "There is nothing to promote",
                        site + " has no published release",
                        "a release",
                        "make one with slipway deploy"));
    }
}
