package dev.slipway.control;

import dev.slipway.api.Explanation;
import dev.slipway.cache.CacheKeys;
import dev.slipway.cache.CachePolicy;
import dev.slipway.cache.CacheRequest;
import dev.slipway.cache.Plan;
import dev.slipway.cache.RequestDirectives;
import dev.slipway.cache.Reuse;
import dev.slipway.cache.Selection;
import dev.slipway.cache.StoredResponse;
import dev.slipway.cache.Tags;
import dev.slipway.control.Refusal.Retry;
import dev.slipway.exchange.Live;
import dev.slipway.http.Fields;
import dev.slipway.http.RequestTarget;
import dev.slipway.site.EnvironmentConfig;
import dev.slipway.site.Route;
import dev.slipway.site.Serve;
import dev.slipway.store.ObjectHead;
import dev.slipway.store.StoredObject;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** What would happen to a request for a URL, and why, in words. */
final class Explanations {
    private static final String NO_PART = "The cache has no part in it.";
    private static final String AMBIGUOUS =
            "The app is asked, and nothing is stored: two programs may take this path for two different things.";

    private final CacheSide cache;
    private final InstantSource clock;

    Explanations(CacheSide cache, InstantSource clock) {
        this.cache = cache;
        this.clock = clock;
    }

    /** @throws Refusal 422 when it is no URL of the environment */
    Explanation explain(SiteState site, EnvironmentConfig config, String url) {
        URI parsed = parse(url, config);
        String path = parsed.getRawPath() == null || parsed.getRawPath().isEmpty() ? "/" : parsed.getRawPath();
        String target = path + (parsed.getRawQuery() == null ? "" : "?" + parsed.getRawQuery());
        RequestTarget asked = RequestTarget.parse(target);
        Live live = site.environment(config.name()).live().get();
        Route route = live.route(asked.path());
        if (route == null) {
            return new Explanation(url, "", "nothing", "", "", "No route takes this path: 404.", List.of());
        }
        String withoutApp = withoutApp(site, live, route, asked);
        if (!withoutApp.isEmpty()) {
            return new Explanation(url, route.name(), serves(route.serve()), "", "", withoutApp, List.of());
        }
        String scheme = parsed.getScheme().toLowerCase(Locale.ROOT);
        String key = new CacheKeys(route.policy())
                .key(scheme, parsed.getRawAuthority().toLowerCase(Locale.ROOT), target);
        List<StoredObject> objects = cache.store().find(key);
        return new Explanation(
                url,
                route.name(),
                serves(route.serve()),
                policy(route.policy()),
                key,
                asked.ambiguous() ? AMBIGUOUS : outcome(key, objects, route.policy()),
                objects.stream().map(object -> variant(object, route.policy())).toList());
    }

    /** What happens where the app is not asked, so that the cache has no part in it; empty where it is. */
    private static String withoutApp(SiteState site, Live live, Route route, RequestTarget asked) {
        return switch (route.serve()) {
            case Serve.App app -> "";
            case Serve.Folder folder -> NO_PART;
            case Serve.Redirect redirect -> NO_PART;
            case Serve.Release release -> {
                if (!asked.ambiguous() && site.held().get().find(live.files(), asked.path()) != null) {
                    yield NO_PART;
                }
                String page =
                        release.fallback() == null ? "" : ", save for navigations, which get " + release.fallback();
                yield release.missingToApp() == null ? "No release that is held has this file: 404" + page + "." : "";
            }
        };
    }

    private static URI parse(String url, EnvironmentConfig config) {
        try {
            String absolute = url.startsWith("/") && !config.hosts().isEmpty()
                    ? "http://" + config.hosts().getFirst() + url
                    : url;
            URI parsed = new URI(absolute);
            if (parsed.getHost() != null
                    && config.hosts().contains(parsed.getHost().toLowerCase(Locale.ROOT))) {
                return parsed;
            }
        } catch (URISyntaxException e) {
            throw noUrl(url, config);
        }
        throw noUrl(url, config);
    }

