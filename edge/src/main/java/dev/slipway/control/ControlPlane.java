package dev.slipway.control;

import dev.slipway.api.Activation;
import dev.slipway.api.ActivationRequest;
import dev.slipway.api.ConfigurationRequest;
import dev.slipway.api.Explanation;
import dev.slipway.api.PurgeReceipt;
import dev.slipway.api.PurgeRequest;
import dev.slipway.api.Rehearsal;
import dev.slipway.api.Release;
import dev.slipway.api.ReleaseDiff;
import dev.slipway.api.ReleaseDraft;
import dev.slipway.api.RouteFigures;
import dev.slipway.api.Run;
import dev.slipway.api.RunReport;
import dev.slipway.api.RunRequest;
import dev.slipway.blob.BlobStore;
import dev.slipway.blob.Compressor;
import dev.slipway.blob.Digest;
import dev.slipway.control.Refusal.Retry;
import dev.slipway.exchange.Live;
import dev.slipway.release.HeldReleases;
import dev.slipway.site.Site;
import dev.slipway.telemetry.ReleaseFigures;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every change of a node, one method each; the HTTP API in front of it and the database behind it are details.
 *
 * <p>Start-up, in this order: {@link #open}, {@link #adopt} for each site, building hosts from {@link #sites}, opening
 * the traffic listener, {@link #onConfigured}, the control listener. What {@link #adopt} returns has its last activation
 * in force already.
 */
public final class ControlPlane implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ControlPlane.class);

    private final Path state;
    private final Database database;
    private final BlobStore blobs;
    private final Contents contents;
    private final Publisher publisher;
    private final Releases releases;
    private final Purges purges;
    private final Explanations explanations;
    private final Activations activations;
    private final Configurations configurations;
    private final RetentionRun retention;
    private final Runs runs;
    private final Tokens tokens;
    private final Audit audit;
    private final ExecutorService workers;
    private final Map<String, SiteState> sites = new ConcurrentSkipListMap<>();

    /** Whether contents may be lying about that nothing names; after a start nobody knows. */
    private final AtomicBoolean due = new AtomicBoolean(true);

    private volatile boolean closed;
    private final ReentrantLock configuring = new ReentrantLock();
    private volatile ConfigurationSink sink = () -> {};
    private volatile @Nullable Measured measured;
    private volatile @Nullable GradingRun grading;
    private final InstantSource clock;

    private ControlPlane(
            Path state, Database database, BlobStore blobs, CacheSide cache, int compressors, InstantSource clock) {
        this.state = state;
        this.clock = clock;
        this.database = database;
        this.blobs = blobs;
        this.workers = Executors.newFixedThreadPool(
                compressors, Thread.ofPlatform().daemon().name("compress-", 0).factory());
        this.contents = new Contents(database, blobs);
        this.publisher =
                new Publisher(database, blobs, contents, new Compressor(Compressor.Effort.BEST), workers, clock);
        this.releases = new Releases(database, blobs, contents, publisher, clock, this::published);
        this.purges = new Purges(database, cache.store(), clock);
        this.explanations = new Explanations(cache, clock);
        this.activations = new Activations(database, purges, clock);
        this.configurations = new Configurations(database, clock);
        this.retention = new RetentionRun(database, blobs, contents, releases, clock);
        this.runs = new Runs(database, releases, clock);
        this.tokens = new Tokens(database, clock);
        this.audit = new Audit(database, clock);
    }

    /**
     * Opens the state in that folder, which the caller holds.
     *
     * @param cache what is stored of the app's answers
     * @param compressors how many processors compression may take
     * @throws IOException when the state is of a newer version or cannot be read
     */
    public static ControlPlane open(StateFolder folder, CacheSide cache, int compressors, InstantSource clock)
            throws IOException {
        Database database = Database.open(folder.database());
        try {
            return new ControlPlane(folder.path(), database, BlobStore.open(folder.blobs()), cache, compressors, clock);
        } catch (RuntimeException e) {
            database.close();
            throw DamagedState.of(folder.path(), e);
        }
    }

    /**
     * Takes a site in: its configuration in force, its releases, and what is live in each environment.
     *
     * @throws IOException when what the state folder holds of it cannot be used
     */
    public void adopt(Site file, Path folder) throws IOException {
        try {
            Configurations.Effective effective = configurations.adopt(file, folder);
            SiteState site = new SiteState(effective.site(), effective.folder());
            releases.load(site);
            activations.load(site);
            sites.put(site.name(), site);
        } catch (RuntimeException e) {
            throw DamagedState.of(state, e);
        }
    }

    /** Who is told when a configuration was replaced. */
    public void onConfigured(ConfigurationSink to) {
        sink = to;
    }

    /** What Main needs of a site to build what requests see. */
    public record SiteView(
            Site site, Path folder, AtomicReference<HeldReleases> held, Map<String, AtomicReference<Live>> live) {}

    public Collection<SiteView> sites() {
        return sites.values().stream()
                .map(site -> {
                    Map<String, AtomicReference<Live>> live = new TreeMap<>();
                    site.environments().forEach(environment -> live.put(environment.name(), environment.live()));
                    return new SiteView(site.site(), site.folder(), site.held(), live);
                })
                .toList();
    }

    public Tokens tokens() {
        return tokens;
    }

    /** Where a content lies; for the traffic side. */
    public Path path(Digest digest) {
        return blobs.path(digest);
    }

    Audit audit() {
        return audit;
    }

    /** @throws Refusal 404 when the node has no such site */
    SiteState site(String name) {
        SiteState site = sites.get(name);
        if (site == null) {
            throw Refusal.of(
                    404,
                    "unknown-site",
                    Retry.AFTER_CHANGE,
                    "this node has no site \"" + name + '"',
                    "one of " + String.join(", ", sites.keySet()),
                    "Name one of these, or start `slipway serve` with that site's slipway.toml.");
        }
        return site;
    }

    Release announce(String site, ReleaseDraft draft, String by) {
        return orMakeRoom(site(site), state -> releases.announce(state, draft, by));
    }

    void receive(String site, Digest digest, long size, InputStream bytes) {
        orMakeRoom(site(site), state -> {
            releases.receive(state, digest, size, bytes);
            return true;
        });
    }

    Release publish(String site, String release) {
        return releases.publish(site(site), release);
    }

    List<Release> list(String site) {
        return releases.list(site(site));
    }

    Release release(String site, String name) {
        SiteState state = site(site);
        return releases.describe(state, releases.find(state, name), List.of());
    }

    List<ReleaseDraft.File> files(String site, String name) {
        return releases.manifest(releases.find(site(site), name));
    }

    ReleaseDiff diff(String site, String from, String to) {
        SiteState state = site(site);
        ReleaseRow older = releases.find(state, from);
        ReleaseRow newer = releases.find(state, to);
        return Diffs.between(older, releases.manifest(older), newer, releases.manifest(newer));
    }

    Activation promote(String site, String environment, ActivationRequest request, String by, boolean override) {
        SiteState state = site(site);
        state.lock.lock();
        try {
            boolean step = runs.isStepOf(state, environment, request);
            Activation activation = activations.promote(state, environment, request, by, override || step);
            retain(state);
            return activation;
        } finally {
            state.lock.unlock();
        }
    }

    Activation rollback(String site, String environment, ActivationRequest request, String by) {
        SiteState state = site(site);
        state.lock.lock();
        try {
            Activation activation = activations.rollback(state, environment, request, by);
            runs.interrupt(state, environment, request, by);
            return activation;
        } finally {
            state.lock.unlock();
        }
    }

    /**
     * What is measured by release, and who judges it.
     *
     * @param figures by route, release and minute
     * @param grader who judges expectations
     * @param nanoTime a count that goes up steadily, whatever the clock does
     */
    public record Measured(ReleaseFigures figures, Grader grader, LongSupplier nanoTime) {}

    /** Grades runs from now on, with those figures. */
    public void measureWith(Measured with) {
        measured = with;
        grading = new GradingRun(runs, activations, with, clock);
    }

    /** Seals minutes that are over, and ends the windows of what is graded; a few times a minute, one call at a time. */
    public void tick() {
        GradingRun run = grading;
        if (run != null && !closed) {
            run.tick(sites.values());
        }
    }

    /** What each route of each release did between the minutes of those moments. */
    public List<RouteFigures> figures(String site, String environment, Instant from, Instant to) {
        Activations.config(site(site), environment);
        Measured with = measured;
        return with == null ? List.of() : new FiguresSource(with.figures()).between(site, environment, from, to);
    }

    /** The runs of an environment, newest first. */
    public List<Run> runs(String site, String environment) {
        Activations.refuseUnknown(site(site), environment);
        return runs.newest(site(site), environment);
    }

    /** The run that holds the environment, or that left it stuck; or null. */
    public @Nullable Run standingRun(String site, String environment) {
        return runs.standing(site(site), environment).orElse(null);
    }

    Run run(String site, String environment, long number) {
        return runs.find(site(site), environment, number);
    }

    Run begin(String site, String environment, RunRequest request, String by, boolean override) {
        return runs.begin(site(site), environment, request, by, override);
    }

    Run report(String site, String environment, long number, RunReport report, String by) {
        return runs.report(site(site), environment, number, report, by);
    }

    Rehearsal rehearsal(String site, String environment, long number) {
        return runs.proof(site(site), environment, runs.find(site(site), environment, number));
    }

    /** How a purge asks for a sample again. */
    public void refetchWith(CacheSide.Refetch through) {
        purges.refetchWith(through);
    }

    PurgeReceipt purge(String site, String environment, PurgeRequest request, String by) {
        return purges.purge(site(site), environment, request, by);
    }

    List<PurgeReceipt> purges(String site, String environment) {
        Activations.config(site(site), environment);
        return purges.history(site, environment);
    }

    Explanation explain(String site, String environment, String url) {
        SiteState state = site(site);
        return explanations.explain(state, Activations.config(state, environment), url);
    }

    /** The log of an environment, newest first. */
    public List<Activation> activations(String site, String environment) {
        SiteState state = site(site);
        state.lock.lock();
        try {
            Activations.refuseUnknown(state, environment);
            return List.copyOf(state.environment(environment).history().newestFirst());
        } finally {
            state.lock.unlock();
        }
    }

    /** Replaces a site's configuration; acknowledged means committed. */
    void configure(String name, ConfigurationRequest request, String by) {
        SiteState site = site(name);
        Site next = Configurations.check(name, request.toml(), site.site().node());
        Path folder = Configurations.folder(request.folder());
        // One at a time, of whichever site: two could claim the same host name.
        configuring.lock();
        try {
            refuseTakenHosts(next);
            Site before = site.site();
            Path folderBefore = site.folder();
            replace(site, next, folder, by);
            try {
                sink.rebuild();
            } catch (RuntimeException e) {
                replace(site, before, folderBefore, by);
                sink.rebuild();
                throw e;
            }
        } finally {
            configuring.unlock();
        }
        retain(site);
    }

    private void replace(SiteState site, Site next, Path folder, String by) {
        site.lock.lock();
        try {
            configurations.record(next, folder, by);
            site.configure(next, folder);
        } finally {
            site.lock.unlock();
        }
    }

    private void refuseTakenHosts(Site next) {
        for (SiteState other : sites.values()) {
            if (other.name().equals(next.name())) {
                continue;
            }
            other.site()
                    .environments()
                    .values()
                    .forEach(environment -> environment.hosts().forEach(host -> {
                        if (next.environments().values().stream()
                                .anyMatch(mine -> mine.hosts().contains(host))) {
                            throw Refusal.of(
                                    409,
                                    "host-taken",
                                    Retry.AFTER_CHANGE,
                                    "host " + host + " belongs to " + other.name() + "/" + environment.name(),
                                    "host names that no other site of this node has",
                                    "Nothing was changed. Choose another host name.");
                        }
                    }));
        }
    }

    private <T> T orMakeRoom(SiteState site, Function<SiteState, T> work) {
        try {
            return work.apply(site);
        } catch (Refusal refusal) {
            if (Storage.isFull(refusal)) {
                makeRoom(site);
            }
            throw refusal;
        }
    }

    private void published(SiteState site, @Nullable Exception failure) {
        if (failure != null) {
            if (Storage.isFull(failure)) {
                makeRoom(site);
            }
            try {
                releases.recordFailure(site, failure);
            } catch (InterruptedException e) {
                // The node stops; the next start finds the release interrupted.
                Thread.currentThread().interrupt();
                return;
            }
        }
        retain(site);
    }

    /** Removes what the deploy that filled the disk has sent, and what other interrupted ones kept for resuming. */
    private void makeRoom(SiteState site) {
        releases.giveUp(site);
        try {
            if (!retention.collect(sites, RetentionRun.Interrupted.REMOVED)) {
                due.set(true);
            }
        } catch (IOException | RuntimeException e) {
            due.set(true);
            log.error("the disk is full, and what interrupted deploys left could not be removed", e);
        }
    }

    /** Lets go of what nothing holds any more, in the background: nobody waits for it. */
    private void retain(SiteState site) {
        if (closed) {
            return;
        }
        Thread.ofVirtual().name("retention").start(() -> {
            try {
                if (retention.letGo(site)) {
                    due.set(true);
                }
                if (due.compareAndSet(true, false) && !retention.collect(sites, RetentionRun.Interrupted.KEPT)) {
                    due.set(true);
                }
            } catch (IOException | RuntimeException e) {
                due.set(true);
                if (!closed) {
                    log.error("old releases could not be removed; the next activation tries again", e);
                }
            }
        });
    }

    @Override
    public void close() throws IOException {
        closed = true;
        publisher.close();
        workers.shutdownNow();
        database.close();
    }
}
