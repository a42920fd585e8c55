package dev.slipway.site;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The routes of one release, asked by path: the first that matches wins. Sites have a dozen routes, so prefixes are
 * tried in order; an exact route is found by its path and wins only over prefixes that stand after it. Immutable.
 */
public final class RouteTable {
    private record Place(int order, Route route) {}

    private final Map<String, Place> exact = new HashMap<>();
    private final Route[] prefixRoutes;
    private final String[] prefixes;
    private final int[] orders;

    public RouteTable(ReleaseRules rules) {
        this(rules.routes());
    }

    RouteTable(List<Route> routes) {
        int count =
                (int) routes.stream().filter(route -> route.match().isPrefix()).count();
        prefixRoutes = new Route[count];
        prefixes = new String[count];
        orders = new int[count];
        int next = 0;
        for (int order = 0; order < routes.size(); order++) {
            Route route = routes.get(order);
            if (route.match().isPrefix()) {
                prefixRoutes[next] = route;
                prefixes[next] = route.match().prefix();
                orders[next++] = order;
            } else {
                exact.putIfAbsent(route.match().text(), new Place(order, route));
            }
        }
    }

    /** The route of a decoded, normalised path, or null where none takes it. */
    public @Nullable Route find(String decodedPath) {
        Place place = exact.isEmpty() ? null : exact.get(decodedPath);
        int before = place == null ? Integer.MAX_VALUE : place.order();
        for (int i = 0; i < prefixes.length && orders[i] < before; i++) {
            if (decodedPath.startsWith(prefixes[i])) {
                return prefixRoutes[i];
            }
        }
        return place == null ? null : place.route();
    }
}
