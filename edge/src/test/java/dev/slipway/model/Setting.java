package dev.slipway.model;

import dev.slipway.cache.CacheMode;
import dev.slipway.cache.CachePolicy;
import dev.slipway.exchange.Labels;
import dev.slipway.http.Fields;
import dev.slipway.site.PathPattern;
import dev.slipway.site.Route;
import dev.slipway.site.Serve;
import dev.slipway.store.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The routes of a walk, as the model names them and as the edge knows them. */
final class Setting {
    /** In the order in which they match. */
    static final List<String> ROUTES = List.of("a", "b", "rest");

    private static final List<String> PATTERNS = List.of("/a/*", "/b/*", "/*");

    private List<Policy> policies = List.of(Policy.ALL.get(0), Policy.ALL.get(1), Policy.ALL.get(2));

    void change(int route, Policy policy) {
        List<Policy> changed = new ArrayList<>(policies);
        changed.set(route, policy);
        policies = List.copyOf(changed);
    }

    Ask.Route of(String target) {
        int index = target.startsWith("/a/") ? 0 : target.startsWith("/b/") ? 1 : 2;
        return new Ask.Route(ROUTES.get(index), policies.get(index));
    }

    List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        for (int i = 0; i < ROUTES.size(); i++) {
            PathPattern pattern = new PathPattern(PATTERNS.get(i));
            CachePolicy policy = policy(policies.get(i));
            routes.add(new Route(ROUTES.get(i), pattern, new Serve.App("app"), policy, Fields.EMPTY, Map.of()));
        }
        return routes;
    }

    private static CachePolicy policy(Policy policy) {
        return new CachePolicy(
                CacheMode.valueOf(policy.mode().toUpperCase(Locale.ROOT)),
                policy.cookies(),
                policy.ignored() ? List.of("utm_*") : List.of(),
                Set.of(),
                Set.of(),
                policy.heuristic(),
                policy.revalidates());
    }

    static Selector selector(String kind, String value, String environment) {
        return switch (kind) {
            case "key" -> new Selector.Key(value);
            case "prefix" -> new Selector.Prefix(value);
            case "tag" -> new Selector.Label(Labels.tag("shop", environment, value));
            case "route" -> new Selector.Label(Labels.route("shop", environment, value));
            case "everything" -> new Selector.Everything(Labels.environment("shop", environment));
            default -> throw new IllegalArgumentException(kind);
        };
    }
}
