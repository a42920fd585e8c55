package dev.slipway.site;

import java.util.List;
import java.util.Map;

/**
 * One environment of a site: what is its own.
 *
 * @param name {@code staging}, {@code production}, …
 * @param hosts the host names it answers to, lower case, without port
 * @param apps the addresses of each pool; the default pool is named {@code app}
 * @param protectedByPlan whether it takes only rehearsed plans, rollbacks and recorded overrides
 * @param tls its certificate, and what it asks of browsers
 */
public record EnvironmentConfig(
        String name, List<String> hosts, Map<String, List<AppAddress>> apps, boolean protectedByPlan, TlsConfig tls) {
    public static final String DEFAULT_POOL = "app";

    public EnvironmentConfig {
        hosts = List.copyOf(hosts);
        apps = Map.copyOf(apps);
    }

    /** An environment that says nothing about TLS. */
    public EnvironmentConfig(
            String name, List<String> hosts, Map<String, List<AppAddress>> apps, boolean protectedByPlan) {
        this(name, hosts, apps, protectedByPlan, TlsConfig.NONE);
    }

    /** Whether search engines may index it: production alone. */
    public boolean isIndexed() {
        return name.equals("production");
    }
}
