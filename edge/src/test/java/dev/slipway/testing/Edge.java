package dev.slipway.testing;

import dev.slipway.certificates.Certificates;
import dev.slipway.exchange.Corridor;
import dev.slipway.exchange.Environment;
import dev.slipway.exchange.Hosts;
import dev.slipway.exchange.Live;
import dev.slipway.exchange.Unshareable;
import dev.slipway.loop.LoopClock;
import dev.slipway.origin.AppPool;
import dev.slipway.origin.NettyAppPool;
import dev.slipway.origin.PoolSettings;
import dev.slipway.release.FileEntry;
import dev.slipway.release.HeldReleases;
import dev.slipway.release.ReleaseFiles;
import dev.slipway.site.AddressRange;
import dev.slipway.site.AppAddress;
import dev.slipway.site.EnvironmentConfig;
import dev.slipway.site.Limits;
import dev.slipway.site.ListenAddress;
import dev.slipway.site.ReleaseRules;
import dev.slipway.site.Route;
import dev.slipway.site.TlsConfig;
import dev.slipway.store.ObjectStore;
import dev.slipway.store.StoreConfig;
import dev.slipway.wire.Gate;
import dev.slipway.wire.TrafficListener;
import dev.slipway.wire.Transport;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A running edge for one test: the corridor and its gate on a free port of 127.0.0.1, without control plane, in front of
 * contents in a folder of the test. Two environments answer: {@code shop.localhost} (production) and {@code
 * staging.shop.localhost}.
 *
 * <pre>{@code
 * Contents contents = new Contents(folder);
 * try (Edge edge = Edge.with(contents)
 *         .routes(Routes.release("/*"))
 *         .files(contents.file("/a.txt", "text/plain", "hello"))
 *         .start();
 *     RawClient client = edge.connect()) { … }
 * }</pre>
 */
public final class Edge implements AutoCloseable {
    public static final String HOST = "shop.localhost";
    public static final String RELEASE = "2026-11-22.1";

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final EventLoopGroup loops;
    private final ExecutorService blocking;
    private final ObjectStore store;
    private final Corridor corridor;
    private final TrafficListener listener;
    private final List<AppPool> pools;
    private final AtomicReference<Live> live;
    private final AtomicReference<HeldReleases> held;
    private final AtomicLong skippedNanos;
    private final InstantSource clock;
    private final Recorder recorder = new Recorder();
    private final List<Route> routes;
    private final int port;
    private final int tlsPort;

    private Edge(Builder setup) throws IOException {
        routes = List.copyOf(setup.routes);
        loops = Transport.loops(2);
        blocking = Executors.newVirtualThreadPerTaskExecutor();
        skippedNanos = new AtomicLong();
        clock = setup.clock;
        ReleaseFiles files = ReleaseFiles.of(RELEASE, setup.files);
        live = new AtomicReference<>(new Live(1, new ReleaseRules(routes, null), files));
        held = new AtomicReference<>(new HeldReleases(List.of(files)));
        pools = new ArrayList<>();
        Hosts hosts = new Hosts();
        hosts.replace(List.of(
                environment("production", HOST, setup), environment("staging", "staging.shop.localhost", setup)));
        store = ObjectStore.open(setup.store(blocking, this::now));
        LoopClock time = new LoopClock(this::now, this::nanos);
        corridor = new Corridor(
                hosts,
                setup.contents::path,
                setup.memoryBytes,
                store,
                new Unshareable(this::nanos),
                setup.memoryBytes / 8,
                setup.trustedProxies,
                setup.certificates::proof,
                recorder,
                blocking,
                time,
                time::nanos);
        listener = new TrafficListener(
                loops, new Gate(corridor, setup.limits, recorder, blocking, time, setup.balancers), setup.certificates);
        port = listen(false);
        tlsPort = setup.tls ? listen(true) : 0;
    }

    private int listen(boolean tls) throws IOException {
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return listener.listen(new ListenAddress(anyPort, tls)).getPort();
    }

    private Environment environment(String name, String host, Builder setup) {
        Map<String, AppPool> byName = Map.of();
        if (!setup.apps.isEmpty()) {
            PoolSettings settings = new PoolSettings(setup.apps, setup.limits, null, host, "http");
            AppPool pool = NettyAppPool.open(settings, loops, new LoopClock(InstantSource.system(), System::nanoTime));
            pools.add(pool);
            byName = Map.of("app", pool);
        }
        return new Environment(
                "shop",
                new EnvironmentConfig(name, List.of(host), Map.of(), false, setup.tlsConfig),
                byName,
                setup.folder,
                live,
                held);
    }

    private Instant now() {
        return clock.instant().plusNanos(skippedNanos.get());
    }

