package dev.slipway;

import dev.slipway.api.CacheState;
import dev.slipway.api.RouteCache;
import dev.slipway.cache.CacheMode;
import dev.slipway.exchange.Live;
import dev.slipway.site.Route;
import dev.slipway.site.Serve;
import dev.slipway.store.ObjectStore;
import dev.slipway.store.StoreStats;
import dev.slipway.telemetry.CacheReport;
import dev.slipway.telemetry.NodeTelemetry;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What the cache holds and has done, put together when the status is asked for. */
final class CacheStatusSource {
    private final ObjectStore store;
    private final NodeTelemetry telemetry;

    CacheStatusSource(ObjectStore store, NodeTelemetry telemetry) {
        this.store = store;
        this.telemetry = telemetry;
    }

    CacheState state() {
        StoreStats now = store.stats();
        return new CacheState(
                now.keys(), now.objects(), now.memoryBytes(), now.memoryBudget(), now.diskBytes(), now.diskBudget());
    }

    /** Each live route to the app, in the order of the configuration. */
    List<RouteCache> routes(String site, String environment, @Nullable AtomicReference<Live> live) {
        return live == null
                ? List.of()
                : live.get().rules().routes().stream()
                        .filter(route -> route.serve() instanceof Serve.App)
                        .map(route -> route(route, telemetry.cache(site, environment, route.name())))
                        .toList();
    }

    private static RouteCache route(Route route, CacheReport report) {
        long requests = report.requests();
        long spared = report.hits() + report.stale() + report.collapsed();
        return new RouteCache(
                route.name(),
                route.policy().mode() == CacheMode.NEVER,
                requests,
                requests == 0 ? null : Math.round(1000.0 * spared / requests) / 10.0,
                report.hits(),
                report.stale(),
                report.collapsed(),
                report.revalidated() + report.misses(),
                report.passed(),
                report.failed(),
                costs(report.cookies()),
                costs(report.parameters()));
    }

    private static List<RouteCache.HitCost> costs(List<CacheReport.Named> names) {
        return names.stream()
                .filter(named -> named.atLeast() > 0)
                .map(named -> new RouteCache.HitCost(named.name(), named.atLeast(), named.atMost()))
                .toList();
    }
}