    private static Refusal noUrl(String url, EnvironmentConfig config) {
        return Refusal.of(
                422,
                "no-url-of-this-environment",
                Retry.AFTER_CHANGE,
                "\"" + url + "\" is no URL of environment " + config.name(),
                "a path such as /products/7, or a URL of " + String.join(", ", config.hosts()),
                "Correct it and ask again.");
    }

    private static String serves(Serve serve) {
        return switch (serve) {
            case Serve.Release release ->
                "files of the release"
                        + (release.missingToApp() == null
                                ? ""
                                : ", and what it has not the app (" + release.missingToApp() + ")");
            case Serve.Folder folder -> "files of the folder " + folder.folder();
            case Serve.App app -> "the app (" + app.pool() + ")";
            case Serve.Redirect redirect -> "a redirect to " + redirect.to();
        };
    }

    private static String policy(CachePolicy policy) {
        String mode = switch (policy.mode()) {
            case NEVER -> "never: nothing is stored";
            case ORIGIN -> "origin: what the app's headers allow, nothing personal";
            case RFC9111 -> "rfc9111: what the app's headers allow, by the letter";
        };
        return mode
                + (policy.cookies().isEmpty() ? "" : "; cookies " + String.join(", ", policy.cookies()))
                + (policy.ignoreQuery().isEmpty() ? "" : "; ignores ?" + String.join(", ", policy.ignoreQuery()));
    }

    private String outcome(String key, List<StoredObject> objects, CachePolicy policy) {
        CacheRequest request = new CacheRequest("GET", key, Fields.EMPTY, false, RequestDirectives.NONE);
        StoredResponse selected = Reuse.select(
                request,
                objects.stream().map(object -> object.head().response()).toList());
        Reuse.Standing standing = objects.stream()
                .filter(object -> object.head().response() == selected)
                .findFirst()
                .map(StoredObject::standing)
                .orElse(Reuse.Standing.GOOD);
        Plan plan = Reuse.plan(request, selected, !objects.isEmpty(), standing, policy, clock.millis());
        return switch (plan) {
            case Plan.Serve serve -> "Served from the cache, fresh for " + serve.ttlSeconds() + " s more.";
            case Plan.ServeStaleWhileRevalidating stale ->
                "Served from the cache, stale for " + -stale.ttlSeconds()
                        + " s, while the app is asked in the background (stale-while-revalidate).";
            case Plan.Revalidate revalidate ->
                standing != Reuse.Standing.GOOD
                        ? "The app is asked first: it was purged, or something was changed through its URL."
                        : "The app is asked first whether the stored response still holds.";
            case Plan.Fetch fetch -> "The app is asked. " + why(key, objects);
            case Plan.Pass pass -> "The app is asked, and nothing is stored: " + pass.detail() + ".";
            case Plan.Refuse refuse -> "504: only the cache was to answer.";
        };
    }

    private String why(String key, List<StoredObject> objects) {
        String reason = cache.whyNotStored().apply(key);
        if (reason != null) {
            return "Its last response was not stored: " + Reasons.inWords(reason);
        }
        return objects.isEmpty()
                ? "Nothing is stored under this key."
                : "What is stored was for requests with other fields (Vary).";
    }

    private Explanation.StoredVariant variant(StoredObject object, CachePolicy policy) {
        ObjectHead head = object.head();
        StoredResponse response = head.response();
        Selection selection = response.selection();
        Map<String, String> varies = new LinkedHashMap<>();
        for (int i = 0; i < selection.names().size(); i++) {
            varies.put(selection.names().get(i), selection.values().get(i));
        }
        long age = response.ageSeconds(clock.millis());
        return new Explanation.StoredVariant(
                response.status(),
                age,
                response.lifetimeSeconds(policy) - age,
                response.lifetimeSeconds(policy),
                response.lifetimeSource(policy),
                policy.isByTheLetter() || response.isForEverybody(),
                object.standing() != Reuse.Standing.GOOD,
                object.isInMemory(),
                object.bodyLength(),
                head.forms().stream()
                        .map(ObjectHead.Form::coding)
                        .filter(Objects::nonNull)
                        .toList(),
                varies,
                Tags.of(response.fields()).stream().sorted().toList());
    }
}
