package dev.slipway.control;

import static dev.slipway.control.Answers.json;
import static io.javalin.http.HandlerType.DELETE;
import static io.javalin.http.HandlerType.GET;
import static io.javalin.http.HandlerType.POST;
import static io.javalin.http.HandlerType.PUT;

import dev.slipway.api.Activation;
import dev.slipway.api.ActivationRequest;
import dev.slipway.api.ConfigurationRequest;
import dev.slipway.api.PurgeReceipt;
import dev.slipway.api.PurgeRequest;
import dev.slipway.api.Release;
import dev.slipway.api.ReleaseDraft;
import dev.slipway.api.Run;
import dev.slipway.api.RunReport;
import dev.slipway.api.RunRequest;
import dev.slipway.api.Token;
import dev.slipway.api.TokenRequest;
import dev.slipway.control.ControlServer.Sources;
import dev.slipway.control.Refusal.Retry;
import dev.slipway.site.ParsedSite;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The control API as one array: method, path, and who may ask for what. */
final class Endpoints {
    private static final Logger log = LoggerFactory.getLogger(Endpoints.class);

    /** What is read and dropped of refused contents, so that the refusal arrives. */
    private static final long DRAINED_BYTES = 64L << 20;

    private static final int AUDIT_ENTRIES = 1_000;
    private static final String SITE = "/v1/sites/{site}";
    private static final String RELEASES = SITE + "/releases";
    private static final String RELEASE = RELEASES + "/{release}";
    private static final String ENVIRONMENT = SITE + "/environments/{environment}";

    private static final String RUNS = ENVIRONMENT + "/runs";
    private static final String RUN = RUNS + "/{run}";

    private final ControlPlane plane;
    private final Sources sources;
    private final LogLines logs;

    Endpoints(ControlPlane plane, Sources sources, LogLines logs) {
        this.plane = plane;
        this.sources = sources;
        this.logs = logs;
    }

    /** One operation. */
    record Endpoint(HandlerType method, String path, Handler handler) {}

