package dev.slipway.site;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tomlj.TomlArray;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/** What only shows when several parts of a file are seen together. */
final class CrossChecks {
    private final Table top;
    private final Complaints complaints;

    CrossChecks(Table top, Complaints complaints) {
        this.top = top;
        this.complaints = complaints;
    }

    void check(List<Route> routes, Map<String, EnvironmentConfig> environments) {
        distinctNames();
        reachable(routes);
        redirectsEnd(routes);
        distinctHosts(environments);
        pools(routes, environments);
        changes(routes);
    }

    private record Written(String name, @Nullable TomlPosition at) {}

    private List<Written> writtenRoutes() {
        List<Written> written = new ArrayList<>();
        if (top.get("route") instanceof TomlArray array) {
            for (int i = 0; i < array.size(); i++) {
                if (array.get(i) instanceof TomlTable table && table.get(List.of("name")) instanceof String name) {
                    written.add(new Written(name, table.inputPositionOf(List.of("name"))));
                }
            }
        }
        return written;
    }

    private void distinctNames() {
        Map<String, Written> first = new HashMap<>();
        for (Written route : writtenRoutes()) {
            Written other = first.putIfAbsent(route.name(), route);
            if (other != null) {
                complaints.add(
                        route.at(),
                        routeKey(route.name()) + ".name",
                        "a name that the route at line " + lineOf(other.at()) + " has",
                        "a name of its own");
            }
        }
    }

    private void reachable(List<Route> routes) {
        for (int i = 0; i < routes.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (covers(routes.get(j).match(), routes.get(i).match())) {
                    complaints.add(
                            positionOf(routes.get(i), "match"),
                            routeKey(routes.get(i).name()),
                            "never reached: " + routes.get(j).match().text() + " of the route \""
                                    + routes.get(j).name() + "\" takes every request first",
                            "a route that some request reaches",
                            "Move it above that route, or remove it.");
                    break;
                }
            }
        }
    }

    private static boolean covers(PathPattern earlier, PathPattern later) {
        return earlier.isPrefix() ? later.prefix().startsWith(earlier.prefix()) : earlier.equals(later);
    }

    private void redirectsEnd(List<Route> routes) {
        ReleaseRules rules = new ReleaseRules(routes, null);
        for (Route route : routes) {
            boolean loops = route.serve() instanceof Serve.Redirect redirect
                    && redirect.to().startsWith("/")
                    && route.equals(rules.route(pathOf(redirect.to())));
            if (loops) {
                complaints.add(
                        positionOf(route, "to"),
                        routeKey(route.name()) + ".to",
                        "a redirect to what this route redirects again",
                        "a place that another route serves");
            }
        }
    }

    private static String pathOf(String to) {
        String path = to.split("[?#]", 2)[0];
        return path.replace("*", "");
    }

    private void distinctHosts(Map<String, EnvironmentConfig> environments) {
        Map<String, String> owners = new HashMap<>();
        for (EnvironmentConfig environment : environments.values()) {
            List<String> seen = new ArrayList<>();
            for (String host : environment.hosts()) {
                String owner = owners.putIfAbsent(host, environment.name());
                if (owner != null) {
                    complaints.add(
                            hostsOf(environment.name()),
                            environmentKey(environment.name()) + ".hosts",
                            "\"" + host + "\" "
                                    + (seen.contains(host) ? "twice" : "again, which environment." + owner + " has"),
                            "each host name once: it belongs to one environment");
                }
                seen.add(host);
            }
        }
    }

    private void pools(List<Route> routes, Map<String, EnvironmentConfig> environments) {
        Set<String> named = new LinkedHashSet<>();
        for (Route route : routes) {
            String pool = poolOf(route.serve());
            if (pool == null || !named.add(pool)) {
                continue;
            }
            for (EnvironmentConfig environment : environments.values()) {
                if (!environment.apps().containsKey(pool)) {
                    complaints.absent(
                            tableOf(environment.name()),
                            environmentKey(environment.name()) + "." + EnvironmentSection.poolKey(pool),
                            "missing, though the route \"" + route.name() + "\" asks it",
                            "the addresses of the pool " + pool,
                            EnvironmentSection.poolAdvice(pool));
                }
            }
        }
    }

    /** Routes that {@code [deploy] changes} names. */
    private void changes(List<Route> routes) {
        List<String> names = routes.stream().map(Route::name).toList();
        Object written = top.get("deploy") instanceof TomlTable deploy ? deploy.get(List.of("changes")) : null;
        for (int i = 0; written instanceof TomlArray array && i < array.size(); i++) {
            Change change = array.get(i) instanceof String text ? Change.parse(text) : null;
            if (change != null && change.kind() == Change.Kind.ROUTE && !names.contains(change.value())) {
                String nearest = Keys.nearest(change.value(), names);
                complaints.add(
                        array.inputPositionOf(i),
                        top.pathOf("deploy") + ".changes",
                        "\"" + change + "\", a route that there is not",
                        "one of " + String.join(", ", names),
                        nearest == null ? null : "route:" + nearest,
                        Complaint.CORRECT_AND_RETRY);
            }
        }
    }

    private static @Nullable String poolOf(Serve serve) {
        return switch (serve) {
            case Serve.App app -> app.pool();
            case Serve.Release release -> release.missingToApp();
            case Serve.Folder folder -> null;
            case Serve.Redirect redirect -> null;
        };
    }

    /** Where that key of the route is written. */
    private @Nullable TomlPosition positionOf(Route route, String key) {
        if (top.get("route") instanceof TomlArray array) {
            for (int i = array.size() - 1; i >= 0; i--) {
                if (array.get(i) instanceof TomlTable table
                        && route.name().equals(table.get(List.of("name")))
                        && route.match().text().equals(table.get(List.of("match")))) {
                    return table.inputPositionOf(List.of(key));
                }
            }
        }
        return top.positionOf("route");
    }

    private @Nullable TomlPosition tableOf(String environment) {
        return top.get("environment") instanceof TomlTable table
                ? table.inputPositionOf(List.of(environment))
                : top.positionOf("environment");
    }

    private @Nullable TomlPosition hostsOf(String environment) {
        return top.get("environment") instanceof TomlTable table
                ? table.inputPositionOf(List.of(environment, "hosts"))
                : top.positionOf("environment");
    }

    private String routeKey(String route) {
        return top.pathOf("route") + "." + route;
    }

    private String environmentKey(String environment) {
        return top.pathOf("environment") + "." + environment;
    }

    private static String lineOf(@Nullable TomlPosition at) {
        return at == null ? "before" : String.valueOf(at.line());
    }
}
