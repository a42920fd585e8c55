package dev.slipway.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The figures that operators read. */
class StoreStatsTest {
    @TempDir
    Path folder;

    @Test
    void keysVariantsAndWhereTheBodiesAre() throws IOException {
        try (ObjectStore store = ObjectStore.open(Samples.onDisk(folder))) {
            Samples.insert(store, Samples.head("/a", Samples.language("de"), 5), "hallo", store.sequence());
            Samples.insert(store, Samples.head("/a", Samples.language("en"), 5), "hello", store.sequence());
            StoredObject gone = Samples.stored(store, "/b", "other");
            Samples.awaitWrites(store, 3);
            StoreStats full = store.stats();
            assertThat(full.keys()).isEqualTo(2);
            assertThat(full.objects()).isEqualTo(3);
            assertThat(full.inMemory()).isEqualTo(3);
            assertThat(full.onDisk()).isEqualTo(3);

            store.remove(gone);
            Samples.await(() -> store.stats().onDisk() == 2);
            assertThat(store.stats().keys()).isEqualTo(1);
        }
        try (ObjectStore store = ObjectStore.open(Samples.onDisk(folder))) {
            store.restored().join();
            StoreStats found = store.stats();
            assertThat(found.keys()).isEqualTo(1);
            assertThat(found.objects()).isEqualTo(2);
            assertThat(found.inMemory()).isZero();
            assertThat(found.onDisk()).isEqualTo(2);
        }
    }

    @Test
    void whatIsNotStoredSaysWhy() throws IOException {
        try (ObjectStore store = ObjectStore.open(Samples.inMemory(1 << 20))) {
            assertThat(store.allocate(1 << 20)).isNull();
            assertThat(store.stats().noRoom()).isEqualTo(1);

            long started = store.sequence();
            store.purge(List.of(new Selector.Key(Samples.SITE + "/a")), Mode.SOFT);
            assertThat(Samples.insert(store, Samples.head("/a", 5), "hello", started))
                    .isNull();
            store.invalidate(List.of(Samples.SITE + "/a"));
            assertThat(Objects.requireNonNull(Samples.insert(store, "/a", "hello"))
                            .isLive())
                    .isTrue();
            StoreStats stats = store.stats();
            assertThat(stats.outdated()).isEqualTo(1);
            assertThat(stats.noRoom()).isEqualTo(1);
            assertThat(stats.purges()).isEqualTo(1);
            assertThat(stats.invalidations()).isEqualTo(1);
        }
    }
}
