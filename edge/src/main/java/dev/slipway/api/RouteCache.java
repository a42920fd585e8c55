package dev.slipway.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the cache did for one route to the app since the node started. The counts add up to the requests.
 *
 * @param route its name
 * @param never whether the route stores nothing, so that there is nothing to count
 * @param requests that the cache could have answered: GET and HEAD, save those that were refused for their form
 * @param hitPercent of these, those that were answered with what was stored or came for another: hits, stale and collapsed;
 *     null where there was no request
 * @param hits answered with what was stored, fresh
 * @param stale answered with what was stored, stale
 * @param collapsed answered with what another's request brought
 * @param asked answered after the app was asked, and stored
 * @param passed answered by the app, and stored for nobody
 * @param failed answered with an error, because the app gave no answer
 * @param cookies that cost most hits, the costliest first
 * @param parameters of queries that cost most hits, the costliest first
 */
public record RouteCache(
        String route,
        boolean never,
        long requests,
        @Nullable Double hitPercent,
        long hits,
        long stale,
        long collapsed,
        long asked,
        long passed,
        long failed,
        List<HitCost> cookies,
        List<HitCost> parameters) {
    public RouteCache {
        cookies = List.copyOf(cookies);
        parameters = List.copyOf(parameters);
    }

    /**
     * What cost hits.
     *
     * @param name of a cookie or a query parameter, as clients sent it
     * @param atLeast requests that it cost a hit, for certain
     * @param atMost the same, where it may have been counted too often
     */
    public record HitCost(String name, long atLeast, long atMost) {}
}
