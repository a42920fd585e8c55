package dev.slipway.store;

import static dev.slipway.store.Samples.SITE;
import static dev.slipway.store.Samples.found;
import static dev.slipway.store.Samples.head;
import static dev.slipway.store.Samples.insert;
import static dev.slipway.store.Samples.language;
import static dev.slipway.store.Samples.stored;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cache.Reuse.Standing;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Purges and invalidations: what they match, and what they keep out. */
class PurgeTest {
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

    @Test
    void hardByKeyTakesAllVariantsAndNoNeighbour() {
        insert(store, head("/a", language("de"), 2), "de", 0);
        insert(store, head("/a", language("en"), 2), "en", 0);
        stored(store, "/ab", "neighbour");

        PurgeResult result = store.purge(List.of(new Selector.Key(SITE + "/a")), Mode.HARD);

        assertThat(result).isEqualTo(new PurgeResult(1, 2, List.of(SITE + "/a"), true));
        assertThat(found(store, "/a")).isEmpty();
        assertThat(found(store, "/ab")).containsExactly("neighbour");
    }

    @Test
    void softLeavesItStaleUntilAValidationThatBeganLater() {
        StoredObject object = stored(store, "/a", "hello");
        long before = store.sequence();

        store.purge(List.of(new Selector.Key(SITE + "/a")), Mode.SOFT);

        assertThat(object.standing()).isEqualTo(Standing.PURGED);
        assertThat(store.update(object, object.head(), before)).isFalse();
        assertThat(object.standing()).isEqualTo(Standing.PURGED);
        assertThat(store.update(object, object.head(), store.sequence())).isTrue();
        assertThat(object.standing()).isEqualTo(Standing.GOOD);
    }

    @Test
    void byPrefixLabelAndEverythingCountingEachOnce() {
        stored(store, "/p/1", "1", "env", "red");
        stored(store, "/p/2", "2", "env");
        stored(store, "/q/3", "3", "env", "red");
        stored(store, "/r/4", "4");
        List<Selector> prefixAndLabel = List.of(new Selector.Prefix(SITE + "/p/"), new Selector.Label("red"));

        assertThat(store.match(prefixAndLabel).matched()).isEqualTo(3);
        PurgeResult soft = store.purge(prefixAndLabel, Mode.SOFT);
        assertThat(soft.matched()).isEqualTo(3);
        assertThat(soft.sampleKeys()).containsExactlyInAnyOrder(SITE + "/p/1", SITE + "/p/2", SITE + "/q/3");
        assertThat(store.purge(List.of(new Selector.Everything("env")), Mode.HARD)
                        .matched())
                .isEqualTo(3);
        assertThat(store.stats().objects()).isEqualTo(1);
        assertThat(found(store, "/r/4")).containsExactly("4");
    }

    @Test
    void whatBeganBeforeIsNotStoredByKeyPrefixOrLabel() {
        long started = store.sequence();
        store.purge(
                List.of(new Selector.Key(SITE + "/a"), new Selector.Prefix(SITE + "/p/"), new Selector.Label("red")),
                Mode.SOFT);

        assertThat(insert(store, head("/a", 1), "1", started)).isNull();
        assertThat(insert(store, head("/p/x", 1), "1", started)).isNull();
        assertThat(insert(store, head("/b", 1, "red"), "1", started)).isNull();
        assertThat(insert(store, head("/b", 1, "blue"), "1", started)).isNotNull();
        assertThat(insert(store, head("/a", 1, "red"), "1", store.sequence())).isNotNull();
        assertThat(insert(store, head("/p/x", 1), "1", store.sequence())).isNotNull();
    }

    @Test
    void invalidationMakesStaleAndKeepsOut() {
        StoredObject object = stored(store, "/a", "hello", "group");
        StoredObject other = stored(store, "/b", "hello", "group");
        long started = store.sequence();

        store.invalidate(List.of(SITE + "/a", SITE + "/unknown"));

        assertThat(object.standing()).isEqualTo(Standing.INVALID);
        assertThat(other.standing()).isEqualTo(Standing.GOOD);
        assertThat(insert(store, head("/unknown", 1), "1", started)).isNull();

        store.invalidate(List.of(), List.of("group"));

        assertThat(other.standing()).isEqualTo(Standing.INVALID);
    }

    @Test
    void aLargeGroupIsMadeStaleWhole() {
        for (int i = 0; i < 20_010; i++) {
            stored(store, "/" + i, "x", "group");
        }

        store.invalidate(List.of(), List.of("group"));

        assertThat(store.find(SITE + "/1")).isNotEmpty();
        Samples.await(() -> store.match(List.of(new Selector.Label("group"))).matched() == 20_010
                && IntStream.of(0, 20_009)
                        .mapToObj(i -> store.find(SITE + "/" + i).getFirst())
                        .allMatch(object -> object.standing() == Standing.INVALID));
    }
}
