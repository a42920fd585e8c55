package dev.slipway.cli;

import dev.slipway.api.NodeStatus.EnvironmentStatus;
import dev.slipway.api.PurgeReceipt;
import dev.slipway.api.PurgeRequest;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code slipway purge}. */
@Command(
        name = "purge",
        description = {
            "Make stored answers of the app stale, or remove them, and print the receipt.",
            "Soft by default: the next request asks the app first; the old bytes are kept in case it fails."
        },
        footer = {
            "",
            "Example: slipway purge production --tag news --url /products/7",
            "         slipway purge staging --route products --dry-run",
            "         slipway purge production --history"
        })
final class PurgeVerb extends NodeVerb {
    @Parameters(
            paramLabel = "ENVIRONMENT",
            arity = "0..1",
            description = "Where (default: the site's only environment).")
    private @Nullable String where;

    @Option(names = "--url", paramLabel = "URL", description = "A path or URL, every variant of it. Repeatable.")
    private List<String> urls = List.of();

    @Option(names = "--route", paramLabel = "NAME", description = "Everything of a route. Repeatable.")
    private List<String> routes = List.of();

    @Option(names = "--prefix", paramLabel = "PATH", description = "Everything whose path begins so. Repeatable.")
    private List<String> prefixes = List.of();

    @Option(names = "--tag", paramLabel = "TAG", description = "Everything that the app gave this tag. Repeatable.")
    private List<String> tags = List.of();

    @Option(names = "--everything", description = "Everything of the environment; asks first.")
    private boolean everything;

    @Option(names = "--hard", description = "Remove it, so that the app failing next leaves nothing to show.")
    private boolean hard;

    @Option(names = "--dry-run", description = "Only say what would match.")
    private boolean dryRun;

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    @Option(names = "--history", description = "List the receipts of purges, newest first.")
    private boolean history;

    PurgeVerb(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() throws IOException {
        String site = site();
        EnvironmentStatus environment = where == null ? only(site) : environment(site, where);
        if (history) {
            return list(client().purges(site, environment.name()));
        }
        if (everything && !dryRun && !yes && !isConfirmed(site + "/" + environment.name())) {
            throw Refusal.of(
                    "not-confirmed",
                    "Nothing was purged",
                    "everything of " + site + "/" + environment.name() + " was named, and not confirmed",
                    "the answer yes, or --yes",
                    "repeat with --yes; the app will be asked for every page again");
        }
        PurgeReceipt receipt = client().purge(
                        site,
                        environment.name(),
                        new PurgeRequest(
                                urls, routes, prefixes, tags, everything, hard, dryRun, People.current(terminal)));
        if (json) {
            printJson(receipt);
        } else {
            print(site + "/" + environment.name(), receipt);
        }
        return ExitCode.DONE;
    }

    private EnvironmentStatus only(String site) {
        List<EnvironmentStatus> all = siteStatus(site).environments();
        if (all.size() == 1) {
            return all.getFirst();
        }
        throw Refusal.of(
                "which-environment",
                "It is not clear which environment is meant",
                site + " has " + Words.count(all.size(), "environment") + ", and none was named",
                "one of " + names(all),
                "name it: slipway purge " + all.getLast().name() + " --tag TAG");
    }

    private boolean isConfirmed(String place) throws IOException {
        String answer = terminal.ask("Purge everything of " + place + "? Type yes: ");
        return answer != null && answer.strip().toLowerCase(Locale.ROOT).equals("yes");
    }

    private void print(String place, PurgeReceipt receipt) {
        String objects = Words.count(receipt.matched(), "object");
        if (dryRun) {
            out().println(objects + " of " + place + " would match " + String.join(", ", receipt.selectors()));
            return;
        }
        out().println(String.format(
                Locale.ROOT,
                "%s of %s %s, effective after %.1f ms (purge %d)",
                objects,
                place,
                hard ? "gone" : "stale",
                receipt.effectiveMillis(),
                receipt.number()));
        out().println("  named     " + String.join(", ", receipt.selectors()));
        receipt.samples()
                .forEach(sample -> out().println(
                                "  asked     " + sample.url() + "  " + sample.status() + "  " + sample.cacheStatus()));
    }

    private int list(List<PurgeReceipt> receipts) {
        if (json) {
            printJson(receipts);
            return ExitCode.DONE;
        }
        Table table = new Table("PURGE", "AT", "BY", "MODE", "MATCHED", "NAMED");
        receipts.forEach(receipt -> table.row(
                Long.toString(receipt.number()),
                Words.time(receipt.at()),
                receipt.by(),
                receipt.mode(),
                Integer.toString(receipt.matched()),
                String.join(", ", receipt.selectors())));
        table.print(out());
        return ExitCode.DONE;
    }
}
