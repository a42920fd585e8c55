package dev.slipway.telemetry;

import java.net.InetAddress;
import java.time.Instant;

/** Events for tests. */
final class Events {
    static final LogRules PLAIN = new LogRules(1 << 20, 3, true, true);

    private static final long STARTED =
            Instant.parse("2026-11-22T10:15:30.007Z").toEpochMilli();

    private Events() {}

    static ExchangeEvent event(String id) {
        return event(id, "192.0.2.7", "/products/7", "lang=de", 200);
    }

    static ExchangeEvent event(String id, String client, String path, String query, int status) {
        return new ExchangeEvent(
                STARTED,
                id,
                InetAddress.ofLiteral(client),
                "GET",
                "shop.localhost",
                path,
                query,
                "shop",
                "production",
                "products",
                "2026-11-22.3",
                "bypass",
                "",
                status,
                5120,
                true,
                12_345_678,
                11_020_000,
                "unix:/run/shop.sock",
                CacheUse.NONE);
    }

    /** One in which the cache has a part. */
    static ExchangeEvent cached(String outcome, String detail, int status, CacheUse cache) {
        ExchangeEvent like = event("id");
        return like(like.site(), like.environment(), like.route(), like.release(), outcome, detail, status, cache);
    }

    /** One that was answered elsewhere. */
    static ExchangeEvent placed(String site, String environment, String route, String release) {
        ExchangeEvent like = event("id");
        return like(site, environment, route, release, like.outcome(), like.detail(), like.status(), like.cache());
    }

    private static ExchangeEvent like(
            String site,
            String environment,
            String route,
            String release,
            String outcome,
            String detail,
            int status,
            CacheUse cache) {
        ExchangeEvent like = event("id");
        return new ExchangeEvent(
                like.startedMillis(),
                like.requestId(),
                like.client(),
                like.method(),
                like.host(),
                like.path(),
                like.query(),
                site,
                environment,
                route,
                release,
                outcome,
                detail,
                status,
                like.bodyBytes(),
                like.complete(),
                like.totalNanos(),
                like.appNanos(),
                like.appAddress(),
                cache);
    }
}
