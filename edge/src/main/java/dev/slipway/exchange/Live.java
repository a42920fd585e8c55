package dev.slipway.exchange;

import dev.slipway.cache.CacheMode;
import dev.slipway.release.ReleaseFiles;
import dev.slipway.site.ReleaseRules;
import dev.slipway.site.Route;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is live in one environment: read once per exchange, replaced whole by an activation, so that every request is
 * answered by one activation alone.
 *
 * @param activation the activation's number, 0 before the first
 * @param rules the live release's routes, or those of the node's configuration before the first activation
 * @param files the live release's files
 * @param stricter routes of releases that were rolled back: what is {@code never} among them stays so
 */
public record Live(long activation, ReleaseRules rules, ReleaseFiles files, List<ReleaseRules> stricter) {
    public Live {
        stricter = List.copyOf(stricter);
    }

    public Live(long activation, ReleaseRules rules, ReleaseFiles files) {
        this(activation, rules, files, List.of());
    }

    /** The route that takes that path, as it acts now: a rollback does not let be stored what was never to be. */
    public @Nullable Route route(String path) {
        Route route = rules.route(path);
        for (ReleaseRules strict : stricter) {
            Route other = strict.route(path);
            if (route != null && other != null && other.policy().mode() == CacheMode.NEVER) {
                return route.policy().mode() == CacheMode.NEVER ? route : route.neverStoring();
            }
        }
        return route;
    }

    /** Whether a release is live at all. */
    public boolean hasRelease() {
        return activation > 0;
    }
}
