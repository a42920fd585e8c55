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
     */
    public record EnvironmentStatus(
            String name,
            List<String> hosts,
            boolean protectedByPlan,
            @Nullable Activation live,
            List<AppStatus> apps,
            List<RouteCache> routes) {
        public EnvironmentStatus {
            hosts = List.copyOf(hosts);
            apps = List.copyOf(apps);
            routes = List.copyOf(routes);
        }
    }

    /** One process of the app. */
    public record AppStatus(String pool, String address, boolean healthy, String detail) {}
}
