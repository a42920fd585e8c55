package dev.slipway.cli;

import dev.slipway.api.ControlClient;
import dev.slipway.api.Release;
import dev.slipway.api.ReleaseDraft;
import dev.slipway.api.UnreachableException;
import dev.slipway.release.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The sending of a release: announce, send what is missing, publish. An interruption is continued by announcing again. */
final class Upload {
    private static final long BATCH_BYTES = 4 << 20;
    private static final int PARALLEL = 2;
    private static final int ATTEMPTS = 4;
    private static final long FIRST_PAUSE_MILLIS = 20;
    private static final long LONGEST_PAUSE_MILLIS = 500;

    private final Terminal terminal;
    private final ControlClient client;
    private final String site;
    private final ReleaseFolder folder;
    private int contentsSent;
    private long bytesSent;

    Upload(Terminal terminal, ControlClient client, String site, ReleaseFolder folder) {
        this.terminal = terminal;
        this.client = client;
        this.site = site;
        this.folder = folder;
    }

    int contentsSent() {
        return contentsSent;
    }

    long bytesSent() {
        return bytesSent;
    }

    /** Returns the release when it is published. */
    Release run(ReleaseDraft draft) throws InterruptedException {
        Release release = client.announce(site, draft);
        for (int attempt = 1; !release.missing().isEmpty(); attempt++) {
            try {
                send(release.missing());
            } catch (UnreachableException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
                Thread.sleep(LONGEST_PAUSE_MILLIS);
            }
            release = client.announce(site, draft);
            if (attempt == ATTEMPTS && !release.missing().isEmpty()) {
                throw incomplete(release);
            }
        }
        return publish(release);
    }

    private void send(List<String> missing) throws InterruptedException {
        List<List<SourceFile>> batches = new ArrayList<>();
        long total = 0;
        long inBatch = BATCH_BYTES;
        List<String> digests = new ArrayList<>();
        for (String digest : missing) {
            SourceFile file = folder.byDigest().get(digest);
            if (file == null) {
                continue;
            }
            if (inBatch >= BATCH_BYTES) {
                batches.add(new ArrayList<>());
                inBatch = 0;
            }
            batches.getLast().add(file);
            digests.add(digest);
            inBatch += file.size();
            total += file.size();
        }
        try (Progress progress = Progress.of(terminal, "sending", " bytes", total)) {
            sendAll(contents(batches, digests, progress));
        }
        contentsSent += digests.size();
        bytesSent += total;
    }

    private static List<List<ControlClient.Content>> contents(
            List<List<SourceFile>> batches, List<String> digests, Progress progress) {
        List<List<ControlClient.Content>> contents = new ArrayList<>();
        int next = 0;
        for (List<SourceFile> batch : batches) {
            List<ControlClient.Content> converted = new ArrayList<>();
            for (SourceFile file : batch) {
                converted.add(new FileContent(digests.get(next++), file, progress::step));
            }
            contents.add(converted);
        }
        return contents;
    }

    private void sendAll(List<List<ControlClient.Content>> batches) throws InterruptedException {
        try (ExecutorService senders = Executors.newFixedThreadPool(PARALLEL)) {
            List<Future<Integer>> running = new ArrayList<>();
            for (List<ControlClient.Content> batch : batches) {
                running.add(senders.submit(() -> client.sendContents(site, batch)));
            }
            try {
                for (Future<Integer> batch : running) {
                    batch.get();
                }
            } catch (ExecutionException e) {
                senders.shutdownNow();
                if (e.getCause() instanceof RuntimeException cause) {
                    throw cause;
                }
                throw new IllegalStateException("sending failed", e);
            }
        }
    }

    private Release publish(Release announced) throws InterruptedException {
        if (announced.state().equals("published")) {
            return announced;
        }
        Release release = client.publish(site, announced.name());
        long pause = FIRST_PAUSE_MILLIS;
        try (Progress progress = Progress.of(terminal, "publishing", " contents", 1)) {
            while (!release.state().equals("published") && !release.state().equals("failed")) {
                Release.Progress made = release.progress();
                if (made != null) {
                    progress.to(made.done(), made.total());
                }
                Thread.sleep(pause);
                pause = Math.min(LONGEST_PAUSE_MILLIS, pause * 2);
                release = client.release(site, announced.name());
            }
        }
        if (release.state().equals("failed")) {
            throw Refusal.passing(
                    "publish-failed",
                    "The release could not be published",
                    release.name() + ": " + Words.orDash(release.problem()),
                    "a release whose every content is there and verified",
                    "see to the reason, then deploy again: what arrived is kept");
        }
        return release;
    }

    private static RuntimeException incomplete(Release release) {
        return Refusal.passing(
                "incomplete",
                "The node still misses contents",
                release.name() + " lacks " + Words.count(release.missing().size(), "content") + " after " + ATTEMPTS
                        + " rounds",
                "a node that keeps what is sent to it",
                "look at its log and its disk, then deploy again: what arrived is kept");
    }
}
