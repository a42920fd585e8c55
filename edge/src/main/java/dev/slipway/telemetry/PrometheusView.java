package dev.slipway.telemetry;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.function.BiConsumer;
import org.HdrHistogram.Histogram;

/**
 * The node's numbers in the model of Prometheus. Latencies become cumulative buckets, so that several scrapers and any
 * window work.
 *
 * <pre>
 * slipway_requests_total{environment="production",route="site",site="shop",status="2xx"} 42.0
 * slipway_request_seconds_bucket{environment="production",route="site",site="shop",status="2xx",le="0.005"} 40
 * slipway_cache_requests_total{environment="production",outcome="hit",route="site",site="shop"} 40.0
 * slipway_cache_bypasses_total{environment="production",reason="no-freshness",route="site",site="shop"} 2.0
 * slipway_release_last_hour_requests{environment="production",release="2026-11-22.3",route="site",site="shop"} 42.0
 * slipway_refused_total{reason="bad-host"} 1.0
 * slipway_connections 3.0
 * slipway_tunnels 1.0
 * </pre>
 */
final class PrometheusView implements MultiCollector {
    private static final double MICROS_PER_SECOND = 1e6;

    private final NodeTelemetry telemetry;

    PrometheusView(NodeTelemetry telemetry) {
        this.telemetry = telemetry;
    }

    @Override
    public MetricSnapshots collect() {
        MetricSnapshots.Builder all = MetricSnapshots.builder();
        routes(all);
        cache(all);
        releases(all);
        node(all);
        return all.build();
    }

    private void routes(MetricSnapshots.Builder all) {
        CounterSnapshot.Builder requests = counter("slipway_requests", "Answered requests");
        CounterSnapshot.Builder bytes = counter("slipway_response_bytes", "Bytes of bodies sent to clients");
        CounterSnapshot.Builder incomplete = counter("slipway_incomplete", "Answers that were not written whole");
        HistogramSnapshot.Builder seconds = HistogramSnapshot.builder()
                .name("slipway_request_seconds")
                .help("From a request's first byte to its answer's last");
        HistogramSnapshot.Builder app = HistogramSnapshot.builder()
                .name("slipway_app_seconds")
                .help("From asking the app to the head of its answer");
        for (RouteMeters meters : telemetry.meters()) {
            Labels labels = labels(meters.key());
            bytes.dataPoint(point(labels, meters.bytes()));
            incomplete.dataPoint(point(labels, meters.incomplete()));
            Histogram asked = meters.app().snapshot();
            if (asked.getTotalCount() > 0) {
                app.dataPoint(histogram(labels, asked));
            }
            meters.eachClass((status, latency) -> {
                Labels withStatus = labels.merge(Labels.of("status", status));
                Histogram taken = latency.snapshot();
                requests.dataPoint(point(withStatus, taken.getTotalCount()));
                seconds.dataPoint(histogram(withStatus, taken));
            });
        }
        all.metricSnapshot(requests.build())
                .metricSnapshot(bytes.build())
                .metricSnapshot(incomplete.build())
                .metricSnapshot(seconds.build())
                .metricSnapshot(app.build());
    }

    private void cache(MetricSnapshots.Builder all) {
        CounterSnapshot.Builder requests =
                counter("slipway_cache_requests", "Requests that the cache could have answered, by what happened");
        CounterSnapshot.Builder bypasses =
                counter("slipway_cache_bypasses", "Requests answered by the app and stored for nobody, by reason");
        for (RouteMeters meters : telemetry.meters()) {
            Labels labels = labels(meters.key());
            CacheReport report = meters.cache().report();
            if (report.requests() > 0) {
                BiConsumer<String, Long> point = (outcome, count) ->
                        requests.dataPoint(point(labels.merge(Labels.of("outcome", outcome)), count));
                point.accept("hit", report.hits());
                point.accept("stale", report.stale());
                point.accept("collapsed", report.collapsed());
                point.accept("revalidated", report.revalidated());
                point.accept("miss", report.misses());
                point.accept("bypass", report.passed());
                point.accept("failed", report.failed());
            }
            meters.cache()
                    .eachBypass((reason, count) ->
                            bypasses.dataPoint(point(labels.merge(Labels.of("reason", reason)), count)));
        }
        all.metricSnapshot(requests.build()).metricSnapshot(bypasses.build());
    }

