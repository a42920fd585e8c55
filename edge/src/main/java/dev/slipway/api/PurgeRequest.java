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
        @Nullable List<String> urls,
        @Nullable List<String> routes,
        @Nullable List<String> prefixes,
        @Nullable List<String> tags,
        @Nullable Boolean everything,
        @Nullable Boolean hard,
        @Nullable Boolean dryRun,
        @Nullable String by) {
    /** Empty where it was left out. */
    @Override
    public List<String> urls() {
        return given(urls);
    }

    /** Empty where it was left out. */
    @Override
    public List<String> routes() {
        return given(routes);
    }

    /** Empty where it was left out. */
    @Override
    public List<String> prefixes() {
        return given(prefixes);
    }

    /** Empty where it was left out. */
    @Override
    public List<String> tags() {
        return given(tags);
    }

    /** False where it was left out. */
    @Override
    public Boolean everything() {
        return Boolean.TRUE.equals(everything);
    }

    /** False where it was left out. */
    @Override
    public Boolean hard() {
        return Boolean.TRUE.equals(hard);
    }

    /** False where it was left out. */
    @Override
    public Boolean dryRun() {
        return Boolean.TRUE.equals(dryRun);
    }

    private static List<String> given(@Nullable List<String> list) {
        return list == null ? List.of() : List.copyOf(list);
    }
}
