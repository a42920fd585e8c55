package dev.slipway.telemetry;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What is counted for one route of one environment; recording takes no lock. */
final class RouteMeters {
    /** Which series an event belongs to; references to the configuration's own strings, which are compared first. */
    record Key(String site, String environment, String route) {
        /** Whether these are the very strings of this key; others may still be equal. */
        @SuppressWarnings("ReferenceEquality")
        boolean isOf(ExchangeEvent event) {
            return route == event.route() && environment == event.environment() && site == event.site();
        }
    }

    private static final int CLASSES = 6;

    private final Key key;
    private final AtomicReferenceArray<@Nullable Latency> answers = new AtomicReferenceArray<>(CLASSES);
    private final Latency app = new Latency();
    private final CacheMeters cache = new CacheMeters();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder incomplete = new LongAdder();

    private final SeenPaths seen = new SeenPaths();
    private final ReleaseFigures releases;
    private volatile @Nullable ReleaseSeries series;

    /** @param releases where the same is counted by release and minute */
    RouteMeters(Key key, ReleaseFigures releases) {
        this.key = key;
        this.releases = releases;
    }

    void record(ExchangeEvent event) {
        byClass(event.status()).record(event.totalNanos());
        bytes.add(event.bodyBytes());
        cache.record(event);
        seen.record(event);
        ofRelease(event);
        if (event.appNanos() >= 0) {
            app.record(event.appNanos());
        }
        if (!event.complete()) {
            incomplete.increment();
        }
    }

    private void ofRelease(ExchangeEvent event) {
        ReleaseSeries current = series;
        if (current == null || !current.takes(event.release())) {
            MinuteFigures.Key of = new MinuteFigures.Key(key.site(), key.environment(), key.route(), event.release());
            current = releases.series(of, event.startedMillis());
            series = current;
        }
        if (current != null) {
            current.record(event);
        }
    }

    SeenPaths seen() {
        return seen;
    }

    Key key() {
        return key;
    }

    Latency app() {
        return app;
    }

    CacheMeters cache() {
        return cache;
    }

    long bytes() {
        return bytes.sum();
    }

    long incomplete() {
        return incomplete.sum();
    }

    /** Every status class that occurred: {@code 2xx}, {@code 5xx}, …; {@code none} where nothing was sent. */
    void eachClass(BiConsumer<String, Latency> consumer) {
        for (int i = 0; i < CLASSES; i++) {
            Latency latency = answers.get(i);
            if (latency != null) {
                consumer.accept(i == 0 ? "none" : i + "xx", latency);
            }
        }
    }

    private Latency byClass(int status) {
        int index = status >= 100 && status < 600 ? status / 100 : 0;
        Latency latency = answers.get(index);
        if (latency != null) {
            return latency;
        }
        Latency fresh = new Latency();
        Latency other = answers.compareAndExchange(index, null, fresh);
        return other == null ? fresh : other;
    }
}
