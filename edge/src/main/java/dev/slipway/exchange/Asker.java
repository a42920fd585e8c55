package dev.slipway.exchange;

import dev.slipway.cache.CacheKeys;
import dev.slipway.cache.CacheMode;
import dev.slipway.cache.CachePolicy;
import dev.slipway.cache.CacheRequest;
import dev.slipway.cache.Personal;
import dev.slipway.cache.RequestDirectives;
import dev.slipway.http.Fields;
import dev.slipway.http.RequestHead;
import dev.slipway.origin.AppPool;
import dev.slipway.origin.ForwardedFields;
import dev.slipway.site.Route;

/**
 * One request for an answer of the app, as the cache sees it: who asks, for what, under which policy. Touched by its
 * event loop alone, save for what {@link Fetch} reads of it.
 */
final class Asker {
    private static final int MOST_TRIES = 3;

    private final Exchange exchange;
    private final Route route;
    private final AppPool pool;
    private final CacheRequest request;
    private final String personal;
    private final boolean trusted;
    private int tries;
    private boolean alone;
    private volatile boolean gone;

    private Asker(
            Exchange exchange, Route route, AppPool pool, CacheRequest request, String personal, boolean trusted) {
        this.exchange = exchange;
        this.route = route;
        this.pool = pool;
        this.request = request;
        this.personal = personal;
        this.trusted = trusted;
    }

    /** @param trusted whether the peer's forwarded fields are believed */
    static Asker of(Exchange exchange, Route route, AppPool pool, boolean trusted) {
        RequestHead head = exchange.head();
        CachePolicy policy = route.policy();
        // What Connection names does not reach the app: it must select nothing either.
        Fields fields = Personal.withRoutesCookies(ForwardedFields.ofRequest(head.fields(), trusted), policy);
        String personal = Personal.because(fields, policy);
        CacheRequest request = new CacheRequest(
                head.method(),
                new CacheKeys(policy)
                        .key(
                                scheme(exchange, trusted),
                                head.authority(),
                                head.target().raw()),
                fields,
                !personal.isEmpty(),
                RequestDirectives.of(fields));
        Asker asker = new Asker(exchange, route, pool, request, personal, trusted);
        exchange.isFor(asker);
        return asker;
    }

    /** The scheme that the client used: a trusted proxy in front saw it, we saw only the proxy's. */
    private static String scheme(Exchange exchange, boolean trusted) {
        String given = trusted ? exchange.head().fields().get("X-Forwarded-Proto") : null;
        boolean secure = given == null ? exchange.request().secure() : given.equalsIgnoreCase("https");
        return secure ? "https" : "http";
    }

    Exchange exchange() {
        return exchange;
    }

    Route route() {
        return route;
    }

    CachePolicy policy() {
        return route.policy();
    }

    AppPool pool() {
        return pool;
    }

    CacheRequest request() {
        return request;
    }

    String key() {
        return request.key();
    }

    /** What makes the request personal; empty when it is not. */
    String personal() {
        return personal;
    }

    /** Whether the cache could answer at all: not other methods, nor where the route stores nothing. */
    boolean isAnswerable() {
        boolean read = request.method().equals("GET") || request.method().equals("HEAD");
        return read && route.policy().mode() != CacheMode.NEVER;
    }

    boolean isTrusted() {
        return trusted;
    }

    boolean isRange() {
        return exchange.head().fields().contains("Range");
    }

    /** The client has left; nobody is to be answered. */
    boolean isGone() {
        return gone;
    }

    void leave(Outcome how) {
        gone = true;
        exchange.gone(how);
    }

    /** Whether it may still wait for what another asked. */
    boolean mayJoin() {
        return !alone && tries < MOST_TRIES;
    }

    void tryAgain() {
        tries++;
    }

    /** Whether it was sent round so often that it should go through without the cache. */
    boolean isTired() {
        return tries > 2 * MOST_TRIES;
    }

    void goAlone() {
        alone = true;
    }

    void onLoop(Runnable work) {
        exchange.request().loop().execute(() -> {
            if (!gone) {
                work.run();
            }
        });
    }
}
