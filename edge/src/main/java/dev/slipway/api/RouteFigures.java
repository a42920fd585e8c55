package dev.slipway.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one route of one release did in a stretch of time.
 *
 * @param route its name; empty for requests that no route took
 * @param release the release that was live; empty before the first
 * @param requests answered
 * @param errors of them with 5xx, or not at all
 * @param bytes of bodies sent
 * @param hits percent of the requests that the cache could have answered for which the app was not asked; null where there
 *     was none
 * @param answerable requests that the cache could have answered
 * @param spared of these, those that the app was not asked for
 * @param p50Millis half of the answers took at most that long
 * @param p95Millis of 100 answers 95 took at most that long
 * @param p99Millis of 100 answers 99 took at most that long
 * @param latency how many answers took so many microseconds, in ascending order; two digits exact
 */
public record RouteFigures(
        String route,
        String release,
        long requests,
        long errors,
        long bytes,
        @Nullable Double hits,
        long answerable,
        long spared,
        double p50Millis,
        double p95Millis,
        double p99Millis,
        List<Latency> latency) {
    public RouteFigures {
        latency = List.copyOf(latency);
    }

    /** The same without the latencies one by one. */
    public RouteFigures brief() {
        return new RouteFigures(
                route,
                release,
                requests,
                errors,
                bytes,
                hits,
                answerable,
                spared,
                p50Millis,
                p95Millis,
                p99Millis,
                List.of());
    }

    /** So many answers took that long. */
    public record Latency(long micros, long count) {}
}
