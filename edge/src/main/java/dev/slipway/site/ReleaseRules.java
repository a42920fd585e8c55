package dev.slipway.site;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What travels with a release and goes back with it: its routes and how it is deployed.
 *
 * @param routes in order; the first that matches wins
 * @param deploy how a release is made, or null where the file has no {@code [deploy]}
 */
public record ReleaseRules(List<Route> routes, @Nullable DeployConfig deploy) {
    public ReleaseRules {
        routes = List.copyOf(routes);
    }

    /** The first route that takes that decoded, normalised path, or null. */
    public @Nullable Route route(String path) {
        for (int i = 0; i < routes.size(); i++) {
            if (routes.get(i).match().matches(path)) {
                return routes.get(i);
            }
        }
        return null;
    }
}
