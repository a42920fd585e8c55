package dev.slipway.control;

import dev.slipway.api.Release;
import dev.slipway.api.ReleaseDraft;
import dev.slipway.blob.BlobRefused;
import dev.slipway.blob.BlobStore;
import dev.slipway.blob.Digest;
import dev.slipway.control.Refusal.Retry;
import dev.slipway.release.ReleaseFiles;
import dev.slipway.site.ParsedRules;
import dev.slipway.site.ReleaseRules;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From a draft to a published release: announced, received, published. Nothing of it is visible before the last step, and
 * each step may be repeated after an interruption.
 */
final class Releases {
    private static final Logger log = LoggerFactory.getLogger(Releases.class);

    /** A draft that nobody has touched for so long no longer keeps others out. */
    private static final Duration QUIET = Duration.ofSeconds(15);

    /** An interrupted deploy that nobody took up again for so long is given up, and its contents with it. */
    private static final Duration ABANDONED = Duration.ofHours(24);

    private static final Duration RECORD_AGAIN = Duration.ofSeconds(1);

    private final Database database;
    private final BlobStore blobs;
    private final Contents contents;
    private final Publisher publisher;
    private final InstantSource clock;
    private final Map<String, Draft> drafts = new ConcurrentHashMap<>();

    /** How many contents are arriving, by site. */
    private final Map<String, Integer> arriving = new ConcurrentHashMap<>();

    private final BiConsumer<SiteState, @Nullable Exception> afterPublishing;

    /** @param afterPublishing called for a site whenever publishing ended, with the failure or null */
    Releases(
            Database database,
            BlobStore blobs,
            Contents contents,
            Publisher publisher,
            InstantSource clock,
            BiConsumer<SiteState, @Nullable Exception> afterPublishing) {
        this.afterPublishing = afterPublishing;
        this.database = database;
        this.blobs = blobs;
        this.contents = contents;
        this.publisher = publisher;
        this.clock = clock;
    }

    /** Reads a site's held releases from database and disk. */
    void load(SiteState site) {
        List<ReleaseRow> rows = database.read(handle -> ReleaseRow.all(handle, site.name()));
        for (ReleaseRow row : rows.reversed()) {
            switch (row.state()) {
                case PUBLISHED -> site.publish(read(site, row));
                // The process ended while it published: announcing it again continues.
                case PUBLISHING -> move(row, ReleaseRow.State.RECEIVING, null, null);
                case RECEIVING, FAILED, GONE -> {}
            }
        }
        site.show();
    }

    private SiteState.Published read(SiteState site, ReleaseRow row) {
        ReleaseRules rules = switch (ConfigurationText.rules(row.configuration())) {
            case ParsedRules.Valid valid -> valid.rules();
            case ParsedRules.Invalid invalid ->
                throw new IllegalStateException("the configuration of release " + row.name()
                        + " can no longer be read: " + invalid.complaints());
        };
        List<ReleaseDraft.File> files = manifest(row);
        return new SiteState.Published(row, rules, ReleaseFiles.of(row.name(), contents.entries(files, site.newest())));
    }

    /**
     * The files of a release.
     *
     * @throws Refusal 410 when retention let go of it
     */
    List<ReleaseDraft.File> manifest(ReleaseRow row) {
        if (row.state() == ReleaseRow.State.GONE) {
            throw Refusal.of(
                    410,
                    "release-gone",
                    Retry.NEVER,
                    "release " + row.name() + " is no longer held; its files were removed",
                    "a release that `slipway releases` lists",
                    "Choose one of these. [retain] says how long releases are held.");
        }
        try {
            byte[] bytes = Files.readAllBytes(blobs.path(row.manifest()));
            if (!Digest.of(bytes).equals(row.manifest())) {
                throw new IllegalStateException("the manifest of release " + row.name() + " is damaged on disk");
            }
            return ManifestText.read(bytes);
        } catch (NoSuchFileException e) {
            throw new IllegalStateException("the manifest of release " + row.name() + " is missing: " + e.getFile(), e);
        } catch (IOException e) {
            throw new IllegalStateException("the manifest of release " + row.name() + " cannot be read", e);
        }
    }