    private long nanos() {
        return System.nanoTime() + skippedNanos.get();
    }

    public static Builder with(Contents contents) {
        return new Builder(contents);
    }

    public int port() {
        return port;
    }

    /** Of the listener under TLS; 0 where there is none. */
    public int tlsPort() {
        return tlsPort;
    }

    public RawClient connect() throws IOException {
        return RawClient.to(port);
    }

    public ObjectStore store() {
        return store;
    }

    public Recorder recorder() {
        return recorder;
    }

    public TrafficListener listener() {
        return listener;
    }

    /** Makes these files live, as one activation, under the routes that the edge began with. */
    public void activate(long number, ReleaseFiles files) {
        live.set(new Live(number, new ReleaseRules(routes, null), files));
    }

    /** Makes these files live under those routes, and keeps in force what others say must not be stored. */
    public void activate(long number, List<Route> others, ReleaseFiles files, List<Route> stricter) {
        live.set(new Live(number, new ReleaseRules(others, null), files, List.of(new ReleaseRules(stricter, null))));
    }

    /** Makes other routes live, as one activation, without a release. */
    public void activate(long number, List<Route> others) {
        live.set(new Live(number, new ReleaseRules(others, null), ReleaseFiles.NONE));
    }

    /** Replaces the releases held, newest first. */
    public void hold(ReleaseFiles... newestFirst) {
        held.set(new HeldReleases(List.of(newestFirst)));
    }

    /** Moves the edge's clocks forward: its deadlines are looked at a few times a second. */
    public void skip(Duration time) {
        skippedNanos.addAndGet(time.toNanos());
    }

    /** Waits until that holds, within a deadline. */
    public static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("still not so after " + PATIENCE + ": " + what);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
    }

    @Override
    public void close() {
        listener.close();
        await("every connection is closed", () -> listener.connections() == 0);
        pools.forEach(AppPool::close);
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        corridor.close();
        store.close();
        // Not close(): a read that hangs must fail its test, not hang it.
        blocking.shutdownNow();
    }

    /** What an edge is to have; everything but the contents has a default. */
    public static final class Builder {
        private final Contents contents;
        private final List<Route> routes = new ArrayList<>();
        private final List<FileEntry> files = new ArrayList<>();
        private final List<AppAddress> apps = new ArrayList<>();
        private Limits limits = Limits.DEFAULT;
        private Certificates certificates = new Certificates(hosts -> null);
        private boolean tls;
        private List<AddressRange> balancers = List.of();
        private TlsConfig tlsConfig = TlsConfig.NONE;
        private long memoryBytes = 64 << 20;
        private Path folder = Path.of("");
        private @Nullable Path cacheFolder;
        private InstantSource clock = InstantSource.system();
        private List<AddressRange> trustedProxies = List.of();

        private Builder(Contents contents) {
            this.contents = contents;
        }

        public Builder routes(Route... more) {
            routes.addAll(List.of(more));
            return this;
        }

        /** The files of the release that is live at first. */
        public Builder files(FileEntry... more) {
            files.addAll(List.of(more));
            return this;
        }

        public Builder app(int port) {
            apps.add(new AppAddress.Tcp("127.0.0.1", port));
            return this;
        }

        public Builder limits(Limits chosen) {
            limits = chosen;
            return this;
        }

        /** Peers that begin each connection with a PROXY header. */
        public Builder balancers(AddressRange... ranges) {
            balancers = List.of(ranges);
            return this;
        }

        /** Listens under TLS as well, with these certificates. */
        public Builder tls(Certificates chosen, TlsConfig config) {
            certificates = chosen;
            tlsConfig = config;
            tls = true;
            return this;
        }

        public Builder memory(long bytes) {
            memoryBytes = bytes;
            return this;
        }

        /** Against which {@code serve = "folder"} resolves. */
        public Builder folder(Path path) {
            folder = path;
            return this;
        }

        /** Where the cache keeps what it has on disk; without it, it has memory alone. */
        public Builder cacheFolder(Path path) {
            cacheFolder = path;
            return this;
        }

        /** The clock on the wall, in place of the machine's; deadlines go by the other one. */
        public Builder clock(InstantSource source) {
            clock = source;
            return this;
        }

        public Builder trust(AddressRange... proxies) {
            trustedProxies = List.of(proxies);
            return this;
        }

        private StoreConfig store(Executor blocking, InstantSource clock) {
            StoreConfig memory = StoreConfig.inMemory(memoryBytes, blocking, clock);
            return cacheFolder == null ? memory : memory.onDisk(cacheFolder, 1 << 30, "this boot");
        }

        public Edge start() throws IOException {
            return new Edge(this);
        }
    }
}
