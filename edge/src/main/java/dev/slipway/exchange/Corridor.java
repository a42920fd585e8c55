package dev.slipway.exchange;

import dev.slipway.blob.Digest;
import dev.slipway.http.Fields;
import dev.slipway.http.PreparedHead;
import dev.slipway.http.RequestTarget;
import dev.slipway.origin.ForwardedFields;
import dev.slipway.site.AddressRange;
import dev.slipway.site.Route;
import dev.slipway.site.Serve;
import dev.slipway.store.ObjectStore;
import dev.slipway.telemetry.Telemetry;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The one road from a request to its answer: which environment, which route, where from. Each stop is a class of its own;
 * this one shows the order.
 */
public final class Corridor implements AutoCloseable {
    /** The methods that a site may take, for the Allow of a 405 (RFC 9110 §15.5.6). */
    public static final String ALLOWED = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";

    private static final Live NOWHERE =
            new Live(0, new dev.slipway.site.ReleaseRules(List.of(), null), dev.slipway.release.ReleaseFiles.NONE);

    private final Hosts hosts;
    private final Telemetry telemetry;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final ReadyFiles ready;
    private final ErrorAnswers errors;
    private final ReleaseAnswers releases;
    private final FolderAnswers folders;
    private final AppAnswers apps;
    private final TrustedProxies trusted;
    private final Function<String, @Nullable String> challenges;
    private final ExecutorService compressors;
    private final Environment nowhere;

    /**
     * @param hosts which environment answers to which name
     * @param blobs where a content lies on disk
     * @param memoryBytes what may be kept in memory of release files
     * @param store what is kept of the app's answers; the caller closes it after this
     * @param unshareable what proved to be for one request only
     * @param mostBytes how long an answer of the app may be that is stored
     * @param trustedProxies peers whose forwarded fields are believed
     * @param challenges what is being proved to an authority, by path; null for every other
     * @param blocking runs what may block; virtual threads
     * @param clock for the log
     * @param nanos the monotonic clock
     */
    public Corridor(
            Hosts hosts,
            Function<Digest, Path> blobs,
            long memoryBytes,
            ObjectStore store,
            Unshareable unshareable,
            long mostBytes,
            List<AddressRange> trustedProxies,
            Function<String, @Nullable String> challenges,
            Telemetry telemetry,
            Executor blocking,
            InstantSource clock,
            LongSupplier nanos) {
        this.hosts = hosts;
        this.telemetry = telemetry;
        this.clock = clock;
        this.nanos = nanos;
        this.ready = new ReadyFiles(memoryBytes, blobs, blocking);
        this.errors = new ErrorAnswers(ready);
        FileAnswers files = new FileAnswers(errors);
        this.compressors = Executors.newFixedThreadPool(
                1, Thread.ofPlatform().daemon().name("compress-object-", 0).factory());
        this.trusted = new TrustedProxies(trustedProxies);
        this.challenges = challenges;
        this.apps = new AppAnswers(errors, cache(store, unshareable, mostBytes, files, blocking), trusted);
        this.releases = new ReleaseAnswers(ready, files, errors, apps);
        this.folders = new FolderAnswers(files, errors, blocking);
        this.nowhere = Environment.nowhere(NOWHERE);
    }

    private CachedAnswers cache(
            ObjectStore store, Unshareable unshareable, long mostBytes, FileAnswers files, Executor blocking) {
        Keeper keeper = new Keeper(store, new Compression(store, compressors));
        StoredAnswers stored = new StoredAnswers(files, clock, this::lookUp);
        Fetches fetches =
                new Fetches(store, clock, mostBytes, keeper, stored, unshareable, errors, blocking, this::lookUp);
        PassThrough through = new PassThrough(errors, store, new HeadUpdates(store, keeper, clock));
        return new CachedAnswers(store, clock, stored, fetches, through, errors);
    }

    /** Sends a request round once more whose object was lost, or whose fetch was not for it. */
    private void lookUp(Asker asker) {
        apps.lookUp(asker);
    }

    /** Answers a request; returns at once, and calls the responder now or later on the request's loop. */
    public void handle(Request request, Responder responder) {
        RequestTarget target = request.head().target();
        String proof = request.secure() ? null : challenges.apply(target.path());
        if (proof != null) {
            Proofs.answer(new Exchange(this, request, responder, nowhere, NOWHERE, null), proof);
            return;
        }
        Environment environment = hosts.find(request.head().host());
        if (environment == null) {
            errors.answer(new Exchange(this, request, responder, nowhere, NOWHERE, null), 421, "unknown-host");
            return;
        }
        Live live = environment.live();
        Route route = live.route(target.path());
        // Only an app speaks other protocols; elsewhere the wish is ignored, as RFC 9110 §7.8 allows.
        boolean upgradable = request.upgrade() == null || route != null && route.serve() instanceof Serve.App;
        Request asked = upgradable ? request : request.withoutUpgrade();
        Exchange exchange = new Exchange(this, asked, responder, environment, live, route);
        if (isNeverServed(request.head().method())) {
            errors.answer(exchange, 405, "method-not-offered", Fields.of("Allow", ALLOWED));
            return;
        }
        if (target.equals(RequestTarget.ASTERISK) || ForwardedFields.isLastHop(request.head())) {
            exchange.answer(
                    new PreparedHead(Answers.head(204, "Allow", "GET, HEAD, OPTIONS"), PreparedHead.NO_LENGTH),
                    dev.slipway.body.Body.NONE,
                    Outcome.REFUSED,
                    "options");
            return;
        }
        if (environment.config().tls().redirects() && !trusted.isSecure(request)) {
            Redirects.toHttps(exchange, environment.httpsPort());
            return;
        }
        if (route == null) {
            errors.answer(exchange, 404, "no-route");
            return;
        }
        switch (route.serve()) {
            case Serve.Release release -> releases.answer(exchange, route, release);
            case Serve.Folder folder -> folders.answer(exchange, route, folder);
            case Serve.App app -> apps.answer(exchange, route, app.pool());
            case Serve.Redirect redirect -> Redirects.answer(exchange, route, redirect, errors);
        }
    }

    /** The methods of other caches' purge interfaces: purging is the control API's, with a token. */
    private static boolean isNeverServed(String method) {
        return method.equals("PURGE") || method.equals("BAN");
    }

    /** Gives the memory of its files back; no request may come afterwards. */
    @Override
    public void close() {
        compressors.shutdownNow();
        ready.close();
    }

    Telemetry telemetry() {
        return telemetry;
    }

    long millis() {
        return clock.millis();
    }

    long nanos() {
        return nanos.getAsLong();
    }
}
