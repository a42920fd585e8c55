package dev.slipway.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks for a purge in one environment: {@code POST …/purges}. Everything that any of the selectors matches goes, or is
 * stale from then on.
 *
 * @param urls absolute, or paths of the environment; every variant of each
 * @param routes names of routes
 * @param prefixes paths that the objects' paths begin with
 * @param tags labels that the app gave
 * @param everything all objects of the environment
 * @param hard whether they are removed; otherwise they are stale, and kept in case the app fails
 * @param dryRun whether only to say what would match
 * @param by the person, or null for the token's name alone
 */
public record PurgeRequest(
        List<String> urls,
        List<String> routes,
        List<String> prefixes,
        List<String> tags,
        boolean everything,
        boolean hard,
        boolean dryRun,
        @Nullable String by) {
    public PurgeRequest {
        urls = copy(urls);
        routes = copy(routes);
        prefixes = copy(prefixes);
        tags = copy(tags);
    }

    /** A list that the caller left out is empty. */
    private static List<String> copy(@Nullable List<String> list) {
        return list == null ? List.of() : List.copyOf(list);
    }
}
