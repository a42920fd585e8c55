package dev.slipway.control;

import dev.slipway.api.NodeStatus;
import dev.slipway.control.Refusal.Retry;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.util.JavalinException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The control API over HTTP: {@link Endpoints} in front of {@link ControlPlane}, on virtual threads. */
public final class ControlServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ControlServer.class);
    private static final int STOP_WITHIN_MILLIS = 2_000;

    private final Javalin server;
    private final InetSocketAddress address;
    private final LogLines logs;

    /**
     * What the API shows and does not keep.
     *
     * @param status the node's status
     * @param ready the parts of the node that are not ready, each with its reason
     * @param metrics Prometheus text
     * @param log the access log
     * @param seen by site and environment, some of the paths that clients asked for with success
     */
    public record Sources(
            Supplier<NodeStatus> status,
            Supplier<Map<String, String>> ready,
            Supplier<String> metrics,
            LogSource log,
            BiFunction<String, String, List<String>> seen) {}

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
        this.logs = new LogLines(sources.log());
        Endpoints endpoints = new Endpoints(plane, sources, logs);
        Guard guard = new Guard(listen);
        this.server = Javalin.create(config -> configure(config, endpoints, guard));
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

    private static void configure(JavalinConfig config, Endpoints endpoints, Guard guard) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.concurrency.useVirtualThreads = true;
        config.http.prefer405over404 = true;
        config.http.compressionStrategy = CompressionStrategy.NONE;
        config.jetty.modifyServer(jetty -> jetty.setStopTimeout(STOP_WITHIN_MILLIS));
        config.routes.before(guard::refuseForeigners);
        config.routes.exception(Refusal.class, (refusal, ctx) -> Answers.problem(ctx, refusal.problem()));
        config.routes.exception(HttpResponseException.class, ControlServer::ofFramework);
        config.routes.exception(Exception.class, ControlServer::unexpected);
        for (Endpoints.Endpoint endpoint : endpoints.all()) {
            config.routes.addHttpHandler(endpoint.method(), endpoint.path(), endpoint.handler());
        }
    }

    /** The framework's own refusals (no such path, no such method) in our words. */
    private static void ofFramework(HttpResponseException refused, Context ctx) {
        boolean unknown = refused.getStatus() == 404;
        String code = unknown ? "no-such-path" : refused.getStatus() == 405 ? "method-not-allowed" : "refused";
        Answers.problem(
                ctx,
                Refusal.of(
                                refused.getStatus(),
                                code,
                                Retry.NEVER,
                                ctx.method() + " " + ctx.path() + ": " + refused.getMessage(),
                                "a path and method of /openapi.json",
                                "Look there for what this node offers.")
                        .problem());
    }

    private static void unexpected(Exception failure, Context ctx) {
        Refusal ofDatabase = Storage.ofDatabase(failure);
        if (ofDatabase != null) {
            Answers.problem(ctx, ofDatabase.problem());
            return;
        }
        log.error("{} {} failed", ctx.method(), ctx.path(), failure);
        Answers.problem(
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

    @Override
    public void close() {
        logs.close();
        try {
            server.stop();
        } catch (JavalinException e) {
            // Its own deadline for what runs; the listener and its connections are closed all the same.
            log.warn("the control API had requests running when it stopped", e);
        }
    }
}
