package dev.slipway.control;

import dev.slipway.api.Activation;
import dev.slipway.api.CacheState;
import dev.slipway.api.Json;
import dev.slipway.api.NodeStatus;
import dev.slipway.api.Problem;
import dev.slipway.api.Release;
import dev.slipway.api.ReleaseDraft;
import dev.slipway.blob.Digest;
import dev.slipway.site.ParsedSite;
import dev.slipway.site.Site;
import dev.slipway.site.SiteParser;
import dev.slipway.store.ObjectStore;
import dev.slipway.store.StoreConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A control plane on a real socket, driven by a real client; closing and opening it again on a folder is a restart. */
final class RunningNode implements AutoCloseable {
    static final String TOML = """
            site = "shop"

            [deploy]
            assets = "dist"
            prefix = "/static"

            [retain]
            releases = 2
            days = 1

            [environment.staging]
            hosts = ["staging.shop.localhost"]
            app = ["http://127.0.0.1:8001"]

            [environment.production]
            hosts = ["shop.localhost"]
            app = ["http://127.0.0.1:8002"]
            protected = true
            """;

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Instant BEGIN = Instant.parse("2026-11-22T10:00:00Z");

    final AtomicReference<Instant> now;
    final ControlPlane plane;
    final ControlServer server;
    final String admin;
    final StateFolder state;
    final ObjectStore store;
    private final HttpClient client = HttpClient.newHttpClient();

    static RunningNode start(Path folder) throws IOException {
        return new RunningNode(folder, clock(), TOML);
    }

    static AtomicReference<Instant> clock() {
        return new AtomicReference<>(BEGIN);
    }

    RunningNode(Path folder, AtomicReference<Instant> now, String... configurations) throws IOException {
        this(folder, now, ObjectStore.open(StoreConfig.inMemory(1 << 20, Runnable::run, now::get)), configurations);
    }

