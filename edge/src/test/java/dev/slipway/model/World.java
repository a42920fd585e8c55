package dev.slipway.model;

import dev.slipway.cache.CacheMode;
import dev.slipway.cache.CachePolicy;
import dev.slipway.exchange.Corridor;
import dev.slipway.exchange.Environment;
import dev.slipway.exchange.Hosts;
import dev.slipway.exchange.Labels;
import dev.slipway.exchange.Live;
import dev.slipway.exchange.Request;
import dev.slipway.exchange.Responder;
import dev.slipway.exchange.Unshareable;
import dev.slipway.http.Fields;
import dev.slipway.http.RequestHead;
import dev.slipway.http.RequestTarget;
import dev.slipway.origin.AppPool;
import dev.slipway.release.HeldReleases;
import dev.slipway.release.ReleaseFiles;
import dev.slipway.site.EnvironmentConfig;
import dev.slipway.site.PathPattern;
import dev.slipway.site.ReleaseRules;
import dev.slipway.site.Route;
import dev.slipway.site.Serve;
import dev.slipway.store.Mode;
import dev.slipway.store.ObjectStore;
import dev.slipway.store.Selector;
import dev.slipway.store.StoreConfig;
import dev.slipway.testing.Recorder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The real corridor with the real store, between a gate and an app that are played: one loop, whose tasks run when the walk
 * says so, and a clock that the walk sets.
 */
final class World implements AutoCloseable {
    /** In the order in which they match. */
    static final List<String> ROUTES = List.of("a", "b", "rest");

    private static final Map<String, String> PATTERNS = Map.of("a", "/a/*", "b", "/b/*", "rest", "/*");
    private static final InetAddress PEER = InetAddress.getLoopbackAddress();

    /** What the loop has still to do. */
    final List<Runnable> soon = new ArrayList<>();

    final Recorder recorder = new Recorder();
    private final Queue<Runnable> fromElsewhere = new ConcurrentLinkedQueue<>();
    private final AtomicInteger elsewhere = new AtomicInteger();
    private final Executor blocking = this::elsewhere;
    private final @Nullable Path folder;
    private final long memoryBytes;
    private final AppPool app;
    private final Hosts hosts = new Hosts();
    private final AtomicReference<Live> live = new AtomicReference<>();
    private List<Policy> policies;
    private long activation;
    private long millis = Instant.parse("2026-11-22T12:00:00Z").toEpochMilli();
    private long nanos;
    private ObjectStore store;
    private Corridor corridor;

    /** @param folder of the cache's disk, or null for memory alone */
    World(@Nullable Path folder, long memoryBytes, AppMaker maker) {
        this.folder = folder;
        this.memoryBytes = memoryBytes;
        this.app = maker.app(this);
        this.policies = List.of(Policy.ALL.get(0), Policy.ALL.get(1), Policy.ALL.get(2));
        live.set(new Live(0, rules(), ReleaseFiles.NONE));
        hosts.replace(
                List.of(environment("production", "shop.localhost"), environment("staging", "staging.shop.localhost")));
        recorder.forget();
        this.store = openStore();
        this.corridor = openCorridor();
    }

    /** Makes the app of a world, which needs the world's clock. */
    interface AppMaker {
        AppPool app(World world);
    }

    private Environment environment(String name, String host) {
        EnvironmentConfig config = new EnvironmentConfig(name, List.of(host), Map.of(), false);
        AtomicReference<HeldReleases> held = new AtomicReference<>(new HeldReleases(List.of()));
        return new Environment("shop", config, Map.of("app", app), Path.of(""), live, held);
    }

    private ReleaseRules rules() {
        List<Route> routes = new ArrayList<>();
        for (int i = 0; i < ROUTES.size(); i++) {
            String name = ROUTES.get(i);
            PathPattern pattern = new PathPattern(PATTERNS.getOrDefault(name, ""));
            routes.add(new Route(name, pattern, new Serve.App("app"), policy(policies.get(i)), Fields.EMPTY, Map.of()));
        }
        return new ReleaseRules(routes, null);
    }

