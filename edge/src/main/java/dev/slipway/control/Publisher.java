package dev.slipway.control;

import dev.slipway.api.Release;
import dev.slipway.api.ReleaseDraft;
import dev.slipway.blob.BlobStore;
import dev.slipway.blob.Compressor;
import dev.slipway.blob.Digest;
import dev.slipway.http.MediaTypes;
import dev.slipway.release.FileEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The work between the last content's arrival and the release's first answer: compress what is new, make everything
 * durable, commit. In that order, so that a release is complete before anybody can see it.
 */
final class Publisher implements AutoCloseable {
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

    private final Database database;
    private final BlobStore blobs;
    private final Contents contents;
    private final Compressor compressor;
    private final ExecutorService workers;
    private final InstantSource clock;
    private final Map<String, Job> jobs = new ConcurrentHashMap<>();

    /** @param workers runs compression; as many platform threads as it may take processors from the traffic */
    Publisher(
            Database database,
            BlobStore blobs,
            Contents contents,
            Compressor compressor,
            ExecutorService workers,
            InstantSource clock) {
        this.database = database;
        this.blobs = blobs;
        this.contents = contents;
        this.compressor = compressor;
        this.workers = workers;
        this.clock = clock;
    }

    private record Job(String release, AtomicInteger done, int total, CompletableFuture<Thread> thread) {}

    boolean isRunning(SiteState site) {
        return jobs.containsKey(site.name());
    }

    Release.@Nullable Progress progress(SiteState site, String release) {
        Job job = jobs.get(site.name());
        return job == null || !job.release().equals(release)
                ? null
                : new Release.Progress(job.done().get(), job.total());
    }

    /**
     * Starts the work on a thread of its own; {@code finished} or {@code failed} is called holding the site's lock, then
     * {@code after} without, with the failure or null.
     */
    void start(
            SiteState site,
            Draft draft,
            Runnable finished,
            Consumer<Exception> failed,
            Consumer<@Nullable Exception> after) {
        List<ReleaseDraft.File> compressible = compressible(draft.files());
        Job job = new Job(draft.row().name(), new AtomicInteger(), compressible.size() + 1, new CompletableFuture<>());
        jobs.put(site.name(), job);
        Thread thread = Thread.ofVirtual().name("publish " + draft.row().name()).start(() -> {
            Exception failure;
            contents.collecting.readLock().lock();
            try {
                failure = failureOf(draft, compressible, job);
                site.lock.lock();
                try {
                    if (failure == null) {
                        jobs.remove(site.name());
                        finished.run();
                    } else {
                        failed.accept(failure);
                    }
                } finally {
                    site.lock.unlock();
                }
            } finally {
                contents.collecting.readLock().unlock();
            }
            after.accept(failure);
            // One that failed is over when that is recorded and its room is free again.
            if (failure != null) {
                jobs.remove(site.name());
            }
        });
        job.thread().complete(thread);
    }

    /** Interrupts what is being published and waits for it, so that the database can be closed; a restart resumes it. */
    @Override
    public void close() {
        for (Job job : List.copyOf(jobs.values())) {
            Thread thread = job.thread().join();
            thread.interrupt();
            try {
                thread.join(CLOSE_WITHIN);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Null when the release is published. */
    private @Nullable Exception failureOf(Draft draft, List<ReleaseDraft.File> compressible, Job job) {
        try {
            run(draft, compressible, job);
            return null;
        } catch (IOException | RuntimeException e) {
            return e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return e;
        }
    }

    private List<ReleaseDraft.File> compressible(List<ReleaseDraft.File> files) {
        Map<String, ReleaseDraft.File> byDigest = new HashMap<>();
        for (ReleaseDraft.File file : files) {
            if (MediaTypes.isCompressible(MediaTypes.forPath(file.path()))
                    && !contents.isEncoded(new Digest(file.sha256()))) {
                byDigest.put(file.sha256(), file);
            }
        }
        return List.copyOf(byDigest.values());
    }

    private void run(Draft draft, List<ReleaseDraft.File> compressible, Job job)
            throws IOException, InterruptedException {
        Map<Digest, List<FileEntry.Encoded>> forms = compress(compressible, job);
        Map<Digest, Long> sizes = contents.sizesOfNew(draft.files());
        sizes.put(draft.row().manifest(), Files.size(blobs.path(draft.row().manifest())));
        Set<Digest> unsafe = new HashSet<>(sizes.keySet());
        forms.values().forEach(list -> list.forEach(form -> unsafe.add(form.content())));
        blobs.makeDurable(unsafe);
        database.write(handle -> {
            Contents.insert(handle, sizes, forms);
            ReleaseRow.move(
                    handle, draft.row().site(), draft.row().name(), ReleaseRow.State.PUBLISHED, clock.instant(), null);
            return true;
        });
        contents.published(sizes, forms);
        job.done().incrementAndGet();
    }

    private Map<Digest, List<FileEntry.Encoded>> compress(List<ReleaseDraft.File> files, Job job)
            throws IOException, InterruptedException {
        Map<Digest, Future<List<FileEntry.Encoded>>> running = new HashMap<>();
        for (ReleaseDraft.File file : files) {
            Digest content = new Digest(file.sha256());
            running.put(content, workers.submit(() -> {
                List<FileEntry.Encoded> forms = new ArrayList<>();
                for (Compressor.Form form : compressor.compress(blobs.path(content), file.size())) {
                    forms.add(new FileEntry.Encoded(form.coding(), blobs.put(form.bytes()), form.bytes().length));
                }
                job.done().incrementAndGet();
                return forms;
            }));
        }
        Map<Digest, List<FileEntry.Encoded>> forms = new HashMap<>();
        for (Map.Entry<Digest, Future<List<FileEntry.Encoded>>> entry : running.entrySet()) {
            try {
                forms.put(entry.getKey(), entry.getValue().get());
            } catch (ExecutionException e) {
                running.values().forEach(future -> future.cancel(true));
                throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
            }
        }
        return forms;
    }
}
