package dev.slipway.cache;

import dev.slipway.cache.Plan.Forward;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether a stored response answers a request (RFC 9111 §4). */
public final class Reuse {
    /** So long a stale response may stand in for an app that cannot be reached and has not said how long. */
    private static final long DISCONNECTED_SECONDS = 86_400;

    private Reuse() {}

    /** How a stored response stands besides its own age. */
    public enum Standing {
        /** Nothing was said about it since it was stored or validated. */
        GOOD,
        /** Purged softly: stale now, to be validated before it is used, unless the app fails. */
        PURGED,
        /** Invalidated: to be validated before it is used, whatever happens (§4.4). */
        INVALID
    }

    /**
     * The stored response that a request selects among those of its key, or null. Of several, one that varies goes before
     * one that does not say so, and then the most recent (§4.1).
     *
     * @param candidates all that are stored under the request's key
     */
    public static @Nullable StoredResponse select(CacheRequest request, List<StoredResponse> candidates) {
        StoredResponse selected = null;
        for (int i = 0; i < candidates.size(); i++) {
            StoredResponse candidate = candidates.get(i);
            if (isPreferred(candidate, selected) && candidate.selection().matches(request.fields())) {
                selected = candidate;
            }
        }
        return selected;
    }

    private static boolean isPreferred(StoredResponse candidate, @Nullable StoredResponse selected) {
        if (selected == null) {
            return true;
        }
        boolean varies = candidate.fields().contains("Vary");
        return varies == selected.fields().contains("Vary") ? isNewer(candidate, selected) : varies;
    }

    /** By Date, and where that is the same second, by when it came. */
    private static boolean isNewer(StoredResponse candidate, StoredResponse selected) {
        if (candidate.dateMillis() != selected.dateMillis()) {
            return candidate.dateMillis() > selected.dateMillis();
        }
        return candidate.receivedMillis() > selected.receivedMillis();
    }