    /**
     * Takes a draft, or finds the one that an interrupted deploy announced before.
     *
     * @throws Refusal when it is malformed, or another deploy of the site is under way
     */
    Release announce(SiteState site, ReleaseDraft announced, String by) {
        ReleaseRules rules = DraftRules.check(announced, site.held().get(), contents::sizeOf);
        byte[] manifest = ManifestText.write(announced.files());
        Digest digest = Digest.of(manifest);
        contents.collecting.readLock().lock();
        site.lock.lock();
        try {
            ReleaseRow known = resumable(site, announced, digest);
            refuseIfBusy(site, known);
            // Also for one that is known: a power cut, or the need for room, may have taken what was not published.
            keep(digest, manifest);
            ReleaseRow row = known == null ? insert(site, announced, digest, by) : known;
            if (row.state() == ReleaseRow.State.FAILED) {
                move(row, ReleaseRow.State.RECEIVING, null, null);
            }
            Draft draft = new Draft(find(site, row.name()), rules, announced.files(), clock.instant());
            drafts.put(site.name(), draft);
            return describe(site, draft.row(), contents.missing(draft.files()));
        } finally {
            site.lock.unlock();
            contents.collecting.readLock().unlock();
        }
    }

    private @Nullable ReleaseRow resumable(SiteState site, ReleaseDraft announced, Digest manifest) {
        return database.read(handle -> ReleaseRow.all(handle, site.name())).stream()
                .filter(ReleaseRow::isInterrupted)
                .filter(row -> row.manifest().equals(manifest)
                        && row.configuration().equals(announced.configuration())
                        && java.util.Objects.equals(
                                row.origin().commit(), announced.origin().commit()))
                .findFirst()
                .orElse(null);
    }

    private void refuseIfBusy(SiteState site, @Nullable ReleaseRow same) {
        Draft other = drafts.get(site.name());
        if (other == null || same != null && other.row().name().equals(same.name()) && !publisher.isRunning(site)) {
            return;
        }
        boolean busy = publisher.isRunning(site)
                || arriving.containsKey(site.name())
                || other.touched().plus(QUIET).isAfter(clock.instant());
        if (busy) {
            throw Refusal.of(
                    409,
                    "deploy-in-progress",
                    Retry.SAFE,
                    "release " + other.row().name() + " of site " + site.name() + " is being deployed by "
                            + other.row().origin().by(),
                    "one deploy of a site at a time",
                    "Wait until it is published, or " + QUIET.toSeconds()
                            + " seconds after it stopped, and deploy again.");
        }
    }

    private void keep(Digest digest, byte[] manifest) {
        if (contents.sizeOf(digest) >= 0) {
            return;
        }
        try {
            blobs.put(manifest);
        } catch (IOException e) {
            throw Storage.refusal(e);
        }
    }

    private ReleaseRow insert(SiteState site, ReleaseDraft announced, Digest manifest, String by) {
        Instant now = clock.instant();
        long bytes =
                announced.files().stream().mapToLong(ReleaseDraft.File::size).sum();
        return database.write(handle -> {
            String day = now.atOffset(ZoneOffset.UTC).toLocalDate().toString();
            long count = ReleaseRow.all(handle, site.name()).stream()
                    .filter(row -> row.name().startsWith(day + "."))
                    .mapToLong(row -> Long.parseLong(row.name().substring(day.length() + 1)))
                    .max()
                    .orElse(0);
            ReleaseRow row = new ReleaseRow(
                    site.name(),
                    day + "." + (count + 1),
                    ReleaseRow.State.RECEIVING,
                    manifest,
                    announced.configuration(),
                    announced.mutable(),
                    announced.files().size(),
                    bytes,
                    origin(announced.origin(), by),
                    now,
                    null,
                    null);
            row.insert(handle);
            return row;
        });
    }

