package dev.slipway.control;

import dev.slipway.blob.BlobStore;
import dev.slipway.blob.Digest;
import dev.slipway.release.FileEntry;
import dev.slipway.site.Retention;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets go of releases that neither limit holds any more, and then removes the contents that nothing names. Never one that
 * is live, or that a rollback would return to.
 */
final class RetentionRun {
    private static final Logger log = LoggerFactory.getLogger(RetentionRun.class);

    /** Contents younger than this are left alone: a deploy that is just being announced may name them. */
    private static final Duration YOUNG = Duration.ofMinutes(10);

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

    /** Lets go of what a site no longer holds; true when there was any. */
    boolean letGo(SiteState site) {
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

    /** Removes the contents that no held release and no deploy under way names. */
    void collect(Collection<SiteState> sites) throws IOException {
        contents.collecting.lock();
        try {
            Set<Digest> named = named(sites);
            contents.forget(named);
            int removed = blobs.collect(named, clock.instant().minus(YOUNG));
            log.info("removed {} contents that nothing names", removed);
        } finally {
            contents.collecting.unlock();
        }
    }

    private Set<Digest> named(Collection<SiteState> sites) {
        Set<Digest> named = new HashSet<>();
        for (SiteState site : sites) {
            site.lock.lock();
            try {
                for (SiteState.Published release : site.published()) {
                    named.add(release.row().manifest());
                    for (FileEntry file : release.files().byPath().values()) {
                        named.add(file.content());
                        contents.addForms(file.content(), named);
                    }
                }
            } finally {
                site.lock.unlock();
            }
        }
        for (Draft draft : releases.drafts().values()) {
            named.add(draft.row().manifest());
            draft.files().forEach(file -> {
                Digest content = new Digest(file.sha256());
                named.add(content);
                contents.addForms(content, named);
            });
        }
        return named;
    }
}
