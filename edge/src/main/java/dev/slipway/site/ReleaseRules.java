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
}
