package dev.slipway.model;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.slipway.cache.CachePolicy;
import dev.slipway.site.Route;
import dev.slipway.store.Mode;
import dev.slipway.testing.App;
import dev.slipway.testing.Contents;
import dev.slipway.testing.Edge;
import dev.slipway.testing.RawClient;
import dev.slipway.testing.Scene;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A real edge on the loopback interface, from the gate to the app's sockets. One client asks on one connection, one request
 * after the other, so that what is stored is stored when the next one comes: all of it happens on that connection's loop.
 */
final class Sockets implements Place {
    private static final Route BARRIER = Scene.route("/barrier", CachePolicy.NEVER);

    private final Tale tale;
    private final Path folder;
    private final App app;
    private final Setting setting = new Setting();
    private final Map<Long, Ask> asks = new HashMap<>();
    private volatile long millis = Instant.parse("2026-11-22T12:00:00Z").toEpochMilli();
    private long activation = 1;
    private Edge edge;
    private RawClient client;

    Sockets(Tale tale, Path folder) {
        this.tale = tale;
        this.folder = folder;
        try {
            this.app = App.playing(new SocketApp(tale, asks, this::millis)::play);
            this.edge = start();
            this.client = edge.connect();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Edge start() throws IOException {
        return Edge.with(new Contents(folder))
                .routes(routes().toArray(Route[]::new))
                .app(app.port())
                .cacheFolder(folder.resolve("cache"))
                .clock(() -> Instant.ofEpochMilli(millis))
                .start();
    }

    private List<Route> routes() {
        List<Route> routes = new ArrayList<>(List.of(BARRIER));
        routes.addAll(setting.routes());
        return routes;
    }

    @Override
    public long millis() {
        return millis;
    }

    @Override
    public void move(long byMillis) {
        millis += byMillis;
    }

    @Override
    public Ask.Route route(String target) {
        return setting.of(target);
    }

    @Override
    public void send(Ask ask, @Nullable Kept required) {
        synchronized (tale) {
            asks.put(ask.step, ask);
        }
        StringBuilder text = new StringBuilder(ask.method + " " + ask.target + " HTTP/1.1\r\n");
        for (int i = 0; i < ask.fields.size(); i++) {
            text.append(ask.fields.name(i))
                    .append(": ")
                    .append(ask.fields.value(i))
                    .append("\r\n");
        }
        try {
            client.send(text.append("\r\n").toString());
            RawClient.Response response = ask.method.equals("HEAD") ? client.readOfHead() : client.read();
            judge(ask, response, required);
            if (response.closes()) {
                reconnect();
            }
            if (String.valueOf(response.field("Cache-Status")).contains("stale-while-revalidate")) {
                Edge.await("#" + ask.step + " is validated in the background", () -> isAsked(ask));
                barrier();
            }
        } catch (IOException broken) {
            brokeOff(ask);
        }
        ask.over = true;
    }

    private void judge(Ask ask, RawClient.Response response, @Nullable Kept required) {
        Lines fields = Lines.NONE;
        for (RawClient.Field field : response.fields()) {
            fields = fields.with(field.name(), field.value());
        }
        synchronized (tale) {
            Out out = new Out(response.status(), fields);
            tale.dialogue().say("edge to client #" + ask.step + ": ", out);
            dev.slipway.model.Contents.Expected.checkOne(
                    tale.judge().check(ask, out, required, millis), new String(response.body(), ISO_8859_1), true);
        }
    }

    private boolean isAsked(Ask ask) {
        synchronized (tale) {
            return !ask.calls.isEmpty() && ask.calls.stream().allMatch(call -> call.over);
        }
    }

    /** An answer that does not end in order is right only where the app's did not. */
    private void brokeOff(Ask ask) {
        synchronized (tale) {
            tale.dialogue().say("edge to client #" + ask.step + " breaks off");
            if (ask.calls.stream().noneMatch(call -> call.said != null && call.said.breaks())) {
                tale.differs().accept(new Difference("the edge broke off, and the app did not"));
            }
        }
        reconnect();
    }

    private void reconnect() {
        try {
            client.close();
            client = edge.connect();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until the loop has done what it had to do before. */
    private void barrier() {
        try {
            client.send(Scene.request("GET", "/barrier"));
            client.read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void settle() {}

    @Override
    public boolean goOn() {
        return false;
    }

    @Override
    public void leave() {}

    @Override
    public void purge(String kind, String value, String environment, boolean hard) {
        barrier();
        edge.store().purge(List.of(Setting.selector(kind, value, environment)), hard ? Mode.HARD : Mode.SOFT);
    }

    @Override
    public void activate(int route, Policy policy) {
        setting.change(route, policy);
        edge.activate(++activation, routes());
        for (String environment : List.of("production", "staging")) {
            purge("route", Setting.ROUTES.get(route), environment, false);
        }
    }

    @Override
    public boolean isOnDisk() {
        return true;
    }

    @Override
    public void restart() {
        barrier();
        try {
            client.close();
            edge.close();
            edge = start();
            edge.store().restored().join();
            client = edge.connect();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public int forget(long olderThanStep) {
        synchronized (tale) {
            asks.keySet().removeIf(step -> step < olderThanStep);
        }
        return 0;
    }

    @Override
    public void close() {
        try {
            client.close();
            edge.close();
            app.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
