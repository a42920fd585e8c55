package dev.slipway.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.slipway.cache.Selection;
import dev.slipway.cache.StoredResponse;
import dev.slipway.http.Fields;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Responses to store, and stores to put them in. */
final class Samples {
    static final String SITE = "http://shop.localhost:8080";

    /** Virtual threads, as in a node. */
    static final Executor BLOCKING = task -> Thread.ofVirtual().start(task);

    private static final Duration MOST_WAITING = Duration.ofSeconds(60);

    private Samples() {}

    static StoreConfig inMemory(long memoryBytes) {
        return new StoreConfig(memoryBytes, 64 << 20, null, 0, null, BLOCKING, InstantSource.system());
    }

    static StoreConfig onDisk(Path folder) {
        return inMemory(8 << 20).onDisk(folder, 64 << 20, "this boot");
    }

    static ObjectHead head(String path, int length, String... labels) {
        return head(path, Selection.ALL, length, labels);
    }

    static ObjectHead head(String path, Selection selection, int length, String... labels) {
        return head(path, response(selection, "max-age=60"), length, labels);
    }

    static ObjectHead head(String path, StoredResponse response, int length, String... labels) {
        return new ObjectHead(SITE + path, response, Set.of(labels), List.of(new ObjectHead.Form("", length)));
    }

    static StoredResponse response(Selection selection, String cacheControl) {
        Fields fields = Fields.of("Content-Type", "text/html", "Cache-Control", cacheControl);
        return new StoredResponse(200, fields, selection, 1_000, 1_250, null);
    }

    static Selection language(String language) {
        return new Selection(List.of("accept-language"), List.of(language));
    }

    /** Stores a page whose body is that text, as a fetch that begins now. */
    static @Nullable StoredObject insert(ObjectStore store, String path, String body, String... labels) {
        return insert(store, head(path, body.length(), labels), body, store.sequence());
    }

    static @Nullable StoredObject insert(ObjectStore store, ObjectHead head, String body, long started) {
        return store.insert(head, bytes(store, body), started);
    }

    static StoredObject stored(ObjectStore store, String path, String body, String... labels) {
        return requireNonNull(insert(store, path, body, labels), "stored");
    }

    static ByteBuf bytes(ObjectStore store, String text) {
        ByteBuf buffer = requireNonNull(store.allocate(text.length()), "room");
        return buffer.writeBytes(text.getBytes(UTF_8));
    }

    static ByteBuf heapBytes(String text) {
        return Unpooled.copiedBuffer(text, UTF_8);
    }

    /** The text of a body in memory, or null. */
    static @Nullable String text(StoredObject object) {
        return text(object.body());
    }

    static @Nullable String text(@Nullable ByteBuf body) {
        if (body == null) {
            return null;
        }
        try {
            return body.toString(UTF_8);
        } finally {
            body.release();
        }
    }

    /** Waits for something that other threads are about to do. */
    static void await(BooleanSupplier done) {
        long deadline = System.nanoTime() + MOST_WAITING.toNanos();
        while (!done.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not done in " + MOST_WAITING);
            }
            Thread.onSpinWait();
        }
    }

    /** Waits until that many bodies were written since the store was opened. */
    static void awaitWrites(ObjectStore store, int writes) {
        await(() -> store.stats().diskWrites() >= writes);
    }

    /** The text of a body, from disk where it is not in memory. */
    static String loaded(StoredObject object) {
        return requireNonNull(text(object.load().join()));
    }

    /** What is found under a path: texts of what is in memory, newest first. */
    static List<String> found(ObjectStore store, String path) {
        return store.find(SITE + path).stream()
                .map(object -> String.valueOf(text(object)))
                .toList();
    }
}
