package dev.slipway.control;

import dev.slipway.api.PurgeRequest;
import dev.slipway.cache.CacheKeys;
import dev.slipway.cache.CachePolicy;
import dev.slipway.control.Refusal.Retry;
import dev.slipway.exchange.Labels;
import dev.slipway.http.RequestTarget;
import dev.slipway.site.Change;
import dev.slipway.site.EnvironmentConfig;
import dev.slipway.site.ReleaseRules;
import dev.slipway.site.Route;
import dev.slipway.store.Selector;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a purge names, as the store understands it.
 *
 * @param selectors for the store
 * @param words the same for people
 */
record PurgeSelectors(List<Selector> selectors, List<String> words) {
    private static final List<String> SCHEMES = List.of("http", "https");

    /** @throws Refusal when nothing is named, or something that this environment does not have */
    static PurgeSelectors of(SiteState site, String environment, PurgeRequest request) {
        EnvironmentConfig config = Activations.config(site, environment);
        ReleaseRules rules = site.environment(environment).live().get().rules();
        List<Selector> selectors = new ArrayList<>();
        List<String> words = new ArrayList<>();
        for (String url : request.urls()) {
            addUrl(url, config, rules, selectors);
            words.add("url " + url);
        }
        for (String prefix : request.prefixes()) {
            addPrefix(prefix, config, selectors);
            words.add("prefix " + prefix);
        }
        for (String route : request.routes()) {
            refuseUnknown(route, rules);
            selectors.add(new Selector.Label(Labels.route(site.name(), environment, route)));
            words.add("route " + route);
        }
        for (String tag : request.tags()) {
            selectors.add(new Selector.Label(Labels.tag(site.name(), environment, tag)));
            words.add("tag " + tag);
        }
        if (request.everything()) {
            selectors.add(new Selector.Everything(Labels.environment(site.name(), environment)));
            words.add("everything");
        }
        if (selectors.isEmpty()) {
            throw Refusal.of(
                    422,
                    "nothing-named",
                    Retry.AFTER_CHANGE,
                    "the purge names nothing",
                    "urls, routes, prefixes, tags, or everything",
                    "Name what is to go: slipway purge --tag news");
        }
        return new PurgeSelectors(List.copyOf(selectors), List.copyOf(words));
    }

    /**
     * What {@code [deploy] changes} names, which was checked when the release was announced.
     *
     * @param rules by which the keys of what is stored may have been made
     */
    static PurgeSelectors of(
            String site, EnvironmentConfig config, Collection<Change> changes, List<ReleaseRules> rules) {
        List<Selector> selectors = new ArrayList<>();
        List<String> words = new ArrayList<>();
        for (Change change : changes) {
            String value = change.value();
            String environment = config.name();
            switch (change.kind()) {
                case URL -> rules.forEach(by -> addUrl(value, config, by, selectors));
                case PREFIX -> addPrefix(value, config, selectors);
                case ROUTE -> selectors.add(new Selector.Label(Labels.route(site, environment, value)));
                case TAG -> selectors.add(new Selector.Label(Labels.tag(site, environment, value)));
                case EVERYTHING -> selectors.add(new Selector.Everything(Labels.environment(site, environment)));
            }
            words.add(change.toString().replaceFirst(":", " "));
        }
        return new PurgeSelectors(List.copyOf(selectors), List.copyOf(words));
    }

    private static void addUrl(String url, EnvironmentConfig config, ReleaseRules rules, List<Selector> to) {
        if (url.startsWith("/")) {
            String target = keyed(url, rules);
            for (String scheme : SCHEMES) {
                for (String host : config.hosts()) {
                    String key = CacheKeys.prefix(scheme, host, target);
                    to.add(new Selector.Key(key));
                    // On ports that are not the scheme's own.
                    to.add(new Selector.Prefix(key + " :"));
                }
            }
            return;
        }
        URI parsed = absolute(url);
        if (parsed == null || !config.hosts().contains(parsed.getHost().toLowerCase(Locale.ROOT))) {
            throw Refusal.of(
                    422,
                    "no-url-of-this-environment",
                    Retry.AFTER_CHANGE,
                    "\"" + url + "\" is no URL of environment " + config.name(),
                    "a path such as /products/7, or a URL of " + String.join(", ", config.hosts()),
                    "Correct it; nothing was purged.");
        }
        String path = parsed.getRawPath().isEmpty() ? "/" : parsed.getRawPath();
        String query = parsed.getRawQuery() == null ? "" : "?" + parsed.getRawQuery();
        to.add(new Selector.Key(new CacheKeys(CachePolicy.DEFAULT)
                .key(
                        parsed.getScheme().toLowerCase(Locale.ROOT),
                        parsed.getRawAuthority().toLowerCase(Locale.ROOT),
                        keyed(path + query, rules))));
    }

    private static @Nullable URI absolute(String url) {
        try {
            URI parsed = new URI(url);
            boolean web = "http".equalsIgnoreCase(parsed.getScheme()) || "https".equalsIgnoreCase(parsed.getScheme());
            return web && parsed.getHost() != null ? parsed : null;
        } catch (URISyntaxException e) {
            return null;
        }
    }

    /** Without the query parameters that the route leaves out of its keys. */
    private static String keyed(String target, ReleaseRules rules) {
        Route route = rules.route(RequestTarget.parse(target).path());
        return route == null ? target : new CacheKeys(route.policy()).withoutIgnored(target);
    }

    private static void addPrefix(String prefix, EnvironmentConfig config, List<Selector> to) {
        if (!prefix.startsWith("/")) {
            throw Refusal.of(
                    422,
                    "no-prefix",
                    Retry.AFTER_CHANGE,
                    "\"" + prefix + "\" is no beginning of a path",
                    "a path such as /products/",
                    "Begin it with a slash; nothing was purged.");
        }
        for (String scheme : SCHEMES) {
            for (String host : config.hosts()) {
                to.add(new Selector.Prefix(CacheKeys.prefix(scheme, host, prefix)));
            }
        }
    }

    private static void refuseUnknown(String name, ReleaseRules rules) {
        List<String> names = rules.routes().stream().map(Route::name).toList();
        if (!names.contains(name)) {
            throw Refusal.of(
                    404,
                    "unknown-route",
                    Retry.AFTER_CHANGE,
                    "the live release has no route \"" + name + '"',
                    "one of " + String.join(", ", names),
                    "Name one of these; nothing was purged.");
        }
    }
}
