package dev.slipway.cli;

import dev.slipway.api.CacheState;
import dev.slipway.api.NodeStatus;
import dev.slipway.api.NodeStatus.EnvironmentStatus;
import dev.slipway.api.NodeStatus.SiteStatus;
import dev.slipway.api.RouteCache;
import dev.slipway.api.RouteCache.HitCost;
import java.io.PrintStream;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What {@code slipway status} says of the cache. */
final class CacheLines {
    private final PrintStream out;

    CacheLines(PrintStream out) {
        this.out = out;
    }

    void print(NodeStatus status, List<SiteStatus> sites) {
        out.println();
        out.println(holdings(status.cache()));
        List<Place> places = sites.stream()
                .flatMap(site -> site.environments().stream().flatMap(environment -> places(site, environment)))
                .toList();
        if (places.stream().allMatch(place -> place.route().requests() == 0)) {
            out.println("No request since the node started that the cache could have answered.");
            return;
        }
        out.println("Requests that it could have answered since the node started, " + Words.time(status.started()));
        Table table =
                new Table("ROUTE", "REQUESTS", "HITS", "STALE", "COLLAPSED", "ASKED", "PASSED", "FAILED", "FROM CACHE");
        places.forEach(place -> table.row(row(place)));
        table.print(out);
        costs(places);
    }

    private static String holdings(CacheState cache) {
        String disk = cache.diskBudget() == 0
                ? "no disk"
                : "disk " + Words.bytes(cache.diskBytes()) + " of " + Words.bytes(cache.diskBudget());
        return "Cache: " + Words.count(cache.objects(), "object") + " in " + Words.count(cache.variants(), "variant")
                + ", memory " + Words.bytes(cache.memoryBytes()) + " of " + Words.bytes(cache.memoryBudget()) + ", "
                + disk;
    }

    private record Place(String environment, RouteCache route) {}

    private static Stream<Place> places(SiteStatus site, EnvironmentStatus environment) {
        return environment.routes().stream().map(route -> new Place(site.name() + "/" + environment.name(), route));
    }

    private static String[] row(Place place) {
        RouteCache route = place.route();
        Double percent = route.hitPercent();
        return new String[] {
            place.environment() + " " + route.route(),
            Long.toString(route.requests()),
            Long.toString(route.hits()),
            Long.toString(route.stale()),
            Long.toString(route.collapsed()),
            Long.toString(route.asked()),
            Long.toString(route.passed()),
            Long.toString(route.failed()),
            percent != null
                    ? String.format(Locale.ROOT, "%.1f %%", percent)
                    : route.never() ? "never stored" : "not asked yet"
        };
    }

    /** The costliest cookie and the costliest query parameter of each environment. */
    private void costs(List<Place> places) {
        places.stream().map(Place::environment).distinct().forEach(environment -> {
            List<Place> own = places.stream()
                    .filter(place -> place.environment().equals(environment))
                    .toList();
            costliest(own, RouteCache::cookies, "cookie", CacheLines::adviceOnCookie);
            costliest(own, RouteCache::parameters, "query parameter", CacheLines::adviceOnParameter);
        });
    }

    private void costliest(
            List<Place> places,
            Function<RouteCache, List<HitCost>> costs,
            String kind,
            Function<String, String> advice) {
        Place place = places.stream()
                .filter(any -> !costs.apply(any.route()).isEmpty())
                .max(Comparator.comparingLong(
                        any -> costs.apply(any.route()).getFirst().atLeast()))
                .orElse(null);
        if (place == null) {
            return;
        }
        List<HitCost> named = costs.apply(place.route());
        HitCost first = named.getFirst();
        String others = named.stream()
                .skip(1)
                .map(cost -> "; then " + cost.name() + ", " + amount(cost))
                .collect(Collectors.joining());
        out.println("The " + kind + " that costs most hits in " + place.environment() + ": " + first.name() + ", "
                + amount(first) + " of route " + place.route().route() + others);
        out.println("  next      " + advice.apply(first.name()));
    }

    private static String amount(HitCost cost) {
        return (cost.atLeast() == cost.atMost() ? "" : "at least ") + Words.count(cost.atLeast(), "request");
    }

    private static String adviceOnCookie(String name) {
        return "if pages there do not depend on it: harmless_cookies = [\"" + name
                + "\"], or cookies = [...] with the only ones that the app needs";
    }

    private static String adviceOnParameter(String name) {
        return "if pages there do not depend on it: ignore_query = [\"" + name + "\"]";
    }
}
