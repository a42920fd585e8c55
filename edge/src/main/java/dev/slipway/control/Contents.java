package dev.slipway.control;

import dev.slipway.api.ReleaseDraft;
import dev.slipway.blob.BlobStore;
import dev.slipway.blob.Digest;
import dev.slipway.http.MediaTypes;
import dev.slipway.release.FileEntry;
import dev.slipway.release.ReleaseFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which contents the node has: durable ones by the database, and those that arrived for a draft since the start. */
final class Contents {
    private static final Logger log = LoggerFactory.getLogger(Contents.class);

    /**
     * Read-held while a draft is announced or a release is published, write-held while contents are collected: what is
     * promised to be here must stay, and compressed forms have no name before their release is committed.
     */
    final ReentrantReadWriteLock collecting = new ReentrantReadWriteLock();

    private final Database database;
    private final BlobStore blobs;
    private final Map<Digest, Long> durable = new ConcurrentHashMap<>();
    private final Map<Digest, Long> arrived = new ConcurrentHashMap<>();
    private final Map<Digest, List<FileEntry.Encoded>> encoded = new ConcurrentHashMap<>();

    Contents(Database database, BlobStore blobs) {
        this.database = database;
        this.blobs = blobs;
        database.read(handle -> {
            handle.createQuery("select digest, size from content")
                    .map((row, context) -> Map.entry(new Digest(row.getString(1)), row.getLong(2)))
                    .forEach(content -> durable.put(content.getKey(), content.getValue()));
            loadEncoded(handle);
            return true;
        });
    }

    private void loadEncoded(Handle handle) {
        handle.createQuery("select content, coding, digest, size from encoded")
                .map((row, context) -> {
                    List<FileEntry.Encoded> forms =
                            encoded.computeIfAbsent(new Digest(row.getString("content")), key -> new ArrayList<>());
                    if (row.getString("digest") != null) {
                        forms.add(new FileEntry.Encoded(
                                row.getString("coding"), new Digest(row.getString("digest")), row.getLong("size")));
                    }
                    return forms;
                })
                .forEach(forms -> forms.sort(Comparator.comparingLong(FileEntry.Encoded::size)));
    }

    /** The digests among those files whose content is not here yet, each once, in the order of the files. */
    List<String> missing(List<ReleaseDraft.File> files) {
        Set<String> missing = new LinkedHashSet<>();
        for (ReleaseDraft.File file : files) {
            Digest digest = new Digest(file.sha256());
            if (sizeOf(digest) < 0) {
                missing.add(digest.hex());
            }
        }
        return List.copyOf(missing);
    }

    /** The length of a content that is here, or -1. One of an earlier run that nobody vouches for is read again first. */
    long sizeOf(Digest digest) {
        if (!blobs.exists(digest)) {
            // Also one that somebody removed from the folder by hand: sending it again mends that.
            durable.remove(digest);
            arrived.remove(digest);
            return -1;
        }
        Long known = durable.getOrDefault(digest, arrived.get(digest));
        if (known != null) {
            return known;
        }
        try {
            long size = blobs.size(digest);
            if (!blobs.verify(digest, size)) {
                return -1;
            }
            arrived.put(digest, size);
            return size;
        } catch (IOException e) {
            log.warn("content {} is here but cannot be read; it counts as missing", digest, e);
            return -1;
        }
    }

    void arrived(Digest digest, long size) {
        arrived.put(digest, size);
    }

    /** Whether compressing was tried already. */
    boolean isEncoded(Digest content) {
        return encoded.containsKey(content);
    }

    /** Records contents as durable, within the transaction that publishes their release. */
    static void insert(Handle handle, Map<Digest, Long> sizes, Map<Digest, List<FileEntry.Encoded>> forms) {
        if (!sizes.isEmpty()) {
            var batch = handle.prepareBatch("""
                    insert into content (digest, size) values (:digest, :size) on conflict do nothing
                    """);
            sizes.forEach((digest, size) ->
                    batch.bind("digest", digest.hex()).bind("size", size).add());
            batch.execute();
        }
        if (!forms.isEmpty()) {
            var batch = handle.prepareBatch("""
                    insert into encoded (content, coding, digest, size)
                    values (:content, :coding, :digest, :size) on conflict do nothing
                    """);
            forms.forEach((content, list) -> {
                if (list.isEmpty()) {
                    batch.bind("content", content.hex())
                            .bind("coding", "none")
                            .bind("digest", (String) null)
                            .bind("size", 0L)
                            .add();
                }
                list.forEach(form -> batch.bind("content", content.hex())
                        .bind("coding", form.coding())
                        .bind("digest", form.content().hex())
                        .bind("size", form.size())
                        .add());
            });
            batch.execute();
        }
    }

    /** After that transaction. */
    void published(Map<Digest, Long> sizes, Map<Digest, List<FileEntry.Encoded>> forms) {
        durable.putAll(sizes);
        arrived.keySet().removeAll(sizes.keySet());
        encoded.putAll(forms);
    }

    /** Entries for those files; one that the release before has just so is used again, for memory's sake. */
    List<FileEntry> entries(List<ReleaseDraft.File> files, ReleaseFiles before) {
        List<FileEntry> entries = new ArrayList<>(files.size());
        for (ReleaseDraft.File file : files) {
            FileEntry known = before.find(file.path());
            entries.add(known != null && isSame(known, file) ? known : entry(file));
        }
        return entries;
    }

    private boolean isSame(FileEntry known, ReleaseDraft.File file) {
        return known.content().hex().equals(file.sha256())
                && known.size() == file.size()
                && known.fingerprinted() == file.fingerprinted()
                && known.encoded().equals(encoded.getOrDefault(known.content(), List.of()));
    }

    private FileEntry entry(ReleaseDraft.File file) {
        Digest content = new Digest(file.sha256());
        return new FileEntry(
                file.path(),
                content,
                file.size(),
                MediaTypes.forPath(file.path()),
                file.fingerprinted(),
                encoded.getOrDefault(content, List.of()));
    }

    /** Forgets what is about to be collected. */
    void forget(Set<Digest> named) {
        arrived.keySet().removeIf(digest -> !named.contains(digest));
        List<Digest> gone = durable.keySet().stream()
                .filter(digest -> !named.contains(digest))
                .toList();
        if (gone.isEmpty()) {
            return;
        }
        database.write(handle -> {
            var contents = handle.prepareBatch("delete from content where digest = :digest");
            var forms = handle.prepareBatch("delete from encoded where content = :digest");
            for (Digest digest : gone) {
                contents.bind("digest", digest.hex()).add();
                forms.bind("digest", digest.hex()).add();
            }
            contents.execute();
            forms.execute();
            return true;
        });
        gone.forEach(durable::remove);
        gone.forEach(encoded::remove);
    }

    /** Every form of those contents. */
    void addForms(Digest content, Set<Digest> to) {
        for (FileEntry.Encoded form : encoded.getOrDefault(content, List.of())) {
            to.add(form.content());
        }
    }

    Map<Digest, Long> sizesOfNew(List<ReleaseDraft.File> files) {
        Map<Digest, Long> sizes = new HashMap<>();
        for (ReleaseDraft.File file : files) {
            Digest digest = new Digest(file.sha256());
            if (!durable.containsKey(digest)) {
                sizes.put(digest, file.size());
            }
        }
        return sizes;
    }
}