    List<Endpoint> all() {
        return List.of(
                new Endpoint(GET, "/health", ctx -> json(ctx, 200, Map.of("ok", true))),
                new Endpoint(GET, "/ready", this::ready),
                new Endpoint(GET, "/metrics", this::metrics),
                new Endpoint(GET, "/openapi.json", Endpoints::openApi),
                new Endpoint(
                        GET,
                        "/v1/status",
                        reading((ctx, caller) -> sources.status().get())),
                new Endpoint(GET, "/v1/logs", this::logs),
                new Endpoint(POST, "/v1/validate", reading((ctx, caller) -> validate(ctx))),
                new Endpoint(GET, RELEASES, ofSite(ctx -> Map.of("releases", plane.list(site(ctx))))),
                new Endpoint(POST, RELEASES, changing(Role.DEPLOYER, "announce", this::announce)),
                new Endpoint(GET, RELEASE, ofSite(ctx -> plane.release(site(ctx), release(ctx)))),
                new Endpoint(
                        GET, RELEASE + "/files", ofSite(ctx -> Map.of("files", plane.files(site(ctx), release(ctx))))),
                new Endpoint(POST, RELEASE + "/publish", changing(Role.DEPLOYER, "publish", this::publish)),
                new Endpoint(POST, SITE + "/contents", this::contents),
                new Endpoint(
                        GET,
                        SITE + "/diff",
                        ofSite(ctx -> plane.diff(site(ctx), query(ctx, "from"), query(ctx, "to")))),
                new Endpoint(PUT, SITE + "/configuration", changing(Role.ADMIN, "configure", this::configure)),
                new Endpoint(
                        GET,
                        ENVIRONMENT + "/activations",
                        ofSite(ctx -> Map.of("activations", plane.activations(site(ctx), environment(ctx))))),
                new Endpoint(POST, ENVIRONMENT + "/activations", changing(Role.DEPLOYER, "activate", this::promote)),
                new Endpoint(
                        GET,
                        ENVIRONMENT + "/purges",
                        ofSite(ctx -> Map.of("purges", plane.purges(site(ctx), environment(ctx))))),
                new Endpoint(POST, ENVIRONMENT + "/purges", changing(Role.PURGER, "purge", this::purge)),
                new Endpoint(
                        GET,
                        ENVIRONMENT + "/explain",
                        ofSite(ctx -> plane.explain(site(ctx), environment(ctx), query(ctx, "url")))),
                new Endpoint(POST, ENVIRONMENT + "/rollback", changing(Role.DEPLOYER, "rollback", this::rollback)),
                new Endpoint(GET, RUNS, ofSite(ctx -> Map.of("runs", plane.runs(site(ctx), environment(ctx))))),
                new Endpoint(POST, RUNS, changing(Role.DEPLOYER, "begin-run", this::beginRun)),
                new Endpoint(GET, RUN, ofSite(ctx -> plane.run(site(ctx), environment(ctx), run(ctx)))),
                new Endpoint(POST, RUN, this::reportRun),
                new Endpoint(
                        GET, RUN + "/rehearsal", ofSite(ctx -> plane.rehearsal(site(ctx), environment(ctx), run(ctx)))),
                new Endpoint(
                        GET,
                        ENVIRONMENT + "/figures",
                        ofSite(ctx -> Map.of(
                                "figures",
                                plane.figures(site(ctx), environment(ctx), moment(ctx, "from"), moment(ctx, "to"))))),
                new Endpoint(
                        GET,
                        ENVIRONMENT + "/seen",
                        ofSite(ctx -> Map.of("paths", sources.seen().apply(site(ctx), environment(ctx))))),
                new Endpoint(
                        GET,
                        "/v1/tokens",
                        ofAdmin(ctx -> Map.of("tokens", plane.tokens().list()))),
                new Endpoint(POST, "/v1/tokens", changing(Role.ADMIN, "create-token", this::createToken)),
                new Endpoint(DELETE, "/v1/tokens/{name}", changing(Role.ADMIN, "revoke-token", this::revokeToken)),
                new Endpoint(
                        GET,
                        "/v1/audit",
                        ofAdmin(ctx -> Map.of("entries", plane.audit().newest(AUDIT_ENTRIES)))));
    }

    private void ready(Context ctx) {
        Map<String, String> notReady = sources.ready().get();
        json(ctx, notReady.isEmpty() ? 200 : 503, Map.of("ready", notReady.isEmpty(), "waiting", notReady));
    }

    private void metrics(Context ctx) {
        ctx.contentType("text/plain; version=0.0.4; charset=utf-8")
                .result(sources.metrics().get());
    }