    private static ReleaseDraft.Origin origin(ReleaseDraft.Origin given, String by) {
        String who = given.by().isBlank() ? by : given.by();
        return new ReleaseDraft.Origin(
                who, given.note(), given.commit(), given.branch(), given.dirty(), given.author());
    }

    /**
     * Takes one content that the site's draft names.
     *
     * @throws Refusal when no draft waits for it, its bytes are not what its name says, or the disk is full
     */
    void receive(SiteState site, Digest digest, long size, InputStream bytes) {
        Draft draft = drafts.get(site.name());
        if (draft == null || !draft.expects(digest, size)) {
            throw Refusal.of(
                    409,
                    "content-not-expected",
                    Retry.AFTER_CHANGE,
                    "no deploy of site " + site.name() + " under way names the content " + digest + " of " + size
                            + " bytes",
                    "contents that the announced release is missing",
                    "Announce the release again; it answers with what is missing.");
        }
        arriving.merge(site.name(), 1, Integer::sum);
        try {
            blobs.receive(digest, size, bytes);
            contents.arrived(digest, size);
        } catch (BlobRefused e) {
            throw Refusal.of(
                    422,
                    "content-refused",
                    Retry.SAFE,
                    "the content announced as " + digest + " was refused: " + e.getMessage(),
                    size + " bytes whose SHA-256 is " + digest,
                    "Send it again. If the file was changed during the deploy, deploy again.");
        } catch (IOException e) {
            throw Storage.refusal(e);
        } finally {
            drafts.computeIfPresent(site.name(), (name, now) -> now.touchedAt(clock.instant()));
            arriving.computeIfPresent(site.name(), (name, count) -> count == 1 ? null : count - 1);
        }
    }

    /**
     * Starts to publish in the background; asking again while it runs, or after, is harmless.
     *
     * @throws Refusal when contents are missing or there is no such draft
     */
    Release publish(SiteState site, String name) {
        site.lock.lock();
        try {
            ReleaseRow row = find(site, name);
            if (row.state() == ReleaseRow.State.PUBLISHED || row.state() == ReleaseRow.State.PUBLISHING) {
                return describe(site, row, List.of());
            }
            Draft draft = drafts.get(site.name());
            if (draft == null || !draft.row().name().equals(name)) {
                throw Refusal.of(
                        409,
                        "not-announced",
                        Retry.SAFE,
                        "release " + name + " is " + row.state().word() + " and no deploy of it is under way",
                        "a release that was announced since the node started",
                        "Announce it again with the same files, send what is missing, then publish.");
            }
            List<String> missing = contents.missing(draft.files());
            if (!missing.isEmpty()) {
                throw Refusal.of(
                        409,
                        "contents-missing",
                        Retry.SAFE,
                        missing.size() + " contents of release " + name + " have not arrived, " + missing.getFirst()
                                + " among them",
                        "every content before publishing",
                        "Send them and publish again.");
            }
            move(row, ReleaseRow.State.PUBLISHING, null, null);
            publisher.start(
                    site,
                    draft,
                    () -> finished(site, draft),
                    failure -> failed(site, draft, failure),
                    failure -> afterPublishing.accept(site, failure));
            return describe(site, find(site, name), List.of());
        } finally {
            site.lock.unlock();
        }
    }

    private void finished(SiteState site, Draft draft) {
        ReleaseRow row = find(site, draft.row().name());
        site.publish(new SiteState.Published(
                row, draft.rules(), ReleaseFiles.of(row.name(), contents.entries(draft.files(), site.newest()))));
        site.show();
        drafts.remove(site.name());
    }

