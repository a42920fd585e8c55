package dev.slipway.telemetry;

import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * The telemetry of one node: counters and latencies per site, environment, route and status class, and the access log.
 * Recording costs a map look-up and a few additions; text is made only when somebody asks.
 */
public final class NodeTelemetry implements Telemetry, AutoCloseable {
    /** Reasons are our own constants; this bounds the damage should one ever carry what a client sent. */
    private static final int MAX_REASONS = 100;

    private static final String OTHER = "other";

    /** How many routes are known without looking them up; a power of two. */
    private static final int RECENT = 32;

    private final @Nullable AccessLog log;
    private final Map<RouteMeters.Key, RouteMeters> routes = new ConcurrentHashMap<>();

    /**
     * Of the last events, by their route: comparing identity costs less than the look-up. Without a fence, for what another thread
     * leaves here is whole (its key is final), and what is not of the event is looked up.
     */
    private final @Nullable RouteMeters[] recent = new @Nullable RouteMeters[RECENT];

    private final Map<String, LongAdder> refusals = new ConcurrentHashMap<>();
    private final LongAdder connections = new LongAdder();
    private final LongAdder tunnels = new LongAdder();
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    private final ReleaseFigures releases;

    /** @param log where events are logged too, or null; closed with this */
    public NodeTelemetry(@Nullable AccessLog log) {
        this(log, new ReleaseFigures(null));
    }

    /**
     * @param log where events are logged too, or null; closed with this
     * @param releases where they are counted by release and minute; closed with this
     */
    public NodeTelemetry(@Nullable AccessLog log, ReleaseFigures releases) {
        this.log = log;
        this.releases = releases;
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        registry.getPrometheusRegistry().register(new PrometheusView(this));
    }

    @Override
    public void record(ExchangeEvent event) {
        int place = System.identityHashCode(event.route()) & RECENT - 1;
        RouteMeters meters = recent[place];
        if (meters == null || !meters.key().isOf(event)) {
            meters = meters(event);
            recent[place] = meters;
        }
        meters.record(event);
        if (log != null) {
            log.log(event);
        }
    }

    private RouteMeters meters(ExchangeEvent event) {
        RouteMeters.Key key = new RouteMeters.Key(event.site(), event.environment(), event.route());
        RouteMeters meters = routes.get(key);
        return meters != null ? meters : routes.computeIfAbsent(key, any -> new RouteMeters(any, releases));
    }

    @Override
    public boolean logs() {
        return log != null;
    }

    @Override
    public void connections(int change) {
        connections.add(change);
    }

    @Override
    public void tunnels(int change) {
        tunnels.add(change);
    }

    @Override
    public void refused(String reason) {
        LongAdder count = refusals.get(reason);
        if (count == null) {
            String name = refusals.size() < MAX_REASONS ? reason : OTHER;
            count = refusals.computeIfAbsent(name, any -> new LongAdder());
        }
        count.increment();
    }

    /** Everything as Prometheus text (exposition format 0.0.4). */
    public String scrape() {
        return registry.scrape();
    }

    /** How each route does, for people: counts and latencies since the start. */
    public List<RouteReport> routes() {
        return routes.values().stream().map(NodeTelemetry::report).toList();
    }

    /**
     * How one route does since the start.
     *
     * @param requests answered, whatever their status
     * @param errors answered with 5xx
     * @param bytes of bodies sent
     * @param p50Millis half of the answers took at most that long
     * @param p95Millis of 100 answers 95 took at most that long
     * @param p99Millis of 100 answers 99 took at most that long
     */
    public record RouteReport(
            String site,
            String environment,
            String route,
            long requests,
            long errors,
            long bytes,
            double p50Millis,
            double p95Millis,
            double p99Millis) {}

    private static RouteReport report(RouteMeters meters) {
        Histogram all = new Latency().snapshot();
        long[] errors = new long[1];
        meters.eachClass((name, latency) -> {
            Histogram part = latency.snapshot();
            all.add(part);
            if (name.equals("5xx")) {
                errors[0] = part.getTotalCount();
            }
        });
        return new RouteReport(
                meters.key().site(),
                meters.key().environment(),
                meters.key().route(),
                all.getTotalCount(),
                errors[0],
                meters.bytes(),
                all.getValueAtPercentile(50) / 1000.0,
                all.getValueAtPercentile(95) / 1000.0,
                all.getValueAtPercentile(99) / 1000.0);
    }

    /** What the cache did for one route since the start. */
    public CacheReport cache(String site, String environment, String route) {
        RouteMeters meters = routes.get(new RouteMeters.Key(site, environment, route));
        return meters == null ? CacheReport.EMPTY : meters.cache().report();
    }

    /** What is counted by release and minute. */
    public ReleaseFigures releases() {
        return releases;
    }

    /** Some of the paths of an environment that clients asked for with success, of each route, in no order. */
    public List<String> seen(String site, String environment) {
        return routes.values().stream()
                .filter(meters -> meters.key().site().equals(site)
                        && meters.key().environment().equals(environment))
                .flatMap(meters -> meters.seen().all().stream())
                .toList();
    }

    /** Shows another part's numbers among the metrics from now on. */
    public void add(Figures figures) {
        registry.getPrometheusRegistry().register(new FiguresView(figures));
    }

    Collection<RouteMeters> meters() {
        return routes.values();
    }

    Map<String, LongAdder> refusals() {
        return refusals;
    }

    long openConnections() {
        return connections.sum();
    }

    long openTunnels() {
        return tunnels.sum();
    }

    @Nullable
    AccessLog log() {
        return log;
    }

    @Override
    public void close() {
        registry.close();
        releases.close();
        if (log != null) {
            log.close();
        }
    }
}
