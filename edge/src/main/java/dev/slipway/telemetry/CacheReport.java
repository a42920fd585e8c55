package dev.slipway.telemetry;

import java.util.List;

/**
 * What the cache did for one route since the start, of the requests that it could have answered.
 *
 * @param hits answered with what was stored, fresh
 * @param stale answered with what was stored, stale
 * @param collapsed answered with what another's request brought
 * @param revalidated answered with what was stored, after the app was asked whether it still holds
 * @param misses answered by the app, and being stored
 * @param passed answered by the app, and stored for nobody
 * @param failed answered with an error of the edge, because the app gave no answer
 * @param cookies that cost most hits: the first of a request that is not known to be harmless
 * @param parameters of queries that cost most hits, as {@link QueryCosts} counts
 */
public record CacheReport(
        long hits,
        long stale,
        long collapsed,
        long revalidated,
        long misses,
        long passed,
        long failed,
        List<Named> cookies,
        List<Named> parameters) {
    static final CacheReport EMPTY = new CacheReport(0, 0, 0, 0, 0, 0, 0, List.of(), List.of());

    public CacheReport {
        cookies = List.copyOf(cookies);
        parameters = List.copyOf(parameters);
    }

    /** All of them. */
    public long requests() {
        return hits + stale + collapsed + revalidated + misses + passed + failed;
    }

    /**
     * A name that clients sent.
     *
     * @param name visible ASCII, cut where it was very long
     * @param atLeast requests that it cost a hit, for certain
     * @param atMost the same, where it may have been counted too often
     */
    public record Named(String name, long atLeast, long atMost) {}
}
