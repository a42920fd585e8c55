package dev.slipway.store;

import static dev.slipway.store.Samples.SITE;
import static dev.slipway.store.Samples.head;
import static dev.slipway.store.Samples.insert;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The budget of memory: never exceeded, given to what is used, and given back. */
class MemoryTest {
    private static final int BUDGET = 1 << 20;

    private ObjectStore store;

    @BeforeEach
    void open() throws IOException {
        store = ObjectStore.open(Samples.inMemory(BUDGET));
    }

    @AfterEach
    void everyBufferIsReleased() {
        store.close();
        assertThat(store.stats().memoryBytes()).isZero();
    }

    @Test
    void isNeverExceededWhileManyStoreAndSlowClientsHoldOn() {
        List<CompletableFuture<Void>> clients = IntStream.range(0, 4)
                .mapToObj(i -> CompletableFuture.runAsync(this::storeAndHold, Samples.BLOCKING))
                .toList();

        clients.forEach(CompletableFuture::join);

        assertThat(store.stats().memoryEvictions()).isPositive();
        assertThat(store.stats().memoryBytes()).isPositive();
    }

    private void storeAndHold() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        Deque<ByteBuf> held = new ArrayDeque<>();
        for (int i = 0; i < 3_000; i++) {
            int page = random.nextInt(200);
            int length = random.nextInt(1, random.nextInt(10) == 0 ? BUDGET / 6 : 5_000);
            long used = store.stats().memoryBytes();
            assertThat(used).isBetween(0L, (long) BUDGET);
            ByteBuf body = store.allocate(length);
            if (body != null) {
                store.insert(head("/" + page, length), body.writeZero(length).setByte(0, page), 0);
            }
            hold(random.nextInt(200), held);
            if (held.size() > 40) {
                ByteBuf sent = held.poll();
                assertThat(sent.refCnt()).isPositive();
                sent.release();
            }
        }
        held.forEach(ByteBuf::release);
    }

    private void hold(int page, Deque<ByteBuf> held) {
        for (StoredObject object : store.find(SITE + "/" + page)) {
            ByteBuf body = object.body();
            if (body != null) {
                assertThat((int) body.getUnsignedByte(0)).isEqualTo(page);
                assertThat(body.readableBytes()).isEqualTo((int) object.bodyLength());
                object.hit();
                held.add(body);
            }
        }
    }

    @Test
    void nothingIsStoredWhileClientsHoldAllOfIt() {
        List<ByteBuf> held = new ArrayList<>();
        for (ByteBuf buffer = store.allocate(10_000); buffer != null; buffer = store.allocate(10_000)) {
            held.add(buffer);
        }
        assertThat(store.stats().memoryBytes()).isGreaterThan(BUDGET - 10_000);
        assertThat(store.insert(head("/a", 20_000), Samples.heapBytes("x".repeat(20_000)), 0))
                .isNull();

        held.forEach(ByteBuf::release);

        assertThat(store.stats().memoryBytes()).isZero();
        for (int i = 0; i < 300; i++) {
            insert(store, "/" + i, "x".repeat(10_000));
        }
        assertThat(store.stats().memoryBytes()).as("grown again").isGreaterThan(BUDGET * 3 / 4);
    }

    @Test
    void whatIsStoredMakesRoomForWhatArrives() {
        for (int i = 0; i < 300; i++) {
            insert(store, "/" + i, "x".repeat(10_000));
        }
        List<ByteBuf> arriving =
                IntStream.range(0, 90).mapToObj(i -> store.allocate(10_000)).toList();

        assertThat(arriving).doesNotContainNull();
        assertThat(store.stats().memoryBytes()).isLessThanOrEqualTo(BUDGET);
        arriving.forEach(ByteBuf::release);
    }

    @Test
    void whatIsTooLargeForItsShareIsNotStored() {
        assertThat(store.allocate(BUDGET / 8 + 1)).isNull();
        assertThat(insert(store, "/a", "x".repeat(BUDGET / 8))).isNotNull();
    }

    @Test
    void favouritesOutliveStrangers() {
        for (int i = 0; i < 40; i++) {
            insert(store, "/favourite/" + i, "x".repeat(10_000));
        }
        for (int i = 0; i < 2_000; i++) {
            insert(store, "/stranger/" + i, "x".repeat(10_000));
            store.find(SITE + "/favourite/" + i % 40).forEach(StoredObject::hit);
        }

        long left = IntStream.range(0, 40)
                .filter(i -> !store.find(SITE + "/favourite/" + i).isEmpty())
                .count();
        assertThat(left).isGreaterThan(35);
    }

    @Test
    void headsHaveABudgetOfTheirOwn() throws IOException {
        StoreConfig config = Samples.inMemory(BUDGET);
        StoreConfig small = new StoreConfig(
                BUDGET,
                200L * head("/favourite/1", 0, "a").heapBytes(),
                null,
                0,
                null,
                config.blocking(),
                config.clock());
        try (ObjectStore heads = ObjectStore.open(small)) {
            for (int i = 0; i < 100; i++) {
                StoredObject object = heads.insert(head("/favourite/" + i, 0, "a"), Samples.heapBytes(""), 0);
                for (int hit = 0; hit < 10 && object != null; hit++) {
                    object.hit();
                }
            }
            for (int i = 0; i < 1_000; i++) {
                heads.insert(head("/stranger/" + i, 0, "a"), Samples.heapBytes(""), 0);
                heads.find(SITE + "/favourite/" + i % 100).forEach(StoredObject::hit);
                assertThat(heads.stats().headBytes())
                        .isLessThanOrEqualTo(heads.stats().headBudget());
            }

            long left = IntStream.range(0, 100)
                    .filter(i -> !heads.find(SITE + "/favourite/" + i).isEmpty())
                    .count();
            assertThat(left).isGreaterThan(90);
            assertThat(heads.stats().objects()).isBetween(190L, 200L);
            assertThat(heads.stats().objectEvictions()).isGreaterThanOrEqualTo(900);
        }
    }

    @Test
    void aHeadThatIsTooLargeIsNotStored() {
        String[] labels = IntStream.range(0, 100_000).mapToObj(i -> "label" + i).toArray(String[]::new);

        assertThat(store.insert(head("/a", 1, labels), Samples.heapBytes("x"), 0))
                .isNull();
        assertThat(store.stats().objects()).isZero();
    }
}
