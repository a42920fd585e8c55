package dev.slipway.control;

import com.fasterxml.jackson.core.JacksonException;
import dev.slipway.api.ActivationRequest;
import dev.slipway.api.ConfigurationRequest;
import dev.slipway.api.Json;
import dev.slipway.api.NodeStatus;
import dev.slipway.api.Problem;
import dev.slipway.api.ReleaseDraft;
import dev.slipway.api.TokenRequest;
import dev.slipway.control.Refusal.Retry;
import dev.slipway.site.ParsedSite;
import dev.slipway.site.SiteParser;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The control API over HTTP: one small array of routes in front of {@link ControlPlane}. */
public final class ControlServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ControlServer.class);

    /** A draft of a hundred thousand files has some 20 MB of JSON. */
    private static final long MOST_JSON_BYTES = 256L << 20;

    private static final int MOST_LOG_LINES = 10_000;
    private static final int AUDIT_ENTRIES = 1_000;

    private final ControlPlane plane;
    private final Sources sources;
    private final Javalin server;
    private final InetSocketAddress address;

    /**
     * What the API shows and does not keep.
     *
     * @param status the node's status
     * @param ready the parts of the node that are not ready, each with its reason
     * @param metrics Prometheus text
     * @param log the access log
     */
    public record Sources(
            Supplier<NodeStatus> status,
            Supplier<Map<String, String>> ready,
            Supplier<String> metrics,
            LogSource log) {}

    /**
     * Starts listening.
     *
     * @throws IOException when the address is not this machine's own, or cannot be bound
     */
    public ControlServer(ControlPlane plane, InetSocketAddress listen, Sources sources) throws IOException {
        if (listen.getAddress() == null || !listen.getAddress().isLoopbackAddress()) {
            throw new IOException("the control API would listen on " + listen.getHostString()
                    + ". Expected a loopback address such as 127.0.0.1:9090: tokens must not travel without TLS, which"
                    + " this version does not have on the control API. Set [node] control, and reach it through SSH.");
        }
        this.plane = plane;
        this.sources = sources;
        this.server = Javalin.create(this::configure);
        try {
            server.start(listen.getAddress().getHostAddress(), listen.getPort());
        } catch (RuntimeException e) {
            throw new IOException(
                    "the control API cannot listen on " + listen.getHostString() + ":" + listen.getPort() + ": "
                            + e.getMessage(),
                    e);
        }
        this.address = new InetSocketAddress(listen.getAddress(), server.port());
    }

    /** Where it listens, with the port the system chose where port 0 was asked for. */
    public InetSocketAddress address() {
        return address;
    }

    private void configure(JavalinConfig config) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.concurrency.useVirtualThreads = true;
        config.http.maxRequestSize = MOST_JSON_BYTES;
        config.http.prefer405over404 = true;
        config.http.compressionStrategy = io.javalin.compression.CompressionStrategy.NONE;
        config.jetty.modifyServer(jetty -> jetty.setStopTimeout(2_000));
        config.routes.before(Guard::refuseForeignOrigins);
        config.routes.exception(Refusal.class, (refusal, ctx) -> problem(ctx, refusal.problem()));
        config.routes.exception(Exception.class, this::unexpected);
        open(config);
        viewer(config);
        deployer(config);
        admin(config);
    }

    private void open(JavalinConfig config) {
        config.routes.get("/health", ctx -> json(ctx, 200, Map.of("ok", true)));
        config.routes.get("/ready", ctx -> {
            Map<String, String> notReady = sources.ready().get();
            json(ctx, notReady.isEmpty() ? 200 : 503, Map.of("ready", notReady.isEmpty(), "waiting", notReady));
        });
        config.routes.get(
                "/metrics",
                ctx -> ctx.contentType("text/plain; version=0.0.4; charset=utf-8")
                        .result(sources.metrics().get()));
        config.routes.get(
                "/openapi.json", ctx -> ctx.contentType("application/json").result(openApi()));
    }

    private void viewer(JavalinConfig config) {
        config.routes.get(
                "/v1/status",
                as(Role.VIEWER, (ctx, caller) -> json(ctx, 200, sources.status().get())));
        config.routes.get(
                "/v1/sites/{site}/releases",
                as(Role.VIEWER, (ctx, caller) -> json(ctx, 200, Map.of("releases", plane.list(site(ctx))))));
        config.routes.get(
                "/v1/sites/{site}/releases/{release}",
                as(Role.VIEWER, (ctx, caller) -> json(ctx, 200, plane.release(site(ctx), release(ctx)))));
        config.routes.get(
                "/v1/sites/{site}/releases/{release}/files",
                as(
                        Role.VIEWER,
                        (ctx, caller) -> json(ctx, 200, Map.of("files", plane.files(site(ctx), release(ctx))))));
        config.routes.get(
                "/v1/sites/{site}/diff",
                as(
                        Role.VIEWER,
                        (ctx, caller) -> json(ctx, 200, plane.diff(site(ctx), query(ctx, "from"), query(ctx, "to")))));
        config.routes.get(
                "/v1/sites/{site}/environments/{environment}/activations",
                as(
                        Role.VIEWER,
                        (ctx, caller) ->
                                json(ctx, 200, Map.of("activations", plane.activations(site(ctx), environment(ctx))))));
        config.routes.get("/v1/logs", as(Role.VIEWER, (ctx, caller) -> logs(ctx)));
        config.routes.post("/v1/validate", as(Role.VIEWER, (ctx, caller) -> validate(ctx)));
    }

    private void deployer(JavalinConfig config) {
        config.routes.post("/v1/sites/{site}/releases", changing(Role.DEPLOYER, "announce", (ctx, caller) -> {
            caller.requireEnvironment(site(ctx), null);
            return plane.announce(site(ctx), body(ctx, ReleaseDraft.class), caller.name());
        }));
        config.routes.post("/v1/sites/{site}/contents", as(Role.DEPLOYER, (ctx, caller) -> {
            caller.requireEnvironment(site(ctx), null);
            String site = site(ctx);
            int stored = Frames.read(
                    ctx.bodyInputStream(), (digest, size, bytes) -> plane.receive(site, digest, size, bytes));
            json(ctx, 200, Map.of("stored", stored));
        }));
        config.routes.post(
                "/v1/sites/{site}/releases/{release}/publish", changing(Role.DEPLOYER, "publish", (ctx, caller) -> {
                    caller.requireEnvironment(site(ctx), null);
                    ctx.status(202);
                    return plane.publish(site(ctx), release(ctx));
                }));
        config.routes.post(
                "/v1/sites/{site}/environments/{environment}/activations",
                changing(Role.DEPLOYER, "activate", (ctx, caller) -> {
                    caller.requireEnvironment(site(ctx), environment(ctx));
                    ActivationRequest request = body(ctx, ActivationRequest.class);
                    return plane.promote(
                            site(ctx),
                            environment(ctx),
                            request,
                            by(caller, request),
                            caller.role().includes(Role.ADMIN));
                }));
        config.routes.post(
                "/v1/sites/{site}/environments/{environment}/rollback",
                changing(Role.DEPLOYER, "rollback", (ctx, caller) -> {
                    caller.requireEnvironment(site(ctx), environment(ctx));
                    ActivationRequest request = body(ctx, ActivationRequest.class);
                    return plane.rollback(site(ctx), environment(ctx), request, by(caller, request));
                }));
    }

    private void admin(JavalinConfig config) {
        config.routes.put("/v1/sites/{site}/configuration", changing(Role.ADMIN, "configure", (ctx, caller) -> {
            plane.configure(site(ctx), body(ctx, ConfigurationRequest.class), caller.name());
            return Map.of("configured", site(ctx));
        }));
        config.routes.get(
                "/v1/tokens",
                as(
                        Role.ADMIN,
                        (ctx, caller) ->
                                json(ctx, 200, Map.of("tokens", plane.tokens().list()))));
        config.routes.post("/v1/tokens", changing(Role.ADMIN, "create-token", (ctx, caller) -> {
            ctx.status(201);
            return plane.tokens().create(body(ctx, TokenRequest.class));
        }));
        config.routes.delete("/v1/tokens/{name}", changing(Role.ADMIN, "revoke-token", (ctx, caller) -> {
            plane.tokens().revoke(ctx.pathParam("name"));
            return Map.of("revoked", ctx.pathParam("name"));
        }));
        config.routes.get(
                "/v1/audit",
                as(
                        Role.ADMIN,
                        (ctx, caller) ->
                                json(ctx, 200, Map.of("entries", plane.audit().newest(AUDIT_ENTRIES)))));
    }

    @FunctionalInterface
    private interface Question {
        void answer(Context ctx, Caller caller) throws IOException, InterruptedException;
    }

    @FunctionalInterface
    private interface Change {
        Object make(Context ctx, Caller caller) throws IOException;
    }

    private Handler as(Role role, Question question) {
        return ctx -> {
            Caller caller = Guard.caller(ctx, plane.tokens());
            caller.require(role);
            question.answer(ctx, caller);
        };
    }

    /** A change: whoever asked and whatever came of it stands in the audit log. */
    private Handler changing(Role role, String action, Change change) {
        return ctx -> {
            Caller caller = Guard.caller(ctx, plane.tokens());
            String subject = ctx.path().substring("/v1/".length());
            try {
                caller.require(role);
                Object result = change.make(ctx, caller);
                plane.audit().record(caller.name(), action, subject, "done", summary(result));
                json(ctx, ctx.statusCode() == 0 ? 200 : ctx.statusCode(), result);
            } catch (Refusal refusal) {
                plane.audit()
                        .record(
                                caller.name(),
                                action,
                                subject,
                                refusal.problem().code(),
                                refusal.problem().detail());
                throw refusal;
            }
        };
    }

    private static String summary(Object result) {
        return switch (result) {
            case dev.slipway.api.Activation activation ->
                "activation " + activation.number() + ", release " + activation.release();
            case dev.slipway.api.Release release -> "release " + release.name();
            case dev.slipway.api.Token token -> token.role() + " " + token.environments();
            default -> result.toString();
        };
    }

    private static String by(Caller caller, ActivationRequest request) {
        String person = request.by();
        return person == null || person.isBlank() ? caller.name() : person;
    }

    private void logs(Context ctx) throws IOException, InterruptedException {
        boolean follow = Boolean.parseBoolean(ctx.queryParam("follow"));
        int lines = number(ctx, "lines", follow ? 10 : 100, MOST_LOG_LINES);
        ctx.contentType("application/x-ndjson");
        OutputStream out = ctx.outputStream();
        sources.log().read(lines, follow, line -> {
            try {
                out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
                if (follow) {
                    out.flush();
                }
                return true;
            } catch (IOException readerLeft) {
                return false;
            }
        });
    }

    private static void validate(Context ctx) {
        ConfigurationRequest request = body(ctx, ConfigurationRequest.class);
        List<String> complaints = switch (SiteParser.parse(request.toml(), "slipway.toml")) {
            case ParsedSite.Valid valid -> List.of();
            case ParsedSite.Invalid invalid ->
                invalid.complaints().stream().map(Object::toString).toList();
        };
        json(ctx, 200, Map.of("complaints", complaints));
    }

    private static String site(Context ctx) {
        return ctx.pathParam("site");
    }

    private static String release(Context ctx) {
        return ctx.pathParam("release");
    }

    private static String environment(Context ctx) {
        return ctx.pathParam("environment");
    }

    private static String query(Context ctx, String name) {
        String value = ctx.queryParam(name);
        if (value == null || value.isEmpty()) {
            throw Refusal.of(
                    400,
                    "missing-parameter",
                    Retry.AFTER_CHANGE,
                    "the query parameter " + name + " is missing",
                    "?" + name + "=RELEASE",
                    "Add it and ask again.");
        }
        return value;
    }

    private static int number(Context ctx, String name, int otherwise, int most) {
        String text = ctx.queryParam(name);
        if (text == null) {
            return otherwise;
        }
        if (!text.matches("\\d{1,6}") || Integer.parseInt(text) > most) {
            throw Refusal.of(
                    400,
                    "bad-parameter",
                    Retry.AFTER_CHANGE,
                    name + " is \"" + text + '"',
                    "a number up to " + most,
                    "Mend it and ask again.");
        }
        return Integer.parseInt(text);
    }

    private static <T> T body(Context ctx, Class<T> type) {
        try (InputStream in = ctx.bodyInputStream()) {
            T value = Json.MAPPER.readValue(in, type);
            if (value == null) {
                throw badBody("the body is null", type);
            }
            return value;
        } catch (JacksonException e) {
            throw badBody(e.getOriginalMessage(), type);
        } catch (IOException e) {
            throw badBody("the body broke off: " + e.getMessage(), type);
        } catch (NullPointerException e) {
            throw badBody("a required key is missing", type);
        }
    }

    private static Refusal badBody(String detail, Class<?> type) {
        return Refusal.of(
                400,
                "bad-body",
                Retry.AFTER_CHANGE,
                "the body cannot be read: " + detail,
                "JSON as /openapi.json describes " + type.getSimpleName(),
                "Nothing was changed. Mend it and send it again.");
    }

    private void unexpected(Exception failure, Context ctx) {
        Refusal ofDatabase = Storage.ofDatabase(failure);
        if (ofDatabase != null) {
            problem(ctx, ofDatabase.problem());
            return;
        }
        if (failure instanceof io.javalin.http.HttpResponseException http) {
            problem(ctx, Guard.ofFramework(http, ctx));
            return;
        }
        log.error("{} {} failed", ctx.method(), ctx.path(), failure);
        problem(
                ctx,
                Refusal.of(
                                500,
                                "internal",
                                Retry.SAFE,
                                "the node failed to answer: " + failure,
                                "an answer",
                                "Look at the node's log. What is live was not changed.")
                        .problem());
    }

    private static void problem(Context ctx, Problem problem) {
        ctx.status(problem.status()).contentType(Problem.MEDIA_TYPE).result(Json.write(problem));
    }

    private static void json(Context ctx, int status, Object value) {
        ctx.status(status).contentType("application/json").result(Json.write(value));
    }

    private static String openApi() throws IOException {
        try (InputStream in = ControlServer.class.getResourceAsStream("openapi.json")) {
            if (in == null) {
                throw new IOException("openapi.json is not in the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() {
        server.stop();
    }
}