    /**
     * What to do.
     *
     * @param stored what {@link #select} found, or null
     * @param others whether other responses are stored under the key
     */
    public static Plan plan(
            CacheRequest request,
            @Nullable StoredResponse stored,
            boolean others,
            Standing standing,
            CachePolicy policy,
            long nowMillis) {
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            return new Plan.Pass(Forward.METHOD, "");
        }
        if (policy.mode() == CacheMode.NEVER) {
            return request.directives().onlyIfCached() ? new Plan.Refuse() : new Plan.Pass(Forward.BYPASS, "never");
        }
        // §4.3.2: these conditions are the origin's to judge.
        if (request.fields().contains("If-Match") || request.fields().contains("If-Unmodified-Since")) {
            return request.directives().onlyIfCached()
                    ? new Plan.Refuse()
                    : new Plan.Pass(Forward.REQUEST, "precondition");
        }
        StoredResponse usable = isOnlyForOthers(request, stored, policy) ? null : stored;
        Plan plan = usable == null
                ? new Plan.Fetch(others ? Forward.VARY_MISS : Forward.URI_MISS)
                : planWith(request, usable, standing, policy, nowMillis);
        if (request.directives().onlyIfCached()) {
            return withoutAsking(plan);
        }
        boolean head = request.method().equals("HEAD");
        return switch (plan) {
            case Plan.Fetch fetch -> head ? new Plan.Pass(fetch.forward(), "head") : fetch;
            case Plan.Revalidate revalidate -> head ? new Plan.Pass(revalidate.forward(), "head") : revalidate;
            case Plan.ServeStaleWhileRevalidating stale -> head ? new Plan.Pass(Forward.STALE, "head") : stale;
            case Plan.Serve serve -> serve;
            case Plan.Pass pass -> pass;
            case Plan.Refuse refuse -> refuse;
        };
    }

    /** §5.2.1.7: what the store answers alone, also within a stale window; 504 for the rest. */
    private static Plan withoutAsking(Plan plan) {
        return switch (plan) {
            case Plan.Serve serve -> serve;
            case Plan.ServeStaleWhileRevalidating stale -> new Plan.Serve(stale.ageSeconds(), stale.ttlSeconds());
            case Plan.Revalidate revalidate -> new Plan.Refuse();
            case Plan.Fetch fetch -> new Plan.Refuse();
            case Plan.Pass pass -> new Plan.Refuse();
            case Plan.Refuse refuse -> refuse;
        };
    }

    /**
     * Whether the request is personal and the response is not for everybody, or the response is not for anybody any more,
     * see {@link #isWithheld}; by the letter it answers all the same.
     */
    public static boolean isOnlyForOthers(CacheRequest request, @Nullable StoredResponse stored, CachePolicy policy) {
        return stored != null
                && (request.personal() && !policy.isByTheLetter() && !stored.isForEverybody()
                        || isWithheld(stored, policy));
    }

    /**
     * Whether it was stored by the letter, with cookies that it sets, and the route that is live would not store it: what is
     * stored is judged by that one.
     */
    public static boolean isWithheld(StoredResponse stored, CachePolicy policy) {
        return stored.setsCookies()
                && !policy.isByTheLetter()
                && Personal.withoutForeignSetCookies(stored.fields(), policy).contains("Set-Cookie");
    }

    private static Plan planWith(
            CacheRequest request, StoredResponse stored, Standing standing, CachePolicy policy, long nowMillis) {
        long age = stored.ageSeconds(nowMillis);
        long ttl = stored.lifetimeSeconds(policy) - age;
        if (standing != Standing.GOOD) {
            return new Plan.Revalidate(Forward.STALE);
        }
        // §5.2.2.4
        if (stored.isNoCache()) {
            return new Plan.Revalidate(Forward.STALE);
        }
        RequestDirectives asked =
                policy.isByTheLetter() || policy.clientRevalidates() ? request.directives() : RequestDirectives.NONE;
        Forward why = ttl > 0 ? Forward.REQUEST : Forward.STALE;
        // §5.2.1.4
        if (asked.noCache()) {
            return new Plan.Revalidate(why);
        }
        // §5.2.1.1
        if (asked.maxAgeSeconds() >= 0 && age > asked.maxAgeSeconds() && !isSpared(stored, ttl)) {
            return new Plan.Revalidate(why);
        }
        // §5.2.1.3
        if (asked.minFreshSeconds() >= 0 && ttl < asked.minFreshSeconds()) {
            return new Plan.Revalidate(why);
        }
        // §4.2: fresh while the lifetime exceeds the age.
        if (ttl > 0) {
            return new Plan.Serve(age, ttl);
        }
        return stale(stored, asked, age, ttl);
    }

    /** RFC 8246 §2: a reload asks nobody for what cannot have changed; a forced one, with {@code no-cache}, does. */
    private static boolean isSpared(StoredResponse stored, long ttl) {
        return ttl > 0 && stored.control().has("immutable");
    }

    private static Plan stale(StoredResponse stored, RequestDirectives asked, long age, long ttl) {
        // §4.2.4
        if (stored.mustRevalidate()) {
            return new Plan.Revalidate(Forward.STALE);
        }
        // §5.2.1.2; s-maxage lets the app alone say how stale
        if (asked.maxStaleSeconds() >= -ttl && !stored.control().has("s-maxage")) {
            return new Plan.Serve(age, ttl);
        }
        // §5.2.1.1: who says max-age, and not max-stale, wants nothing stale.
        if (asked.maxAgeSeconds() >= 0 && asked.maxStaleSeconds() < 0) {
            return new Plan.Revalidate(Forward.STALE);
        }
        // RFC 5861 §3
        if (stored.staleWhileRevalidateSeconds() > 0 && -ttl <= stored.staleWhileRevalidateSeconds()) {
            return new Plan.ServeStaleWhileRevalidating(age, ttl);
        }
        return new Plan.Revalidate(Forward.STALE);
    }

    /**
     * Whether the stored response may be sent although it is stale, because the app could not be asked, broke off, or
     * answered with {@code status} (§4.2.4, RFC 5861 §4).
     *
     * @param status of the app's answer: 500, 502, 503 or 504; 0 when there was none
     */
    public static boolean mayAnswerForError(
            CacheRequest request,
            StoredResponse stored,
            Standing standing,
            int status,
            CachePolicy policy,
            long nowMillis) {
        // RFC 5861 §4: any other status is the app's answer.
        if (status != 0 && status != 500 && status != 502 && status != 503 && status != 504) {
            return false;
        }
        if (standing == Standing.INVALID
                || isOnlyForOthers(request, stored, policy)
                || stored.isNoCache()
                || stored.mustRevalidate()) {
            return false;
        }
        long staleSeconds = stored.ageSeconds(nowMillis) - stored.lifetimeSeconds(policy);
        // §5.2.2.10: beside s-maxage, only as far as the app's own windows reach.
        if (stored.control().has("s-maxage")) {
            long unreached = status == 0 ? stored.staleWhileRevalidateSeconds() : -1;
            return staleSeconds <= Math.max(stored.staleIfErrorSeconds(), unreached);
        }
        long window =
                Math.max(stored.staleIfErrorSeconds(), request.directives().staleIfErrorSeconds());
        if (window >= 0) {
            return staleSeconds <= window;
        }
        return status == 0 && staleSeconds <= DISCONNECTED_SECONDS;
    }
}
