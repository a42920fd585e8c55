package dev.slipway.api;

import java.util.List;
import java.util.Map;

/**
 * What the edge would do with a GET for a URL, without cookies, and why.
 *
 * @param url as asked
 * @param route which route takes it, or empty
 * @param serves where the answer comes from
 * @param policy what the route lets the cache do
 * @param key what the object is stored under, or empty
 * @param outcome what would happen now, in words
 * @param objects what is stored under the key, each variant
 */
public record Explanation(
        String url,
        String route,
        String serves,
        String policy,
        String key,
        String outcome,
        List<StoredVariant> objects) {
    public Explanation {
        objects = List.copyOf(objects);
    }

    /**
     * One stored variant.
     *
     * @param status of the response
     * @param ageSeconds since the app made or validated it
     * @param ttlSeconds how long it stays fresh; negative when it is stale
     * @param lifetimeSeconds how long it is fresh from age 0 on
     * @param lifetimeSource what says so: {@code s-maxage}, {@code max-age}, {@code Expires}, {@code heuristic}; empty where
     *     nothing does
     * @param personal whether personal requests are answered with it too
     * @param purged whether a purge or an unsafe request made it stale
     * @param inMemory whether its body is in memory; otherwise it is on disk
     * @param bytes of its body, all codings
     * @param codings the codings it is kept in; empty text for none
     * @param varies the request fields that select it, with their values
     * @param tags that the app gave it
     */
    public record StoredVariant(
            int status,
            long ageSeconds,
            long ttlSeconds,
            long lifetimeSeconds,
            String lifetimeSource,
            boolean personal,
            boolean purged,
            boolean inMemory,
            long bytes,
            List<String> codings,
            Map<String, String> varies,
            List<String> tags) {
        public StoredVariant {
            codings = List.copyOf(codings);
            varies = Map.copyOf(varies);
            tags = List.copyOf(tags);
        }
    }
}
