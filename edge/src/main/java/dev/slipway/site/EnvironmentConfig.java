package dev.slipway.site;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One environment of a site: what is its own.
 *
 * @param name {@code staging}, {@code production}, …
 * @param hosts the host names it answers to, lower case, without port
 * @param apps the addresses of each pool; the default pool is named {@code app}
 * @param protectedByPlan whether it takes only rehearsed plans, rollbacks and recorded overrides
 * @param tls its certificate, and what it asks of browsers
 * @param variables what the deployment command finds in its environment
 * @param secrets names of variables that it finds too, taken from where the command line runs, and masked in what it prints
 */
public record EnvironmentConfig(
        String name,
        List<String> hosts,
        Map<String, List<AppAddress>> apps,
        boolean protectedByPlan,
        TlsConfig tls,
        Map<String, String> variables,
        List<String> secrets) {
    public static final String DEFAULT_POOL = "app";

    public EnvironmentConfig {
        hosts = List.copyOf(hosts);
        apps = Map.copyOf(apps);
        variables = Map.copyOf(variables);
        secrets = List.copyOf(secrets);
    }

    /** An environment whose commands need no variables. */
    public EnvironmentConfig(
            String name,
            List<String> hosts,
            Map<String, List<AppAddress>> apps,
            boolean protectedByPlan,
            TlsConfig tls) {
        this(name, hosts, apps, protectedByPlan, tls, Map.of(), List.of());
    }

    /** An environment that says nothing about TLS. */
    public EnvironmentConfig(
            String name, List<String> hosts, Map<String, List<AppAddress>> apps, boolean protectedByPlan) {
        this(name, hosts, apps, protectedByPlan, TlsConfig.NONE);
    }

    /** The names of all variables that a command finds, in order: part of a plan, where values are not. */
    public List<String> variableNames() {
        return Stream.concat(variables.keySet().stream(), secrets.stream())
                .distinct()
                .sorted()
                .toList();
    }

    /** Whether search engines may index it: production alone. */
    public boolean isIndexed() {
        return name.equals("production");
    }
}
