package dev.slipway.telemetry;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;

/**
 * What the cache does for one route. A hit costs one addition; what costs hits is counted under a lock, by requests for
 * which the app works anyway.
 */
final class CacheMeters {
    /** Reasons are our own constants; this bounds the damage should one ever carry what a client sent. */
    private static final int MOST_REASONS = 50;

    private static final int NAMED = 3;
    private static final String COOKIE = "cookie ";

    private final LongAdder hits = new LongAdder();
    private final LongAdder stale = new LongAdder();
    private final LongAdder collapsed = new LongAdder();
    private final LongAdder revalidated = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder passed = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final Map<String, LongAdder> bypasses = new ConcurrentHashMap<>();

    private static final String OF_CHECKS = "slipway-check=";

    private final Object costs = new Object();
    private final SpaceSaving cookies = new SpaceSaving(); // guarded by costs, as is the next
    private final QueryCosts parameters =
            new QueryCosts(ThreadLocalRandom.current().nextLong());

    void record(ExchangeEvent event) {
        if (event.outcome().equals("bypass")) {
            bypass(event.detail());
        }
        if (event.cache().answerable()) {
            count(event);
        }
    }

    private void count(ExchangeEvent event) {
        switch (event.outcome()) {
            case "hit" -> hits.increment();
            case "stale" -> stale.increment();
            case "collapsed" -> collapsed.increment();
            case "revalidated" -> revalidated.increment();
            case "miss" -> {
                misses.increment();
                newUrl(event.cache().newUrl());
            }
            case "bypass" -> {
                passed.increment();
                personal(event.cache().personal());
            }
            default -> {
                // What the client's own conditions refuse is nothing that the cache failed to do.
                if (event.status() >= 500) {
                    failed.increment();
                }
            }
        }
    }

    private void newUrl(String url) {
        // What `slipway check sessions` asks for anew on purpose costs nobody a hit.
        if (url.isEmpty() || url.contains(OF_CHECKS)) {
            return;
        }
        QueryCosts.Miss miss = parameters.read(url);
        synchronized (costs) {
            parameters.count(miss);
        }
    }

    private void personal(String because) {
        if (because.startsWith(COOKIE)) {
            synchronized (costs) {
                cookies.count(because.substring(COOKIE.length()));
            }
        }
    }

    /** By the part of the detail before its particulars; methods that are never stored have none. */
    private void bypass(String detail) {
        int colon = detail.indexOf(':');
        String reason = detail.isEmpty() ? "method" : colon < 0 ? detail : detail.substring(0, colon);
        LongAdder count = bypasses.get(reason);
        if (count == null) {
            String name = bypasses.size() < MOST_REASONS ? reason : "other";
            count = bypasses.computeIfAbsent(name, any -> new LongAdder());
        }
        count.increment();
    }

    CacheReport report() {
        List<CacheReport.Named> byCookie;
        List<CacheReport.Named> byParameter;
        synchronized (costs) {
            byCookie = cookies.top(NAMED);
            byParameter = parameters.top(NAMED);
        }
        return new CacheReport(
                hits.sum(),
                stale.sum(),
                collapsed.sum(),
                revalidated.sum(),
                misses.sum(),
                passed.sum(),
                failed.sum(),
                byCookie,
                byParameter);
    }

    /** How many requests went to the app for nobody else, by reason: {@code method}, {@code never}, {@code no-store}, … */
    void eachBypass(BiConsumer<String, Long> consumer) {
        new TreeMap<>(bypasses).forEach((reason, count) -> consumer.accept(reason.replace(' ', '-'), count.sum()));
    }
}
