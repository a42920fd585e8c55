package dev.slipway.store;

import static dev.slipway.store.Samples.SITE;
import static dev.slipway.store.Samples.head;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Labels of very many objects: each purge meets what it means, and nothing else. */
class LabelIndexTest {
    private static final int OBJECTS = 100_000;

    @Test
    void aHundredThousandObjects() throws IOException {
        StoreConfig config = Samples.inMemory(1 << 20);
        StoreConfig large = new StoreConfig(1 << 20, 1 << 30, null, 0, null, config.blocking(), config.clock());
        try (ObjectStore store = ObjectStore.open(large)) {
            for (int i = 0; i < OBJECTS; i++) {
                store.insert(head("/" + i, 0, "all", "mod" + i % 1_000, "only" + i), Unpooled.EMPTY_BUFFER, 0);
            }
            assertThat(store.stats().objects()).isEqualTo(OBJECTS);
            assertThat(matched(store, "all")).isEqualTo(OBJECTS);

            PurgeResult purged = store.purge(List.of(new Selector.Label("mod7")), Mode.HARD);

            assertThat(purged.matched()).isEqualTo(100);
            assertThat(purged.sampleKeys()).hasSize(10).allMatch(key -> key.endsWith("007") || key.equals(SITE + "/7"));
            assertThat(matched(store, "mod7")).isZero();
            assertThat(matched(store, "mod8")).isEqualTo(100);
            assertThat(matched(store, "only1007")).isZero();
            assertThat(matched(store, "only1008")).isEqualTo(1);
            assertThat(matched(store, "all")).isEqualTo(OBJECTS - 100);
            assertThat(store.match(List.of(new Selector.Prefix(SITE + "/9999"))).matched())
                    .isEqualTo(11);

            assertThat(store.purge(List.of(new Selector.Everything("all")), Mode.HARD)
                            .matched())
                    .isEqualTo(OBJECTS - 100);
            assertThat(store.stats().objects()).isZero();
            assertThat(store.stats().headBytes()).isZero();
        }
    }

    @Test
    void aLabelThatNobodyHasIsForgotten() {
        LabelIndex labels = new LabelIndex();
        StoredObject one = object("/1");
        StoredObject other = object("/2");
        labels.add(one, List.of("a", "b"));
        labels.add(other, List.of("a"));
        labels.add(other, List.of("a"));
        assertThat(labels.size()).isEqualTo(2);

        labels.remove(one, List.of("a", "b", "c"));
        assertThat(labels.size()).isEqualTo(1);
        labels.remove(one, List.of("a"));
        assertThat(labels.size()).isEqualTo(1);
        labels.remove(other, List.of("a"));

        assertThat(labels.size()).isZero();
    }

    private static StoredObject object(String path) {
        StoredObject.Keeper nobody = new StoredObject.Keeper() {
            @Override
            public void used(StoredObject object) {
                // nobody counts
            }

            @Override
            public CompletableFuture<ByteBuf> load(StoredObject object) {
                throw new AssertionError("nobody loads");
            }
        };
        return new StoredObject(nobody, head(path, 0), StoredBody.inMemory(Unpooled.EMPTY_BUFFER), 0, 0, 1);
    }

    private static int matched(ObjectStore store, String label) {
        return store.match(List.of(new Selector.Label(label))).matched();
    }
}