    /** By release as gauges of the last hour: series of releases that are gone end, where counters would fall. */
    private void releases(MetricSnapshots.Builder all) {
        GaugeSnapshot.Builder requests = ofRelease("requests", "Answered requests");
        GaugeSnapshot.Builder errors = ofRelease("errors", "Answered with 5xx, or not at all");
        GaugeSnapshot.Builder bytes = ofRelease("response_bytes", "Bytes of bodies sent to clients");
        GaugeSnapshot.Builder seconds = ofRelease("request_p95_seconds", "Of 100 answers 95 took at most that long");
        telemetry.releases().lastHour().forEach((key, figures) -> {
            Labels labels = Labels.of(
                    "site",
                    key.site(),
                    "environment",
                    key.environment(),
                    "route",
                    key.route(),
                    "release",
                    key.release());
            gauge(requests, labels, figures.requests());
            gauge(errors, labels, figures.errors());
            gauge(bytes, labels, figures.bytes());
            gauge(seconds, labels, figures.latency().getValueAtPercentile(95) / MICROS_PER_SECOND);
        });
        all.metricSnapshot(requests.build())
                .metricSnapshot(errors.build())
                .metricSnapshot(bytes.build())
                .metricSnapshot(seconds.build());
    }

    private static GaugeSnapshot.Builder ofRelease(String what, String help) {
        return GaugeSnapshot.builder()
                .name("slipway_release_last_hour_" + what)
                .help(help + ", by release, in the last hour");
    }

    private static void gauge(GaugeSnapshot.Builder builder, Labels labels, double value) {
        builder.dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                .labels(labels)
                .value(value)
                .build());
    }

    private static GaugeSnapshot gauge(String name, String help, long value) {
        return GaugeSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                        .value(value)
                        .build())
                .build();
    }

    private void node(MetricSnapshots.Builder all) {
        CounterSnapshot.Builder refused = counter("slipway_refused", "Requests refused for their form");
        telemetry
                .refusals()
                .forEach((reason, count) -> refused.dataPoint(point(Labels.of("reason", reason), count.sum())));
        all.metricSnapshot(refused.build());
        all.metricSnapshot(gauge("slipway_connections", "Open client connections", telemetry.openConnections()));
        all.metricSnapshot(gauge("slipway_tunnels", "Open WebSockets", telemetry.openTunnels()));
        AccessLog log = telemetry.log();
        if (log != null) {
            all.metricSnapshot(counter("slipway_log_lines_dropped", "Access log lines dropped: too many waited")
                    .dataPoint(point(Labels.EMPTY, log.dropped()))
                    .build());
            all.metricSnapshot(counter("slipway_log_lines_unwritten", "Access log lines lost: the file failed")
                    .dataPoint(point(Labels.EMPTY, log.unwritten()))
                    .build());
        }
    }

    private static Labels labels(RouteMeters.Key key) {
        return Labels.of("site", key.site(), "environment", key.environment(), "route", key.route());
    }

    private static CounterSnapshot.Builder counter(String name, String help) {
        return CounterSnapshot.builder().name(name).help(help);
    }

    private static CounterSnapshot.CounterDataPointSnapshot point(Labels labels, long value) {
        return CounterSnapshot.CounterDataPointSnapshot.builder()
                .labels(labels)
                .value(value)
                .build();
    }

    private static HistogramSnapshot.HistogramDataPointSnapshot histogram(Labels labels, Histogram taken) {
        ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
        long below = 0;
        for (double bound : Latency.BOUNDS_SECONDS) {
            long upTo = taken.getCountBetweenValues(0, (long) (bound * MICROS_PER_SECOND));
            buckets.bucket(bound, upTo - below);
            below = upTo;
        }
        buckets.bucket(Double.POSITIVE_INFINITY, taken.getTotalCount() - below);
        return HistogramSnapshot.HistogramDataPointSnapshot.builder()
                .labels(labels)
                .classicHistogramBuckets(buckets.build())
                .sum(taken.getTotalCount() == 0 ? 0 : taken.getMean() * taken.getTotalCount() / MICROS_PER_SECOND)
                .build();
    }
}
