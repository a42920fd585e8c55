package dev.slipway.api;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a node holds and how it does.
 *
 * @param version of Slipway
 * @param started when the process started
 * @param listen the traffic addresses, as URLs
 * @param cache what the cache holds
 * @param sites every site
 */
public record NodeStatus(
        String version, Instant started, List<String> listen, CacheState cache, List<SiteStatus> sites) {
    public NodeStatus {
        listen = List.copyOf(listen);
        sites = List.copyOf(sites);
    }

    /**
     * One site.
     *
     * @param name the site
     * @param releases how many published releases it holds
     * @param environments each environment
     */
    public record SiteStatus(String name, int releases, List<EnvironmentStatus> environments) {
        public SiteStatus {
            environments = List.copyOf(environments);
        }
    }

    /**
     * One environment.
     *
     * @param name the environment
     * @param hosts the names it answers to
     * @param protectedByPlan whether it takes only rehearsed plans
     * @param live the activation in force, or null before the first
     * @param apps each app process and how it does
     * @param routes what the cache did for each route to the app since the node started
     * @param run the rehearsal or shipping that holds it, or that left it stuck; or null
     * @param figures what each route of each release did in the last hour, without the latencies one by one
     * @param certificates what clients get who ask for a host over TLS; none without a TLS listener
     */
    public record EnvironmentStatus(
            String name,
            List<String> hosts,
            boolean protectedByPlan,
            @Nullable Activation live,
            List<AppStatus> apps,
            List<RouteCache> routes,
            @Nullable Run run,
            List<RouteFigures> figures,
            List<CertificateStatus> certificates) {
        public EnvironmentStatus {
            hosts = List.copyOf(hosts);
            apps = List.copyOf(apps);
            routes = List.copyOf(routes);
            figures = List.copyOf(figures);
            certificates = List.copyOf(certificates);
        }
    }

    /**
     * The certificate of one host.
     *
     * @param host the name
     * @param origin {@code file}, {@code authority} or {@code self-signed}
     * @param validUntil when it ends
     * @param nextTry when an authority is asked for another; null where none is
     * @param problem what is wrong with the files or failed at the authority, in plain words; null where all is well
     */
    public record CertificateStatus(
            String host,
            String origin,
            Instant validUntil,
            @Nullable Instant nextTry,
            @Nullable String problem) {}

    /** One process of the app. */
    public record AppStatus(String pool, String address, boolean healthy, String detail) {}
}
