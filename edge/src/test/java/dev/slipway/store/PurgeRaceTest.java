package dev.slipway.store;

import static dev.slipway.store.Samples.SITE;
import static dev.slipway.store.Samples.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cache.Reuse.Standing;
import dev.slipway.cache.Selection;
import dev.slipway.cache.StoredResponse;
import dev.slipway.http.Fields;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * An app whose pages have a version, threads that fetch, store and validate them, and purges: when a purge has returned,
 * nothing that was fetched before it is found any more.
 */
class PurgeRaceTest {
    private static final int KEYS = 4;
    private static final int ROUNDS = 10_000;

    /** What a purge is by. */
    enum By {
        KEY,
        PREFIX,
        LABEL,
        INVALIDATION
    }

    /** The oldest version that may be found of what was purged. */
    private final Map<String, Long> oldest = new HashMap<>();

    private final AtomicLong version = new AtomicLong();
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicLong stored = new AtomicLong();
    private final AtomicLong validated = new AtomicLong();
    private ObjectStore store;

    @BeforeEach
    void open() throws IOException {
        store = ObjectStore.open(Samples.inMemory(1 << 20));
    }

    @AfterEach
    void everyBufferIsReleased() {
        store.close();
        assertThat(store.stats().memoryBytes()).isZero();
    }

    @ParameterizedTest
    @EnumSource(By.class)
    void nothingOlderIsFoundAfterASoftPurge(By by) {
        race(by, Mode.SOFT);
    }

    @ParameterizedTest
    @EnumSource(value = By.class, mode = EnumSource.Mode.EXCLUDE, names = "INVALIDATION")
    void nothingOlderIsFoundAfterAHardPurge(By by) {
        race(by, Mode.HARD);
    }

    private void race(By by, Mode mode) {
        List<CompletableFuture<Void>> others = List.of(
                CompletableFuture.runAsync(this::fetch, Samples.BLOCKING),
                CompletableFuture.runAsync(this::fetch, Samples.BLOCKING),
                CompletableFuture.runAsync(this::validate, Samples.BLOCKING));
        try {
            for (int round = 0; round < ROUNDS; round++) {
                int page = round % KEYS;
                String label = "l" + round % 3;
                long now = version.incrementAndGet();
                purge(by, mode, page, label);
                oldest.put(by == By.LABEL ? label : key(page), now);
                for (int each = 0; each < KEYS; each++) {
                    store.find(key(each)).forEach(object -> check(object, mode));
                }
            }
            Samples.await(() -> stored.get() > 100 && validated.get() > 100);
        } finally {
            over.set(true);
            others.forEach(CompletableFuture::join);
        }
    }

    /** Head and standing are read apart, so the standing counts only for a head that is still there. */
    @SuppressWarnings("ReferenceEquality")
    private void check(StoredObject object, Mode mode) {
        ObjectHead head = object.head();
        boolean answers = mode == Mode.HARD || object.standing() == Standing.GOOD;
        if (answers && head == object.head()) {
            long fetched = head.response().requestedMillis();
            assertThat(fetched).isGreaterThanOrEqualTo(oldest.getOrDefault(head.key(), 0L));
            for (String label : head.labels()) {
                assertThat(fetched).isGreaterThanOrEqualTo(oldest.getOrDefault(label, 0L));
            }
        }
    }

    private void purge(By by, Mode mode, int page, String label) {
        switch (by) {
            case KEY -> store.purge(List.of(new Selector.Key(key(page))), mode);
            case PREFIX -> store.purge(List.of(new Selector.Prefix(key(page))), mode);
            case LABEL -> store.purge(List.of(new Selector.Label(label)), mode);
            case INVALIDATION -> store.invalidate(List.of(key(page)));
        }
    }

    private void fetch() {
        while (!over.get()) {
            long started = store.sequence();
            ObjectHead head = head(version.get());
            Thread.onSpinWait();
            if (store.insert(head, bytes(store, "hello"), started) != null) {
                stored.incrementAndGet();
            }
        }
    }

    private void validate() {
        while (!over.get()) {
            long started = store.sequence();
            ObjectHead head = head(version.get());
            Thread.onSpinWait();
            for (StoredObject object : store.find(head.key())) {
                if (store.update(object, head, started)) {
                    validated.incrementAndGet();
                }
            }
        }
    }

    /** A page as the app makes it now, with a label of its own choice. */
    private static ObjectHead head(long version) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        StoredResponse response = new StoredResponse(200, Fields.EMPTY, Selection.ALL, version, version, null);
        return new ObjectHead(
                key(random.nextInt(KEYS)),
                response,
                Set.of("l" + random.nextInt(3)),
                List.of(new ObjectHead.Form("", 5)));
    }

    private static String key(int page) {
        return SITE + "/page/" + page;
    }
}
