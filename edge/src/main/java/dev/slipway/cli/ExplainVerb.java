package dev.slipway.cli;

import dev.slipway.api.Explanation;
import dev.slipway.api.NodeStatus.EnvironmentStatus;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code slipway explain}. */
@Command(
        name = "explain",
        description = "Say what the edge does with a URL and why: route, key, what is stored, and how fresh it is.",
        footer = {"", "Example: slipway explain http://shop.localhost:8080/products/7"})
final class ExplainVerb extends NodeVerb {
    @Parameters(paramLabel = "URL", description = "An absolute URL, or a path together with --environment.")
    private String asked = "";

    @Option(names = "--environment", paramLabel = "NAME", description = "Where (default: by the URL's host).")
    private @Nullable String where;

    ExplainVerb(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() {
        String site = site();
        Explanation told = client().explain(site, environmentOf(site).name(), asked);
        if (json) {
            printJson(told);
            return ExitCode.DONE;
        }
        out().println(told.outcome());
        out().println("  route     " + Words.orDash(told.route()) + ", serves " + told.serves());
        if (!told.key().isEmpty()) {
            out().println("  policy    " + told.policy());
            out().println("  key       " + told.key());
        }
        told.objects().forEach(this::print);
        return ExitCode.DONE;
    }

    private void print(Explanation.StoredVariant stored) {
        String state = stored.purged()
                ? "purged"
                : stored.ttlSeconds() > 0
                        ? "fresh for " + stored.ttlSeconds() + " s"
                        : "stale for " + -stored.ttlSeconds() + " s";
        String source = stored.lifetimeSource().isEmpty() ? "which nothing states" : "by " + stored.lifetimeSource();
        out().println("  stored    status " + stored.status() + ", age " + stored.ageSeconds() + " s, " + state + ", "
                + Words.bytes(stored.bytes()) + (stored.inMemory() ? " in memory" : " on disk"));
        out().println("    life    " + stored.lifetimeSeconds() + " s, " + source);
        out().println("    serves  " + (stored.personal() ? "everybody" : "requests that are not personal"));
        out().println("    forms   "
                + String.join(
                        ", ", stored.codings().stream().map(Words::codingName).toList()));
        stored.varies().forEach((name, value) -> out().println("    for     " + name + ": " + Words.orDash(value)));
        if (!stored.tags().isEmpty()) {
            out().println("    tags    " + String.join(", ", stored.tags()));
        }
    }

    private EnvironmentStatus environmentOf(String site) {
        if (where != null) {
            return environment(site, where);
        }
        List<EnvironmentStatus> all = siteStatus(site).environments();
        String host = host(asked);
        return all.stream()
                .filter(environment -> environment.hosts().contains(host))
                .findFirst()
                .orElseThrow(() -> Refusal.of(
                        "which-environment",
                        "It is not clear which environment is meant",
                        "no environment of " + site + " answers to the host of \"" + asked + "\"",
                        "a URL of one of " + names(all) + ", or --environment",
                        "name it: slipway explain --environment NAME " + asked));
    }

    private static String host(String url) {
        try {
            String host = URI.create(url).getHost();
            return host == null ? "" : host.toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
