package dev.slipway.exchange;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.slipway.blob.Digest;
import dev.slipway.body.MemoryBudget;
import dev.slipway.http.EntityTag;
import dev.slipway.http.Fields;
import dev.slipway.release.FileEntry;
import dev.slipway.site.Route;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The release files that were asked for lately, ready to write, under a budget of bytes. A thousand requests for a cold
 * file read it once.
 */
final class ReadyFiles {
    /** Larger files are sent from disk by the kernel, without passing through the process. */
    static final int IN_MEMORY_BYTES = 1 << 20;

    private static final int TAG_DIGITS = 32;

    private final AsyncCache<Key, ReadyFile> files;
    private final MemoryBudget budget;
    private final Function<Digest, Path> blobs;
    private final Executor blocking;

    /**
     * @param budgetBytes what all of them together may take, those included that left the cache and are still being sent
     * @param blobs where a content lies
     * @param blocking runs the reads
     */
    ReadyFiles(long budgetBytes, Function<Digest, Path> blobs, Executor blocking) {
        this.blobs = blobs;
        this.blocking = blocking;
        this.budget = new MemoryBudget(budgetBytes);
        this.files = Caffeine.newBuilder()
                .executor(Runnable::run)
                .maximumWeight(budgetBytes - spare(budgetBytes))
                .<Key, ReadyFile>weigher((key, file) -> file.weight())
                .removalListener((key, file, cause) -> {
                    if (file != null) {
                        file.release();
                    }
                })
                .buildAsync();
    }

    /** Room for what is on its way into the cache, or left it while a slow client reads it. */
    private static long spare(long budgetBytes) {
        return Math.max(budgetBytes / 8, Math.min(budgetBytes / 2, 2L * IN_MEMORY_BYTES));
    }

    /**
     * Which file in which dress: the release's name and the route's fields are part of its head.
     *
     * @param release the live release, or empty for fingerprinted files, which are the same in all
     */
    record Key(FileEntry file, FileEntry.@Nullable Encoded encoded, Route route, String release, boolean indexed) {
        /** Entries live as long as their release, so that identity says it, and faster; a rollback may make a route anew. */
        @Override
        @SuppressWarnings("ReferenceEquality")
        public boolean equals(@Nullable Object other) {
            return other instanceof Key key
                    && file == key.file
                    && encoded == key.encoded
                    && indexed == key.indexed
                    && release.equals(key.release)
                    && route.equals(key.route);
        }

        @Override
        public int hashCode() {
            int hash = System.identityHashCode(file) * 31 + route.name().hashCode();
            return (hash * 31 + System.identityHashCode(encoded)) * 31 + release.hashCode();
        }
    }

    /** The file, complete at once when it is in memory; fails where the disk does. */
    CompletableFuture<ReadyFile> get(Key key) {
        CompletableFuture<ReadyFile> present = files.getIfPresent(key);
        if (present != null) {
            return present;
        }
        CompletableFuture<ReadyFile> read =
                files.get(key, (wanted, executor) -> CompletableFuture.supplyAsync(() -> load(wanted), blocking));
        read.thenAccept(file -> {
            if (file.bytes() == null && file.size() <= IN_MEMORY_BYTES) {
                // There was no room, which the next request may find.
                files.asMap().remove(key, read);
            }
        });
        return read;
    }

    void close() {
        files.synchronous().invalidateAll();
    }

    private ReadyFile load(Key key) {
        FileEntry.Encoded encoded = key.encoded();
        Digest content = encoded == null ? key.file().content() : encoded.content();
        long size = encoded == null ? key.file().size() : encoded.size();
        Path path = blobs.apply(content);
        EntityTag tag = EntityTag.strong(content.hex().substring(0, TAG_DIGITS));
        try {
            ByteBuf bytes = size <= IN_MEMORY_BYTES ? budget.read(path, (int) size) : null;
            return ReadyFile.of(fields(key, tag), tag, null, size, bytes, path);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "content " + content + " of " + key.file().path() + " cannot be read", e);
        }
    }

    private static Fields fields(Key key, EntityTag tag) {
        FileEntry file = key.file();
        Fields.Builder fields = Fields.builder()
                .add("Content-Type", file.mediaType())
                .add("Cache-Control", file.fingerprinted() ? "public, max-age=31536000, immutable" : "no-cache")
                .add("ETag", tag.toString())
                .add("Accept-Ranges", "bytes")
                .add("X-Content-Type-Options", "nosniff")
                .add("Cache-Status", "slipway; hit; detail=release");
        if (key.encoded() != null) {
            fields.add("Content-Encoding", key.encoded().coding());
        }
        if (!file.encoded().isEmpty()) {
            fields.add("Vary", "Accept-Encoding");
        }
        if (!file.fingerprinted()) {
            fields.add(Exchange.RELEASE_FIELD, key.release());
        }
        return RouteFields.dress(fields, key.route(), key.indexed()).build();
    }
}
