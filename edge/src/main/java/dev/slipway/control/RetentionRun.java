package dev.slipway.control;

import dev.slipway.api.ReleaseDraft;
import dev.slipway.blob.BlobStore;
import dev.slipway.blob.Digest;
import dev.slipway.site.Retention;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets go of releases that neither limit holds any more, and then removes the contents that nothing names. Never one that
 * is live, or that a rollback would return to.
 */
final class RetentionRun {
    private static final Logger log = LoggerFactory.getLogger(RetentionRun.class);

    private final Database database;
    private final BlobStore blobs;
    private final Contents contents;
    private final Releases releases;
    private final InstantSource clock;

    RetentionRun(Database database, BlobStore blobs, Contents contents, Releases releases, InstantSource clock) {
        this.database = database;
        this.blobs = blobs;
        this.contents = contents;
        this.releases = releases;
        this.clock = clock;
    }

    /** The releases of a site that nothing holds any more. */
    List<String> superfluous(SiteState site) {
        Retention retain = site.site().retain();
        Instant oldest = clock.instant().minus(Duration.ofDays(retain.days()));
        Set<String> needed = new HashSet<>();
        for (EnvironmentState environment : site.environments()) {
            needed.add(environment.live().get().files().release());
            String before = environment.history().beforeTop();
            if (before != null) {
                needed.add(before);
            }
        }
        List<SiteState.Published> newestFirst = new ArrayList<>(site.published()).reversed();
        List<String> superfluous = new ArrayList<>();
        for (int i = retain.releases(); i < newestFirst.size(); i++) {
            ReleaseRow row = newestFirst.get(i).row();
            Instant published = row.published() == null ? row.created() : row.published();
            if (published.isBefore(oldest) && !needed.contains(row.name())) {
                superfluous.add(row.name());
            }
        }
        return superfluous;
    }

    /** Lets go of what a site no longer holds and of deploys that were given up; true when there was any. */
    boolean letGo(SiteState site) {
        boolean abandoned = releases.abandon(site);
        return letGoOfReleases(site) || abandoned;
    }

    private boolean letGoOfReleases(SiteState site) {
        site.lock.lock();
        try {
            List<String> gone = superfluous(site);
            if (gone.isEmpty()) {
                return false;
            }
            database.write(handle -> {
                gone.forEach(name -> ReleaseRow.move(handle, site.name(), name, ReleaseRow.State.GONE, null, null));
                return true;
            });
            gone.forEach(site::letGo);
            site.show();
            log.info("let go of {} of site {}", gone, site.name());
            return true;
        } finally {
            site.lock.unlock();
        }
    }

    /** What interrupted deploys keep of their contents, so that they need not be sent again. */
    enum Interrupted {
        KEPT,
        REMOVED
    }

    /**
     * Removes the contents that no release of the state folder and no deploy under way names.
     *
     * @return false when a release is being published: it runs again after that
     */
    boolean collect(Map<String, SiteState> sites, Interrupted interrupted) throws IOException {
        ReentrantReadWriteLock.WriteLock lock = contents.collecting.writeLock();
        if (!lock.tryLock()) {
            return false;
        }
        try {
            Set<Digest> named = named(sites, interrupted);
            contents.forget(named);
            // Nothing can have arrived for a deploy that is not among them: announcing waits for this lock.
            int removed = blobs.collect(named, Instant.MAX);
            log.info("removed {} contents that nothing names", removed);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private Set<Digest> named(Map<String, SiteState> sites, Interrupted interrupted) {
        Set<Digest> named = new HashSet<>();
        // A state folder may hold sites that this run of the node was not started with: the database knows them all.
        for (ReleaseRow row : database.read(ReleaseRow::remaining)) {
            if (interrupted == Interrupted.REMOVED && row.state() != ReleaseRow.State.PUBLISHED) {
                continue; // where a deploy of it is under way, its draft names them below
            }
            named.add(row.manifest());
            SiteState.Published held = published(sites.get(row.site()), row.name());
            if (held != null) {
                held.files().byPath().values().forEach(file -> add(file.content(), named));
            } else if (row.state() == ReleaseRow.State.PUBLISHED || contents.sizeOf(row.manifest()) >= 0) {
                // Only a draft's manifest may be missing after a power cut; its deploy announces it again.
                addAll(releases.manifest(row), named);
            }
        }
        for (Draft draft : releases.drafts()) {
            named.add(draft.row().manifest());
            addAll(draft.files(), named);
        }
        return named;
    }

    private static SiteState.@Nullable Published published(@Nullable SiteState site, String release) {
        if (site == null) {
            return null;
        }
        site.lock.lock();
        try {
            return site.published(release);
        } finally {
            site.lock.unlock();
        }
    }

    private void addAll(List<ReleaseDraft.File> files, Set<Digest> named) {
        files.forEach(file -> add(new Digest(file.sha256()), named));
    }

    private void add(Digest content, Set<Digest> named) {
        named.add(content);
        contents.addForms(content, named);
    }
}