    RunningNode(Path folder, AtomicReference<Instant> now, ObjectStore store, String... configurations)
            throws IOException {
        this.now = now;
        this.state = StateFolder.take(folder);
        this.store = store;
        this.plane = ControlPlane.open(state, new CacheSide(store, key -> null), 2, now::get);
        for (String configuration : configurations) {
            plane.adopt(parse(configuration), folder);
        }
        this.admin = plane.tokens().adminSecret(state.adminToken());
        ControlServer.Sources sources = new ControlServer.Sources(
                () -> new NodeStatus("test", BEGIN, List.of(), new CacheState(0, 0, 0, 0, 0, 0), List.of()),
                Map::of,
                () -> "up 1\n",
                (lines, follow, taker) -> {
                    for (int line = 0; line < lines && taker.test("{\"line\":" + line + "}"); line++) {}
                    while (follow) {
                        TimeUnit.MILLISECONDS.sleep(10);
                    }
                },
                (site, environment) -> List.of("/seen"));
        this.server = new ControlServer(plane, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), sources);
    }

    static Site parse(String toml) {
        return switch (SiteParser.parse(toml, "slipway.toml")) {
            case ParsedSite.Valid valid -> valid.site();
            case ParsedSite.Invalid invalid -> throw new AssertionError(invalid.complaints());
        };
    }

    /** Ends the node and starts it again on the same folder, at the same time of its clock. */
    RunningNode restart(Path folder) throws IOException {
        close();
        return new RunningNode(folder, now, TOML);
    }

    /** One file of a draft: path and content; a path with a hash in it counts as fingerprinted. */
    record File(String path, String content) {
        byte[] bytes() {
            return content.getBytes(StandardCharsets.UTF_8);
        }

        Digest digest() {
            return Digest.of(bytes());
        }

        ReleaseDraft.File announced() {
            return new ReleaseDraft.File(path, digest().hex(), bytes().length, path.contains(".h4sh."));
        }
    }

    static ReleaseDraft draft(File... files) {
        return draftBy("mara", files);
    }

    static ReleaseDraft draftBy(String by, File... files) {
        return new ReleaseDraft(
                TOML,
                java.util.Arrays.stream(files).map(File::announced).toList(),
                new ReleaseDraft.Origin(by, null, null, null, null, null),
                List.of());
    }

    static byte[] frames(File... files) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (File file : files) {
            out.writeBytes((file.digest() + " " + file.bytes().length + "\n").getBytes(StandardCharsets.UTF_8));
            out.writeBytes(file.bytes());
        }
        return out.toByteArray();
    }

    /** Announces, sends what is missing, publishes and waits; returns the release's name. */
    String deploy(File... files) {
        return deploy(draft(files), files);
    }

    /** The same with more in its {@code slipway.toml}. */
    String deployWith(String more, File... files) {
        ReleaseDraft plain = draft(files);
        return deploy(new ReleaseDraft(plain.configuration() + more, plain.files(), plain.origin(), List.of()), files);
    }

    /** The same of a commit. */
    String deployCommit(String commit, File... files) {
        ReleaseDraft plain = draft(files);
        ReleaseDraft.Origin origin = new ReleaseDraft.Origin("mara", null, commit, "main", false, "Mara");
        return deploy(new ReleaseDraft(plain.configuration(), plain.files(), origin, List.of()), files);
    }

    private String deploy(ReleaseDraft draft, File... files) {
        Release announced = as(post("/v1/sites/shop/releases", draft), Release.class);
        for (File file : files) {
            if (announced.missing().contains(file.digest().hex())) {
                check(send("POST", "/v1/sites/shop/contents", frames(file), admin), 200);
            }
        }
        publish(announced.name());
        return announced.name();
    }

    void publish(String release) {
        check(post("/v1/sites/shop/releases/" + release + "/publish", null), 202);
        until(() -> release(release).state().equals("published"));
    }

    Release release(String name) {
        return as(get("/v1/sites/shop/releases/" + name), Release.class);
    }

    Activation activate(String environment, String release) {
        return as(
                post("/v1/sites/shop/environments/" + environment + "/activations", Map.of("release", release)),
                Activation.class);
    }

    HttpResponse<String> rollback(String environment) {
        return post("/v1/sites/shop/environments/" + environment + "/rollback", Map.of());
    }

    String live(String environment) {
        ControlPlane.SiteView site = plane.sites().iterator().next();
        return Objects.requireNonNull(site.live().get(environment))
                .get()
                .files()
                .release();
    }

    HttpResponse<String> get(String path) {
        return send("GET", path, new byte[0], admin);
    }

    HttpResponse<String> post(String path, @Nullable Object body) {
        return send("POST", path, body == null ? new byte[0] : bytes(body), admin);
    }

    HttpResponse<String> put(String path, Object body) {
        return send("PUT", path, bytes(body), admin);
    }

    static byte[] bytes(Object body) {
        String text = body instanceof String json ? json : Json.write(body);
        return text.getBytes(StandardCharsets.UTF_8);
    }

    HttpResponse<String> send(String method, String path, byte[] body, @Nullable String token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path))
                .timeout(PATIENCE)
                .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.address().getPort() + path);
    }

    static <T> T as(HttpResponse<String> response, Class<T> type) {
        if (response.statusCode() >= 300) {
            throw new AssertionError(response.statusCode() + " " + response.body());
        }
        try {
            return Json.MAPPER.readValue(response.body(), type);
        } catch (IOException e) {
            throw new AssertionError(response.body(), e);
        }
    }

    static void check(HttpResponse<String> response, int status) {
        if (response.statusCode() != status) {
            throw new AssertionError(response.statusCode() + " " + response.body());
        }
    }

    /** The problem of a refusal, whose media type and status are checked. */
    static Problem problem(HttpResponse<String> response) {
        String type = response.headers().firstValue("Content-Type").orElse("none");
        if (!type.equals(Problem.MEDIA_TYPE)) {
            throw new AssertionError(type + " " + response.statusCode() + " " + response.body());
        }
        try {
            Problem problem = Json.MAPPER.readValue(response.body(), Problem.class);
            if (problem.status() != response.statusCode()) {
                throw new AssertionError(response.statusCode() + " " + response.body());
            }
            return problem;
        } catch (IOException e) {
            throw new AssertionError(response.body(), e);
        }
    }

    static void until(BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited " + PATIENCE.toSeconds() + " seconds for nothing");
            }
            try {
                TimeUnit.MILLISECONDS.sleep(5);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }
    }

    @Override
    public void close() throws IOException {
        client.close();
        server.close();
        plane.close();
        store.close();
        state.close();
    }
}
