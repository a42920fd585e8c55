package dev.slipway.store;

import static dev.slipway.store.Samples.SITE;
import static dev.slipway.store.Samples.bytes;
import static dev.slipway.store.Samples.head;
import static dev.slipway.store.Samples.insert;
import static dev.slipway.store.Samples.language;
import static dev.slipway.store.Samples.loaded;
import static dev.slipway.store.Samples.response;
import static dev.slipway.store.Samples.stored;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cache.Reuse.Standing;
import dev.slipway.cache.Selection;
import dev.slipway.cache.StoredResponse;
import dev.slipway.http.Fields;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What outlives the process, on a disk that works. */
class DiskStoreTest {
    @TempDir
    Path folder;

    private StoreConfig config;
    private ObjectStore store;

    @BeforeEach
    void open() throws IOException {
        config = Samples.onDisk(folder.resolve("cache"));
        store = ObjectStore.open(config);
    }

    @AfterEach
    void everyBufferIsReleased() {
        store.close();
        assertThat(store.stats().memoryBytes()).isZero();
    }

    /** Another process on the same folder. */
    private void restart() throws IOException {
        store.close();
        assertThat(store.stats().memoryBytes()).isZero();
        store = ObjectStore.open(config);
        store.restored().join();
    }

    @Test
    void aRestartAnswersFromDisk() throws IOException {
        Fields fields = Fields.of("Content-Type", "text/html", "X-Odd", "", "X-Latin", "\u00e9 \u00ff");
        StoredResponse response =
                new StoredResponse(206, fields, language("de"), 5, 7, new StoredResponse.Part(0, 6, 100));
        ObjectHead head = new ObjectHead(
                SITE + "/a?b=c",
                response,
                Set.of("one", "two words"),
                List.of(new ObjectHead.Form("", 5), new ObjectHead.Form("br", 2)));
        insert(store, head, "helloBR", store.sequence());

        restart();

        StoredObject object = store.find(SITE + "/a?b=c").getFirst();
        assertThat(object.body()).isNull();
        assertThat(object.head().labels()).isEqualTo(head.labels());
        assertThat(object.head().forms()).isEqualTo(head.forms());
        StoredResponse restored = object.head().response();
        assertThat(restored.status()).isEqualTo(206);
        assertThat(restored.fields()).isEqualTo(fields);
        assertThat(restored.selection()).isEqualTo(language("de"));
        assertThat(restored.requestedMillis()).isEqualTo(5);
        assertThat(restored.receivedMillis()).isEqualTo(7);
        assertThat(restored.part()).isEqualTo(response.part());
        assertThat(object.standing()).isEqualTo(Standing.GOOD);
        assertThat(loaded(object)).isEqualTo("helloBR");
        assertThat(Samples.text(object)).as("in memory now").isEqualTo("helloBR");
        assertThat(store.match(List.of(new Selector.Label("two words"))).matched())
                .isEqualTo(1);
        assertThat(store.stats().diskReads()).isEqualTo(1);
    }

    @Test
    void variantsComeBackNewestFirst() throws IOException {
        IntStream.range(0, 5).forEach(i -> insert(store, head("/a", language("l" + i), 2), "v" + i, 0));

        restart();

        assertThat(store.find(SITE + "/a").stream().map(Samples::loaded)).containsExactly("v4", "v3", "v2", "v1", "v0");
    }

    @Test
    void whatWasReplacedOrRemovedStaysAway() throws IOException {
        stored(store, "/a", "first");
        stored(store, "/a", "second");
        store.remove(stored(store, "/b", "removed"));

        restart();

        assertThat(store.find(SITE + "/a").stream().map(Samples::loaded)).containsExactly("second");
        assertThat(store.find(SITE + "/b")).isEmpty();
        restart();
        assertThat(store.stats().objects()).isEqualTo(1);
    }

    @Test
    void aValidationIsKept() throws IOException {
        stored(store, "/a", "hello", "old");
        restart();
        StoredObject object = store.find(SITE + "/a").getFirst();
        assertThat(store.update(object, head("/a", response(Selection.ALL, "max-age=7"), 5, "new"), store.sequence()))
                .isTrue();

        restart();

        object = store.find(SITE + "/a").getFirst();
        assertThat(object.head().response().fields().get("Cache-Control")).isEqualTo("max-age=7");
        assertThat(object.head().labels()).containsExactly("new");
        assertThat(loaded(object)).isEqualTo("hello");
    }

    @Test
    void aHeadThatOutgrowsItsFileMovesWithTheBody() throws IOException {
        stored(store, "/a", "hello");
        restart();
        StoredObject object = store.find(SITE + "/a").getFirst();
        String large = "max-age=7, x=" + "y".repeat(2_000);
        assertThat(store.update(object, head("/a", response(Selection.ALL, large), 5), store.sequence()))
                .isTrue();

        restart();

        object = store.find(SITE + "/a").getFirst();
        assertThat(object.head().response().fields().get("Cache-Control")).isEqualTo(large);
        assertThat(loaded(object)).isEqualTo("hello");
        assertThat(store.stats().diskBytes()).isEqualTo(4096);
    }

