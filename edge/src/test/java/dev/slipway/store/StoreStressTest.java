package dev.slipway.store;

import static dev.slipway.store.Samples.SITE;
import static dev.slipway.store.Samples.head;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything at once, on budgets that are too small: whatever is read is whole, and every buffer comes back. */
class StoreStressTest {
    private static final int PAGES = 60;

    @TempDir
    Path folder;

    @Test
    void whateverIsReadIsWhole() throws IOException {
        StoreConfig config = Samples.inMemory(1 << 20).onDisk(folder, 2 << 20, "boot");
        for (int restart = 0; restart < 3; restart++) {
            ObjectStore store = ObjectStore.open(config);
            try {
                List<CompletableFuture<Void>> threads = IntStream.range(0, 4)
                        .mapToObj(i -> CompletableFuture.runAsync(() -> work(store), Samples.BLOCKING))
                        .toList();
                threads.forEach(CompletableFuture::join);
                assertThat(store.stats().diskFailures()).isZero();
                assertThat(store.stats().damaged()).isZero();
                assertThat(store.stats().diskBytes()).isLessThanOrEqualTo(2 << 20);
            } finally {
                store.close();
            }
            Samples.await(() -> store.stats().memoryBytes() == 0); // reads may be on their way still
        }
        try (ObjectStore store = ObjectStore.open(config)) {
            store.restored().join();
            assertThat(store.stats().damaged()).isZero();
            assertThat(store.stats().objects()).isPositive();
            IntStream.range(0, PAGES).forEach(page -> read(store, page));
        }
    }

    private static void work(ObjectStore store) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        for (int i = 0; i < 2_000; i++) {
            int page = random.nextInt(PAGES);
            switch (random.nextInt(20)) {
                case 0 -> store.purge(List.of(new Selector.Label("l" + page % 7)), Mode.HARD);
                case 1 -> store.purge(List.of(new Selector.Prefix(SITE + "/" + page + ".")), Mode.SOFT);
                case 2 -> store.invalidate(List.of(key(page)));
                case 3 -> store.find(key(page)).forEach(store::remove);
                case 4, 5 -> store.find(key(page)).forEach(object -> validate(store, object, random.nextInt(600)));
                case 6, 7 -> store.find(key(page)).forEach(object -> compress(store, object));
                case 8, 9, 10, 11 -> insert(store, page, random.nextInt(20, 60_000));
                default -> read(store, page);
            }
        }
    }

    private static void insert(ObjectStore store, int page, int length) {
        String body = (page + ":" + length + ":" + "x".repeat(length)).substring(0, length);
        ByteBuf bytes = store.allocate(body.length());
        if (bytes != null) {
            bytes.writeBytes(body.getBytes(UTF_8));
            store.insert(head("/" + page + ".", body.length(), "l" + page % 7), bytes, store.sequence());
        }
    }

    private static void validate(ObjectStore store, StoredObject object, int larger) {
        ObjectHead before = object.head();
        String[] labels = IntStream.range(0, larger / 30).mapToObj(i -> "m" + i).toArray(String[]::new);
        String path = before.key().substring(SITE.length());
        store.update(object, head(path, before.response(), 0, labels), store.sequence());
    }

    private static void compress(ObjectStore store, StoredObject object) {
        ObjectHead before = object.head();
        ByteBuf body = object.body();
        if (body == null) {
            return;
        }
        int length = before.forms().getFirst().length();
        ByteBuf longer = store.allocate(length + 5);
        if (longer != null) {
            longer.writeBytes(body, body.readerIndex(), length).writeBytes("-gzip".getBytes(UTF_8));
            List<ObjectHead.Form> forms = List.of(new ObjectHead.Form("", length), new ObjectHead.Form("gzip", 5));
            store.addForms(object, new ObjectHead(before.key(), before.response(), before.labels(), forms), longer);
        }
        body.release();
    }

    /** Reads the head, then the body: what the head says of the body is so. */
    private static void read(ObjectStore store, int page) {
        for (StoredObject object : store.find(key(page))) {
            ObjectHead head = object.head();
            try {
                String body = Samples.loaded(object);
                int length = head.forms().getFirst().length();
                assertThat(body).startsWith(page + ":" + length + ":x");
                assertThat(body.substring(0, length)).matches("[0-9]+:[0-9]+:x+");
                if (head.forms().size() > 1) {
                    assertThat(body.substring(length)).isEqualTo("-gzip");
                }
                object.hit();
            } catch (CompletionException e) {
                assertThat(e).hasCauseInstanceOf(BodyLost.class); // purged, evicted, or without room, meanwhile
            }
        }
    }

    private static String key(int page) {
        return SITE + "/" + page + ".";
    }
}
