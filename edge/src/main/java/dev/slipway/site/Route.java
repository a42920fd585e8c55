package dev.slipway.site;

import dev.slipway.cache.CachePolicy;
import dev.slipway.http.Fields;
import java.util.Map;

/**
 * One entry of the array {@code [[route]]}.
 *
 * @param name unique within the site
 * @param match which paths it takes
 * @param serve where the answer comes from
 * @param policy what may be stored of the app's responses
 * @param headers response fields set on every answer of this route
 * @param errorPages release path of the page that stands in for an error the edge itself answers, by status
 */
public record Route(
        String name,
        PathPattern match,
        Serve serve,
        CachePolicy policy,
        Fields headers,
        Map<Integer, String> errorPages) {
    public Route {
        errorPages = Map.copyOf(errorPages);
    }

    /** The same route with nothing stored: what it says of cookies goes on. */
    public Route neverStoring() {
        return new Route(name, match, serve, policy.neverStoring(), headers, errorPages);
    }
}