    private void failed(SiteState site, Draft draft, Exception failure) {
        if (failure instanceof InterruptedException) {
            log.info(
                    "release {} of {} stays unpublished: the node stops",
                    draft.row().name(),
                    site.name());
            return;
        }
        log.error("release {} of {} could not be published", draft.row().name(), site.name(), failure);
        drafts.remove(site.name());
    }

    /**
     * Records that publishing ended so. Tries until it succeeds: a database that somebody holds, or a full disk, must not
     * leave a release in the middle of its way.
     */
    void recordFailure(SiteState site, Exception failure) throws InterruptedException {
        if (failure instanceof InterruptedException) {
            return;
        }
        while (true) {
            try {
                for (ReleaseRow row : database.read(handle -> ReleaseRow.all(handle, site.name()))) {
                    if (row.state() == ReleaseRow.State.PUBLISHING) {
                        move(row, ReleaseRow.State.FAILED, null, String.valueOf(failure.getMessage()));
                    }
                }
                return;
            } catch (RuntimeException e) {
                log.error("a failed publishing cannot be recorded; it is tried again", e);
                Thread.sleep(RECORD_AGAIN);
            }
        }
    }

    private void move(ReleaseRow row, ReleaseRow.State to, @Nullable Instant published, @Nullable String problem) {
        database.write(handle -> {
            ReleaseRow.move(handle, row.site(), row.name(), to, published, problem);
            return true;
        });
    }

    /** @throws Refusal 404 when there is none of that name */
    ReleaseRow find(SiteState site, String name) {
        Optional<ReleaseRow> row = database.read(handle -> ReleaseRow.find(handle, site.name(), name));
        return row.orElseThrow(() -> Refusal.of(
                404,
                "unknown-release",
                Retry.AFTER_CHANGE,
                "site " + site.name() + " has no release \"" + name + '"',
                "a release that `slipway releases` lists",
                "Choose one of these."));
    }

    /** Every release, newest first; those that retention let go are left out. */
    List<Release> list(SiteState site) {
        return database.read(handle -> ReleaseRow.all(handle, site.name())).stream()
                .filter(row -> row.state() != ReleaseRow.State.GONE)
                .map(row -> describe(site, row, List.of()))
                .toList();
    }

    Release describe(SiteState site, ReleaseRow row, List<String> missing) {
        // Committed a moment before its files answer: whoever reads "published" may activate it at once.
        boolean hidden =
                row.state() == ReleaseRow.State.PUBLISHED && site.held().get().release(row.name()) == null;
        ReleaseRow.State state = hidden ? ReleaseRow.State.PUBLISHING : row.state();
        return new Release(
                row.name(),
                state.word(),
                row.created(),
                row.published(),
                row.files(),
                row.bytes(),
                row.origin(),
                missing,
                publisher.progress(site, row.name()),
                site.liveIn(row.name()),
                row.problem());
    }

    /** Ends the deploy of a site that is receiving contents, if there is one; announcing it again begins anew. */
    void giveUp(SiteState site) {
        site.lock.lock();
        try {
            if (!publisher.isRunning(site)) {
                drafts.remove(site.name());
            }
        } finally {
            site.lock.unlock();
        }
    }

    /** Gives up what was interrupted long ago; true when there was any. */
    boolean abandon(SiteState site) {
        Instant before = clock.instant().minus(ABANDONED);
        Draft current = drafts.get(site.name());
        return database.write(handle -> {
            List<ReleaseRow> stale = ReleaseRow.all(handle, site.name()).stream()
                    .filter(ReleaseRow::isInterrupted)
                    .filter(row -> row.created().isBefore(before))
                    .filter(row -> current == null || !current.row().name().equals(row.name()))
                    .toList();
            stale.forEach(
                    row -> ReleaseRow.move(handle, row.site(), row.name(), ReleaseRow.State.GONE, null, row.problem()));
            return !stale.isEmpty();
        });
    }

    /** Drafts under way, whose contents must stay. */
    Collection<Draft> drafts() {
        return List.copyOf(drafts.values());
    }
}
