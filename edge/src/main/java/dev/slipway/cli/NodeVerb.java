package dev.slipway.cli;

import dev.slipway.api.Activation;
import dev.slipway.api.ControlClient;
import dev.slipway.api.NodeStatus;
import dev.slipway.api.NodeStatus.EnvironmentStatus;
import dev.slipway.api.NodeStatus.SiteStatus;
import dev.slipway.site.Site;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the verbs that talk to a node share: which node, and which of its sites. */
abstract class NodeVerb extends Verb {
    @Option(
            names = "--site",
            paramLabel = "NAME",
            order = 102,
            description = "The site (default: the one of slipway.toml, or the node's only one).")
    @Nullable
    String siteName;

    @Option(
            names = "--node",
            paramLabel = "URL",
            order = 103,
            description = "The node's control API (default: SLIPWAY_URL, [node] control, or http://127.0.0.1:9090).")
    @Nullable
    String url;

    private @Nullable ControlClient client;
    private @Nullable Site site;

    NodeVerb(Terminal terminal) {
        super(terminal);
    }

    ControlClient client() {
        if (client == null) {
            String address = NodeAddress.of(url, terminal, this::findSite);
            client = new ControlClient(address, NodeAddress.token(address, terminal));
        }
        return client;
    }

    /** The site's name. */
    String site() {
        if (siteName != null) {
            return siteName;
        }
        Site found = findSite();
        return found == null ? onlySiteOf(client().status()).name() : found.name();
    }

    /** How that environment does, or a refusal that lists the environments there are. */
    EnvironmentStatus environment(String site, String environment) {
        List<EnvironmentStatus> all = siteStatus(site).environments();
        return all.stream()
                .filter(candidate -> candidate.name().equals(environment))
                .findFirst()
                .orElseThrow(() -> Refusal.of(
                        "unknown-environment",
                        "There is no such environment",
                        site + " has no environment \"" + environment + "\"",
                        "one of " + names(all),
                        "name one of these; a new one is added to slipway.toml and with slipway configure"));
    }

    SiteStatus siteStatus(String site) {
        NodeStatus status = client().status();
        return status.sites().stream()
                .filter(candidate -> candidate.name().equals(site))
                .findFirst()
                .orElseThrow(() -> Refusal.of(
                        "unknown-site",
                        "The node does not serve this site",
                        client().url() + " has no site \"" + site + "\"",
                        status.sites().isEmpty() ? "a node that serves it" : "one of " + siteNames(status),
                        "name another with --site, or start the node with this site's file"));
    }

    /** The number of the activation in force, 0 before the first: what a change says that it replaces. */
    static long liveNumber(EnvironmentStatus environment) {
        Activation live = environment.live();
        return live == null ? 0 : live.number();
    }

    static String names(List<EnvironmentStatus> environments) {
        return String.join(
                ", ", environments.stream().map(EnvironmentStatus::name).toList());
    }

    /** The site of the file, read once, or null where there is no file. */
    private @Nullable Site findSite() {
        if (site == null) {
            SiteFile file = findSiteFile();
            site = file == null ? null : file.site();
        }
        return site;
    }

    private SiteStatus onlySiteOf(NodeStatus status) {
        if (status.sites().size() == 1) {
            return status.sites().getFirst();
        }
        throw Refusal.of(
                "which-site",
                "It is not clear which site is meant",
                status.sites().isEmpty() ? "the node serves no site" : "the node serves " + siteNames(status),
                "one site",
                "name it with --site, or go to the folder of its slipway.toml");
    }

    private static String siteNames(NodeStatus status) {
        return String.join(", ", status.sites().stream().map(SiteStatus::name).toList());
    }
}
