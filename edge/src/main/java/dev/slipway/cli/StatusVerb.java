package dev.slipway.cli;

import dev.slipway.api.Activation;
import dev.slipway.api.NodeStatus;
import dev.slipway.api.NodeStatus.AppStatus;
import dev.slipway.api.NodeStatus.EnvironmentStatus;
import dev.slipway.api.NodeStatus.SiteStatus;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code slipway status}. */
@Command(
        name = "status",
        description = {
            "Show what is live in each environment, since when and by whom, and how app and cache do.",
            "Of a rehearsal or shipping under way: exactly where it stands. Of the last hour: figures by",
            "route and release.",
            "Of each certificate: whose it is and when it ends.",
            "Of the cache: its hits by route since the node started, and the cookie and the query parameter that cost",
            "most of them."
        },
        footer = {"", "Example: slipway status", "         slipway status --node http://edge.internal:9090 --json"})
final class StatusVerb extends NodeVerb {
    StatusVerb(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() {
        NodeStatus status = client().status();
        if (json) {
            printJson(status);
            return ExitCode.DONE;
        }
        List<SiteStatus> sites = siteName == null ? status.sites() : List.of(siteStatus(siteName));
        out().println("Slipway " + status.version() + " since " + Words.time(status.started()) + ", traffic at "
                + String.join(", ", status.listen()));
        Table table = new Table("ENVIRONMENT", "RELEASE", "SINCE", "BY", "APP", "HOSTS");
        sites.forEach(site -> site.environments().forEach(environment -> table.row(row(site, environment))));
        table.print(out());
        sites.forEach(site -> site.environments().forEach(this::printUnhealthy));
        sites.forEach(site -> site.environments().forEach(environment -> RunLines.print(out(), environment)));
        new CertificateLines(out()).print(sites);
        new CacheLines(out()).print(status, sites);
        return ExitCode.DONE;
    }

    private static String[] row(SiteStatus site, EnvironmentStatus environment) {
        Activation live = environment.live();
        return new String[] {
            site.name() + "/" + environment.name(),
            live == null ? "-" : live.release(),
            Words.time(live == null ? null : live.at()),
            live == null ? "-" : live.by(),
            health(environment.apps()),
            String.join(", ", environment.hosts())
        };
    }

    private static String health(List<AppStatus> apps) {
        long healthy = apps.stream().filter(AppStatus::healthy).count();
        return apps.isEmpty() ? "-" : healthy + " of " + apps.size() + " healthy";
    }

    private void printUnhealthy(EnvironmentStatus environment) {
        for (AppStatus app : environment.apps()) {
            if (!app.healthy()) {
                out().println("  " + environment.name() + ": " + app.address() + " is not healthy: " + app.detail());
            }
        }
    }
}
