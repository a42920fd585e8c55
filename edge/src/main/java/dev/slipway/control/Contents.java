package dev.slipway.control;

import dev.slipway.api.ReleaseDraft;
import dev.slipway.blob.BlobStore;
import dev.slipway.blob.Digest;
import dev.slipway.http.MediaTypes;
import dev.slipway.release.FileEntry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jdbi.v3.core.Handle;

/** Which contents the node has: durable ones by the database, and those that arrived for a draft since the start. */
final class Contents {
    /** Held while a draft is announced and while contents are collected: what is promised to be here must stay. */
    final ReentrantLock collecting = new ReentrantLock();

    private final Database database;
    private final BlobStore blobs;
    private final Set<Digest> durable = ConcurrentHashMap.newKeySet();
    private final Set<Digest> arrived = ConcurrentHashMap.newKeySet();
    private final Map<Digest, List<FileEntry.Encoded>> encoded = new ConcurrentHashMap<>();

    Contents(Database database, BlobStore blobs) {
        this.database = database;
        this.blobs = blobs;
        database.read(handle -> {
            handle.createQuery("select digest from content")
                    .map((row, context) -> new Digest(row.getString(1)))
                    .forEach(durable::add);
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
            if (!durable.contains(digest) && !arrived.contains(digest) && !missing.contains(digest.hex())) {
                if (blobs.exists(digest) && verified(digest, file.size())) {
                    arrived.add(digest);
                } else {
                    missing.add(digest.hex());
                }
            }
        }
        return List.copyOf(missing);
    }

    /** A content of an earlier run that nobody vouches for: read again before it is believed. */
    private boolean verified(Digest digest, long size) {
        try {
            return blobs.verify(digest, size);
        } catch (java.io.IOException e) {
            return false;
        }
    }

    void arrived(Digest digest) {
        arrived.add(digest);
    }

    boolean isDurable(Digest digest) {
        return durable.contains(digest);
    }

    /** Whether compressing was tried already. */
    boolean isEncoded(Digest content) {
        return encoded.containsKey(content);
    }

    /** Records contents as durable, within the transaction that publishes their release. */
    static void insert(Handle handle, Map<Digest, Long> sizes, Map<Digest, List<FileEntry.Encoded>> forms) {
        if (!sizes.isEmpty()) {
            var batch = handle.prepareBatch("insert or ignore into content (digest, size) values (:digest, :size)");
            sizes.forEach((digest, size) ->
                    batch.bind("digest", digest.hex()).bind("size", size).add());
            batch.execute();
        }
        if (!forms.isEmpty()) {
            var batch = handle.prepareBatch("""
                    insert or ignore into encoded (content, coding, digest, size)
                    values (:content, :coding, :digest, :size)
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
        durable.addAll(sizes.keySet());
        arrived.removeAll(sizes.keySet());
        encoded.putAll(forms);
    }

    /** Entries for those files; one that an earlier release has just so is used again, for memory's sake. */
    List<FileEntry> entries(List<ReleaseDraft.File> files, dev.slipway.release.HeldReleases held) {
        List<FileEntry> entries = new ArrayList<>(files.size());
        var newest = held.newestFirst().isEmpty() ? null : held.newestFirst().getFirst();
        for (ReleaseDraft.File file : files) {
            Digest content = new Digest(file.sha256());
            FileEntry entry = new FileEntry(
                    file.path(),
                    content,
                    file.size(),
                    MediaTypes.forPath(file.path()),
                    file.fingerprinted(),
                    encoded.getOrDefault(content, List.of()));
            FileEntry known = newest == null ? null : newest.find(file.path());
            entries.add(entry.equals(known) ? known : entry);
        }
        return entries;
    }

    /** Forgets what was collected. */
    void forget(Set<Digest> named) {
        List<Digest> gone =
                durable.stream().filter(digest -> !named.contains(digest)).toList();
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
            if (!durable.contains(digest)) {
                sizes.put(digest, file.size());
            }
        }
        return sizes;
    }
}