    @Test
    void addedFormsAreKept() throws IOException {
        StoredObject object = stored(store, "/a", "hello");
        ObjectHead head = new ObjectHead(
                SITE + "/a",
                object.head().response(),
                Set.of(),
                List.of(new ObjectHead.Form("", 5), new ObjectHead.Form("gzip", 2)));
        store.addForms(object, head, bytes(store, "helloGZ"));

        restart();

        object = store.find(SITE + "/a").getFirst();
        assertThat(object.head().forms()).hasSize(2);
        assertThat(loaded(object)).isEqualTo("helloGZ");
        assertThat(store.stats().objects()).isEqualTo(1);
    }

    @Test
    void sequencesRiseOverRestarts() throws IOException {
        long purge = store.purge(List.of(new Selector.Key("x")), Mode.SOFT).sequence();

        restart();

        assertThat(store.sequence()).isGreaterThanOrEqualTo(purge);
        assertThat(store.purge(List.of(new Selector.Key("x")), Mode.SOFT).sequence())
                .isGreaterThan(purge);
    }

    @Test
    void manyAskForOneBodyAndItIsReadOnce() throws IOException {
        stored(store, "/a", "hello");
        restart();
        StoredObject object = store.find(SITE + "/a").getFirst();

        List<CompletableFuture<ByteBuf>> all =
                IntStream.range(0, 100).mapToObj(i -> object.load()).toList();

        assertThat(all.stream().map(future -> Samples.text(future.join()))).containsOnly("hello");
        assertThat(store.stats().diskReads()).isEqualTo(1);
    }

    @Test
    void whatIsTooLargeForMemoryIsReadEachTime() throws IOException {
        String large = "x".repeat(1_500_000); // of 8 MiB: more than an eighth, less than a quarter
        stored(store, "/large", large);
        restart();
        StoredObject object = store.find(SITE + "/large").getFirst();

        assertThat(loaded(object)).isEqualTo(large);
        assertThat(object.body()).isNull();
        assertThat(loaded(object)).isEqualTo(large);
        assertThat(store.stats().memoryBytes()).isZero();
    }

    @Test
    void whatLeavesMemoryIsStillFound() throws IOException {
        String body = "x".repeat(100_000);
        for (int i = 0; i < 200; i++) {
            insert(store, "/" + i, body);
            Samples.awaitWrites(store, i + 1); // as fast as the disk is
        }

        assertThat(store.stats().objects()).isEqualTo(200);
        assertThat(store.stats().memoryEvictions()).isPositive();
        for (int i = 0; i < 200; i++) {
            assertThat(loaded(store.find(SITE + "/" + i).getFirst())).isEqualTo(body);
        }
    }

    /** A disk that does nothing until it is told to: what waits for it, and how to let that go on. */
    private static final class HeldDisk implements Executor {
        private final BlockingQueue<Runnable> heldBack = new LinkedBlockingQueue<>();
        private final AtomicBoolean holds = new AtomicBoolean();

        @Override
        public void execute(Runnable task) {
            (holds.get() ? (Executor) heldBack::add : Samples.BLOCKING).execute(task);
        }

        void hold() {
            holds.set(true);
        }

        void letGo() {
            holds.set(false);
            heldBack.forEach(Samples.BLOCKING::execute);
        }
    }

    private HeldDisk openOnHeldDisk() throws IOException {
        HeldDisk disk = new HeldDisk();
        store.close();
        config = new StoreConfig(
                config.memoryBytes(),
                config.headBytes(),
                config.folder(),
                config.diskBytes(),
                config.bootId(),
                disk,
                config.clock());
        store = ObjectStore.open(config);
        store.restored().join();
        return disk;
    }

    @Test
    void aSlowDiskHoldsUpOnlyWhoReadsFromIt() throws IOException {
        stored(store, "/on-disk", "hello");
        HeldDisk disk = openOnHeldDisk();
        disk.hold();
        StoredObject cold = store.find(SITE + "/on-disk").getFirst();
        CompletableFuture<ByteBuf> waiting = cold.load();
        for (int i = 0; i < 100; i++) {
            StoredObject warm = stored(store, "/" + i, "page " + i);
            assertThat(loaded(warm)).isEqualTo("page " + i);
        }
        assertThat(waiting).isNotDone();
        disk.letGo();
        assertThat(Samples.text(waiting.join())).isEqualTo("hello");
    }

    @Test
    void whatCameFasterThanTheDiskWritesIsWrittenWhenItHasTime() throws IOException {
        HeldDisk disk = openOnHeldDisk();
        disk.hold();
        for (int i = 0; i < 3_000; i++) {
            stored(store, "/" + i, "page " + i);
        }
        assertThat(store.stats().diskSkipped()).isPositive();
        disk.letGo();
        Samples.await(() -> store.stats().diskWrites() == 3_000);
        restart();
        for (int i = 0; i < 3_000; i++) {
            assertThat(store.find(SITE + "/" + i)).hasSize(1);
        }
    }

    @Test
    void theDiskStaysUnderItsBudget() throws IOException {
        store.close();
        config = Samples.inMemory(1 << 20).onDisk(folder.resolve("small"), 40 * 4096, "this boot");
        store = ObjectStore.open(config);
        for (int i = 0; i < 200; i++) {
            insert(store, "/" + i, "x".repeat(3_000));
            Samples.awaitWrites(store, i + 1);
            assertThat(store.stats().diskBytes()).isLessThanOrEqualTo(40 * 4096);
        }
        assertThat(store.stats().diskEvictions()).isGreaterThanOrEqualTo(160);

        restart();

        assertThat(store.stats().objects()).isBetween(30L, 40L);
    }
}