    private static CachePolicy policy(Policy policy) {
        return new CachePolicy(
                CacheMode.valueOf(policy.mode().toUpperCase(Locale.ROOT)),
                policy.cookies(),
                policy.ignored() ? List.of("utm_*") : List.of(),
                Set.of(),
                Set.of(),
                policy.heuristic(),
                policy.revalidates());
    }

    private ObjectStore openStore() {
        StoreConfig config = new StoreConfig(memoryBytes, 64 << 20, null, 0, null, blocking, this::now);
        try {
            ObjectStore opened =
                    ObjectStore.open(folder == null ? config : config.onDisk(folder, 1 << 30, "this boot"));
            opened.restored().join();
            return opened;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Corridor openCorridor() {
        return new Corridor(
                hosts,
                digest -> Path.of(""),
                1 << 20,
                store,
                new Unshareable(() -> nanos),
                memoryBytes / 8,
                List.of(),
                recorder,
                blocking,
                this::now,
                () -> nanos);
    }

    Instant now() {
        return Instant.ofEpochMilli(millis);
    }

    long millis() {
        return millis;
    }

    /** Moves the clock on the wall; the monotonic one goes on. */
    void move(long by) {
        millis += by;
        nanos += Math.max(0, by) * 1_000_000;
    }

    Ask.Route route(String target) {
        int index = target.startsWith("/a/") ? 0 : target.startsWith("/b/") ? 1 : 2;
        return new Ask.Route(ROUTES.get(index), policies.get(index));
    }

    void send(Ask ask, Responder client) {
        RequestHead head = new RequestHead(
                ask.method, RequestTarget.parse(ask.target), ask.authority, ClientSide.fields(ask.fields), 1);
        corridor.handle(new Request(head, null, 0, PEER, false, 8080, fromElsewhere::add, nanos), client);
    }

    /** Lets the loop do what it has to, and waits for what others do for it. */
    void settle() {
        long deadline = System.nanoTime() + 30_000_000_000L;
        while (true) {
            boolean idle = elsewhere.get() == 0;
            Runnable task = fromElsewhere.poll();
            if (task != null) {
                task.run();
            } else if (!soon.isEmpty()) {
                soon.removeFirst().run();
            } else if (idle) {
                return;
            } else {
                LockSupport.parkNanos(5_000);
                if (System.nanoTime() > deadline) {
                    throw new Difference("something has not come to its end for 30 seconds");
                }
            }
        }
    }

    private void elsewhere(Runnable task) {
        elsewhere.incrementAndGet();
        Thread.ofVirtual().start(() -> {
            try {
                task.run();
            } finally {
                elsewhere.decrementAndGet();
            }
        });
    }

    void purge(String kind, String value, String environment, boolean hard) {
        Selector selector = switch (kind) {
            case "key" -> new Selector.Key(value);
            case "prefix" -> new Selector.Prefix(value);
            case "tag" -> new Selector.Label(Labels.tag("shop", environment, value));
            case "route" -> new Selector.Label(Labels.route("shop", environment, value));
            case "everything" -> new Selector.Everything(Labels.environment("shop", environment));
            default -> throw new IllegalArgumentException(kind);
        };
        store.purge(List.of(selector), hard ? Mode.HARD : Mode.SOFT);
    }

    /** Makes one route's policy another, as an activation does: first the pointer, then the purge of what changed. */
    void activate(int route, Policy policy) {
        List<Policy> changed = new ArrayList<>(policies);
        changed.set(route, policy);
        policies = List.copyOf(changed);
        live.set(new Live(++activation, rules(), ReleaseFiles.NONE));
        for (String environment : List.of("production", "staging")) {
            purge("route", ROUTES.get(route), environment, false);
        }
    }

    void restart() {
        close();
        elsewhere.set(0);
        store = openStore();
        corridor = openCorridor();
    }

    boolean isOnDisk() {
        return folder != null;
    }

    @Override
    public void close() {
        corridor.close();
        store.close();
    }
}
