package dev.slipway.site;

import dev.slipway.cache.CacheMode;
import dev.slipway.http.Fields;
import java.util.List;
import java.util.Map;

/**
 * One entry of the array {@code [[route]]}.
 *
 * @param name unique within the site
 * @param match which paths it takes
 * @param serve where the answer comes from
 * @param cache what may be stored of the app's responses
 * @param cookies the only cookies that reach app and key; empty means all, and no cookie-based key
 * @param ignoreQuery query parameters that the key leaves out, {@code *} at the end as a wildcard
 * @param headers response fields set on every answer of this route
 * @param errorPages release path of the page that stands in for an error the edge itself answers, by status
 */
public record Route(
        String name,
        PathPattern match,
        Serve serve,
        CacheMode cache,
        List<String> cookies,
        List<String> ignoreQuery,
        Fields headers,
        Map<Integer, String> errorPages) {
    public Route {
        cookies = List.copyOf(cookies);
        ignoreQuery = List.copyOf(ignoreQuery);
        errorPages = Map.copyOf(errorPages);
    }
}