    private static void openApi(Context ctx) throws IOException {
        try (InputStream in = Endpoints.class.getResourceAsStream("openapi.json")) {
            if (in == null) {
                throw new IOException("openapi.json is not in the jar");
            }
            ctx.contentType("application/json").result(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private void logs(Context ctx) throws IOException {
        Caller caller = Guard.caller(ctx, plane.tokens());
        caller.require(Role.VIEWER);
        caller.requireWholeNode();
        logs.answer(ctx);
    }

    private static Object validate(Context ctx) {
        ConfigurationRequest request = RequestBody.read(ctx, ConfigurationRequest.class, RequestBody.MOST_BYTES);
        List<String> complaints = switch (ConfigurationText.site(request.toml())) {
            case ParsedSite.Valid valid -> List.of();
            case ParsedSite.Invalid invalid ->
                invalid.complaints().stream().map(Object::toString).toList();
        };
        return Map.of("complaints", complaints);
    }

    private Object announce(Context ctx, Caller caller) {
        caller.requireEnvironment(site(ctx), null);
        ReleaseDraft draft = RequestBody.read(ctx, ReleaseDraft.class, RequestBody.MOST_DRAFT_BYTES);
        return plane.announce(site(ctx), draft, caller.name());
    }

    /** Not in the audit log when it succeeds: a deploy has many of these, and its announcement stands there. */
    private void contents(Context ctx) throws IOException {
        Caller caller = Guard.caller(ctx, plane.tokens());
        String site = site(ctx);
        try {
            caller.require(Role.DEPLOYER);
            caller.requireEnvironment(site, null);
            int stored = Frames.read(
                    ctx.bodyInputStream(), (digest, size, bytes) -> plane.receive(site, digest, size, bytes));
            json(ctx, 200, Map.of("stored", stored));
        } catch (Refusal refusal) {
            // A client that is still sending hears nothing of a refusal: its connection would break under it.
            ctx.bodyInputStream().skip(DRAINED_BYTES);
            audit(
                    ctx,
                    caller,
                    "send-contents",
                    refusal.problem().code(),
                    refusal.problem().detail());
            throw refusal;
        }
    }

    private Object publish(Context ctx, Caller caller) {
        caller.requireEnvironment(site(ctx), null);
        ctx.status(202);
        return plane.publish(site(ctx), release(ctx));
    }

    private Object promote(Context ctx, Caller caller) {
        caller.requireEnvironment(site(ctx), environment(ctx));
        ActivationRequest request = RequestBody.read(ctx, ActivationRequest.class, RequestBody.MOST_BYTES);
        boolean override = caller.role().includes(Role.ADMIN);
        return plane.promote(site(ctx), environment(ctx), request, by(caller, request.by()), override);
    }

    private Object rollback(Context ctx, Caller caller) {
        caller.requireEnvironment(site(ctx), environment(ctx));
        ActivationRequest request = RequestBody.read(ctx, ActivationRequest.class, RequestBody.MOST_BYTES);
        return plane.rollback(site(ctx), environment(ctx), request, by(caller, request.by()));
    }

    private Object beginRun(Context ctx, Caller caller) {
        caller.requireEnvironment(site(ctx), environment(ctx));
        RunRequest request = RequestBody.read(ctx, RunRequest.class, RequestBody.MOST_BYTES);
        ctx.status(201);
        return plane.begin(
                site(ctx),
                environment(ctx),
                request,
                by(caller, request.by()),
                caller.role().includes(Role.ADMIN));
    }

    /** Not in the audit log: a run keeps its own, and its client says every few seconds that it is alive. */
    private void reportRun(Context ctx) {
        Caller caller = Guard.caller(ctx, plane.tokens());
        caller.require(Role.DEPLOYER);
        caller.requireEnvironment(site(ctx), environment(ctx));
        RunReport report = RequestBody.read(ctx, RunReport.class, RequestBody.MOST_BYTES);
        json(ctx, 200, plane.report(site(ctx), environment(ctx), run(ctx), report, by(caller, report.takeOver())));
    }

    private Object purge(Context ctx, Caller caller) {
        caller.requireEnvironment(site(ctx), environment(ctx));
        PurgeRequest request = RequestBody.read(ctx, PurgeRequest.class, RequestBody.MOST_BYTES);
        return plane.purge(site(ctx), environment(ctx), request, by(caller, request.by()));
    }

    private static String by(Caller caller, @Nullable String person) {
        return person == null || person.isBlank() ? caller.name() : person + " (" + caller.name() + ")";
    }

    private Object configure(Context ctx, Caller caller) {
        caller.requireWholeNode();
        ConfigurationRequest request = RequestBody.read(ctx, ConfigurationRequest.class, RequestBody.MOST_BYTES);
        plane.configure(site(ctx), request, caller.name());
        return Map.of("configured", site(ctx));
    }

    private Object createToken(Context ctx, Caller caller) {
        caller.requireWholeNode();
        Token token = plane.tokens().create(RequestBody.read(ctx, TokenRequest.class, RequestBody.MOST_BYTES));
        ctx.status(201);
        return token;
    }

    private Object revokeToken(Context ctx, Caller caller) {
        caller.requireWholeNode();
        plane.tokens().revoke(ctx.pathParam("name"));
        return Map.of("revoked", ctx.pathParam("name"));
    }

    @FunctionalInterface
    private interface Question {
        Object answer(Context ctx);
    }

    @FunctionalInterface
    private interface Change {
        Object make(Context ctx, Caller caller);
    }

    private Handler reading(Change question) {
        return ctx -> {
            Caller caller = Guard.caller(ctx, plane.tokens());
            caller.require(Role.VIEWER);
            json(ctx, 200, question.make(ctx, caller));
        };
    }

    private Handler ofSite(Question question) {
        return reading((ctx, caller) -> {
            caller.requireEnvironment(site(ctx), null);
            return question.answer(ctx);
        });
    }

    private Handler ofAdmin(Question question) {
        return reading((ctx, caller) -> {
            caller.require(Role.ADMIN);
            caller.requireWholeNode();
            return question.answer(ctx);
        });
    }

    /** A change: whoever asked and whatever came of it stands in the audit log. */
    private Handler changing(Role role, String action, Change change) {
        return ctx -> {
            Caller caller = Guard.caller(ctx, plane.tokens());
            Object result;
            try {
                caller.require(role);
                result = change.make(ctx, caller);
            } catch (Refusal refusal) {
                audit(
                        ctx,
                        caller,
                        action,
                        refusal.problem().code(),
                        refusal.problem().detail());
                throw refusal;
            }
            audit(ctx, caller, action, "done", summary(result));
            json(ctx, ctx.statusCode(), result);
        };
    }

    /** What was done must be acknowledged as done, so a log that cannot be written is an error of the node alone. */
    private void audit(Context ctx, Caller caller, String action, String outcome, String detail) {
        String subject = ctx.path().substring("/v1/".length());
        try {
            plane.audit().record(caller.name(), action, subject, outcome, detail);
        } catch (RuntimeException e) {
            log.error("not in the audit log: {} {} {} {} {}", caller.name(), action, subject, outcome, detail, e);
        }
    }

    private static String summary(Object result) {
        return switch (result) {
            case Activation activation ->
                "activation " + activation.number() + ", release " + activation.release() + ", by " + activation.by()
                        + (activation.reason() == null ? "" : ", because: " + activation.reason());
            case PurgeReceipt purge ->
                "purge " + purge.number() + ", " + purge.mode() + " " + purge.selectors() + ", matched "
                        + purge.matched();
            case Run run ->
                run.kind() + " " + run.number() + " of plan " + run.plan() + ", release " + run.release()
                        + (run.override() == null ? "" : ", unrehearsed, because: " + run.override());
            case Release release -> "release " + release.name();
            case Token token -> token.name() + ", " + token.role() + " " + token.environments();
            default -> result.toString();
        };
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

    private static long run(Context ctx) {
        String number = ctx.pathParam("run");
        return number.matches("[0-9]{1,18}") ? Long.parseLong(number) : -1;
    }

    private static Instant moment(Context ctx, String name) {
        String text = query(ctx, name);
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw Refusal.of(
                    400,
                    "invalid-parameter",
                    Retry.AFTER_CHANGE,
                    "the query parameter " + name + " is \"" + text + '"',
                    "a moment such as 2026-11-22T10:15:30Z",
                    "Correct it and ask again.");
        }
    }

    private static String query(Context ctx, String name) {
        String value = ctx.queryParam(name);
        if (value == null || value.isEmpty()) {
            throw Refusal.of(
                    400,
                    "missing-parameter",
                    Retry.AFTER_CHANGE,
                    "the query parameter " + name + " is missing",
                    "?" + name + "=…",
                    "Add it and ask again.");
        }
        return value;
    }
}
