package dev.slipway.model;

import dev.slipway.exchange.Corridor;
import dev.slipway.exchange.Environment;
import dev.slipway.exchange.Hosts;
import dev.slipway.exchange.Live;
import dev.slipway.exchange.Request;
import dev.slipway.exchange.Unshareable;
import dev.slipway.http.HttpVersion;
import dev.slipway.http.RequestHead;
import dev.slipway.http.RequestTarget;
import dev.slipway.release.HeldReleases;
import dev.slipway.release.ReleaseFiles;
import dev.slipway.site.EnvironmentConfig;
import dev.slipway.site.ReleaseRules;
import dev.slipway.store.Mode;
import dev.slipway.store.ObjectStore;
import dev.slipway.store.StoreConfig;
import dev.slipway.testing.Recorder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
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
final class World implements Place {
    private static final InetAddress PEER = InetAddress.getLoopbackAddress();

    /** What the loop has still to do. */
    private final List<Runnable> soon = new ArrayList<>();

    private final Tale tale;
    private final Setting setting = new Setting();
    private final Map<Long, Ask> asks = new HashMap<>();
    private final List<ClientSide> clients = new ArrayList<>();
    private final AppSide app;
    private final Recorder recorder = new Recorder();
    private final Queue<Runnable> fromElsewhere = new ConcurrentLinkedQueue<>();
    private final AtomicInteger elsewhere = new AtomicInteger();
    private final Executor blocking = this::elsewhere;
    private final @Nullable Path folder;
    private final long memoryBytes;
    private final Hosts hosts = new Hosts();
    private final AtomicReference<Live> live = new AtomicReference<>();
    private long activation;
    private long millis = Instant.parse("2026-11-22T12:00:00Z").toEpochMilli();
    private long nanos;
    private ObjectStore store;
    private Corridor corridor;

    /** @param folder of the cache's disk, or null for memory alone */
    World(Tale tale, @Nullable Path folder, long memoryBytes) {
        this.tale = tale;
        this.folder = folder;
        this.memoryBytes = memoryBytes;
        this.app = new AppSide(tale, this::millis, this::ask, soon);
        live.set(new Live(0, rules(), ReleaseFiles.NONE));
        hosts.replace(
                List.of(environment("production", "shop.localhost"), environment("staging", "staging.shop.localhost")));
        recorder.forget();
        this.store = openStore();
        this.corridor = openCorridor();
    }

    private Ask ask(long step) {
        Ask ask = asks.get(step);
        if (ask == null) {
            throw new Difference("the app is asked for #" + step + ", which is long over");
        }
        return ask;
    }

    private Environment environment(String name, String host) {
        EnvironmentConfig config = new EnvironmentConfig(name, List.of(host), Map.of(), false);
        AtomicReference<HeldReleases> held = new AtomicReference<>(new HeldReleases(List.of()));
        return new Environment("shop", config, Map.of("app", app), Path.of(""), live, held);
    }

    private ReleaseRules rules() {
        return new ReleaseRules(setting.routes(), null);
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
                path -> null,
                recorder,
                blocking,
                this::now,
                () -> nanos);
    }

    private Instant now() {
        return Instant.ofEpochMilli(millis);
    }

    @Override
    public long millis() {
        return millis;
    }

    @Override
    public void move(long byMillis) {
        millis += byMillis;
        nanos += Math.max(0, byMillis) * 1_000_000;
    }

    @Override
    public Ask.Route route(String target) {
        return setting.of(target);
    }

    @Override
    public void send(Ask ask, @Nullable Kept required) {
        asks.put(ask.step, ask);
        ClientSide client = new ClientSide(tale, ask, required, this::millis);
        clients.add(client);
        RequestHead head = new RequestHead(
                ask.method,
                RequestTarget.parse(ask.target),
                ask.authority,
                ClientSide.fields(ask.fields),
                HttpVersion.HTTP_1_1);
        corridor.handle(new Request(head, null, 0, PEER, false, 8080, null, fromElsewhere::add, nanos), client);
    }

    @Override
    public boolean goOn() {
        return app.goOn();
    }

    @Override
    public void leave() {
        List<ClientSide> waiting =
                clients.stream().filter(client -> !client.ask().over).toList();
        if (!waiting.isEmpty()) {
            tale.dice().one(waiting).leave();
        }
    }

    @Override
    public int forget(long olderThanStep) {
        clients.removeIf(client -> client.ask().over);
        asks.values()
                .removeIf(ask -> ask.over
                        && ask.step < olderThanStep
                        && ask.calls.stream().allMatch(call -> call.over));
        return clients.size();
    }

    /** Lets the loop do what it has to, and waits for what others do for it. */
    @Override
    public void settle() {
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

    @Override
    public void purge(String kind, String value, String environment, boolean hard) {
        store.purge(List.of(Setting.selector(kind, value, environment)), hard ? Mode.HARD : Mode.SOFT);
    }

    @Override
    public void activate(int route, Policy policy) {
        setting.change(route, policy);
        live.set(new Live(++activation, rules(), ReleaseFiles.NONE));
        for (String environment : List.of("production", "staging")) {
            purge("route", Setting.ROUTES.get(route), environment, false);
        }
    }

    @Override
    public void restart() {
        close();
        store = openStore();
        corridor = openCorridor();
    }

    @Override
    public boolean isOnDisk() {
        return folder != null;
    }

    @Override
    public void close() {
        corridor.close();
        store.close();
    }
}
