package dev.slipway.store;

import static dev.slipway.store.Samples.SITE;
import static dev.slipway.store.Samples.bytes;
import static dev.slipway.store.Samples.found;
import static dev.slipway.store.Samples.head;
import static dev.slipway.store.Samples.heapBytes;
import static dev.slipway.store.Samples.insert;
import static dev.slipway.store.Samples.language;
import static dev.slipway.store.Samples.response;
import static dev.slipway.store.Samples.stored;
import static dev.slipway.store.Samples.text;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.cache.Reuse.Standing;
import dev.slipway.cache.Selection;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is stored, found, validated and given up, in memory alone. */
class ObjectStoreTest {
    private static final int MEMORY = 1 << 20;

    private ObjectStore store;

    @BeforeEach
    void open() throws IOException {
        store = ObjectStore.open(Samples.inMemory(MEMORY));
    }

    @AfterEach
    void everyBufferIsReleased() {
        store.close();
        assertThat(store.stats().memoryBytes()).isZero();
    }

    @Test
    void findsWhatWasStored() {
        StoredObject object = stored(store, "/a", "hello", "greeting");

        assertThat(store.find(SITE + "/a")).containsExactly(object);
        assertThat(text(object)).isEqualTo("hello");
        assertThat(object.bodyLength()).isEqualTo(5);
        assertThat(object.standing()).isEqualTo(Standing.GOOD);
        assertThat(object.head().labels()).containsExactly("greeting");
        assertThat(store.find(SITE + "/b")).isEmpty();
        assertThat(store.stats().objects()).isEqualTo(1);
        assertThat(store.stats().memoryBytes()).isEqualTo(5);
    }

    @Test
    void keepsVariantsNewestFirstAndReplacesTheOneForTheSameRequests() {
        insert(store, head("/a", language("de"), 2), "de", 0);
        insert(store, head("/a", language("en"), 2), "en", 0);
        insert(store, head("/a", language("de"), 3), "de2", 0);

        assertThat(found(store, "/a")).containsExactly("de2", "en");
        assertThat(store.stats().objects()).isEqualTo(2);
    }

    @Test
    void theOldestVariantGoesWhenThereAreTooMany() {
        IntStream.range(0, 40).forEach(i -> insert(store, head("/a", language("l" + i), 3), "v" + (10 + i), 0));

        assertThat(found(store, "/a"))
                .hasSize(ObjectIndex.MOST_VARIANTS)
                .startsWith("v49")
                .endsWith("v18");
        assertThat(store.stats().objects()).isEqualTo(ObjectIndex.MOST_VARIANTS);
    }

    @Test
    void aBodyFromElsewhereIsCopiedAndReleased() {
        ByteBuf foreign = heapBytes("from elsewhere");

        StoredObject object = requireNonNull(store.insert(head("/a", 14), foreign, 0));

        assertThat(foreign.refCnt()).isZero();
        assertThat(text(object)).isEqualTo("from elsewhere");
    }

    @Test
    void aBufferThatIsMostlyEmptyIsCopied() {
        ByteBuf large = requireNonNull(store.allocate(1_000));
        large.writeBytes(new byte[10]);

        store.insert(head("/a", 10), large, 0);

        assertThat(store.stats().memoryBytes()).isEqualTo(10);
    }

    @Test
    void aResponseWithoutBodyIsStored() {
        StoredObject object = requireNonNull(store.insert(head("/a", 0), Unpooled.EMPTY_BUFFER, 0));

        assertThat(text(object)).isEmpty();
    }

    @Test
    void aBodyOfAnotherLengthThanItsHeadSaysIsRefused() {
        ByteBuf body = bytes(store, "hello");

        assertThatThrownBy(() -> store.insert(head("/a", 6), body, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("6 bytes, but the body 5");
        assertThat(body.refCnt()).isZero();
    }

    @Test
    void aBodyThatIsBeingSentOutlivesItsObject() {
        StoredObject object = stored(store, "/a", "hello");
        ByteBuf sent = object.body();

        store.remove(object);

        assertThat(found(store, "/a")).isEmpty();
        assertThat(object.body()).isNull();
        assertThat(store.stats().memoryBytes()).isEqualTo(5);
        assertThat(text(sent)).isEqualTo("hello");
        assertThat(store.stats().memoryBytes()).isZero();
    }

    @Test
    void whatHasLeftMemoryCannotBeLoadedWithoutDisk() {
        StoredObject object = stored(store, "/a", "hello");
        store.remove(object);

        assertThat(object.load()).isCompletedExceptionally();
    }

    @Test
    void aValidationReplacesHeadAndLabels() {
        StoredObject object = stored(store, "/a", "hello", "old", "both");
        object.prepared("ready");

        boolean updated = store.update(
                object, head("/a", response(Selection.ALL, "max-age=5"), 5, "both", "new"), store.sequence());

        assertThat(updated).isTrue();
        assertThat(object.head().response().fields().get("Cache-Control")).isEqualTo("max-age=5");
        assertThat(object.prepared()).isNull();
        assertThat(store.match(List.of(new Selector.Label("old"))).matched()).isZero();
        assertThat(store.match(List.of(new Selector.Label("both"))).matched()).isEqualTo(1);
        assertThat(store.match(List.of(new Selector.Label("new"))).matched()).isEqualTo(1);
        assertThat(text(object)).isEqualTo("hello");
    }

    @Test
    void aValidationThatBeganBeforeAPurgeChangesNothing() {
        StoredObject object = stored(store, "/a", "hello", "old");
        long started = store.sequence();
        store.purge(List.of(new Selector.Label("new")), Mode.SOFT);

        assertThat(store.update(object, head("/a", 5, "new"), started)).isFalse();

        assertThat(object.head().labels()).containsExactly("old");
        assertThat(store.match(List.of(new Selector.Label("new"))).matched()).isZero();
        assertThat(store.match(List.of(new Selector.Label("old"))).matched()).isEqualTo(1);
    }

    @Test
    void formsAreAddedBehindTheOthers() {
        StoredObject object = stored(store, "/a", "hello");
        ByteBuf before = object.body();
        ObjectHead head = new ObjectHead(
                SITE + "/a",
                object.head().response(),
                Set.of(),
                List.of(new ObjectHead.Form("", 5), new ObjectHead.Form("br", 2)));

        store.addForms(object, head, bytes(store, "helloBR"));

        assertThat(text(object)).isEqualTo("helloBR");
        assertThat(object.bodyLength()).isEqualTo(7);
        assertThat(object.head().forms()).extracting(ObjectHead.Form::coding).containsExactly("", "br");
        assertThat(text(before)).isEqualTo("hello");
        assertThat(store.stats().memoryBytes()).isEqualTo(7);
    }

    @Test
    void aValidationKeepsFormsThatWereAddedMeanwhile() {
        StoredObject object = stored(store, "/a", "hello");
        ObjectHead validated = object.head();
        ObjectHead withForms = new ObjectHead(
                SITE + "/a",
                validated.response(),
                Set.of(),
                List.of(new ObjectHead.Form("", 5), new ObjectHead.Form("gzip", 1)));
        store.addForms(object, withForms, bytes(store, "helloG"));

        assertThat(store.update(object, validated, store.sequence())).isTrue();

        assertThat(object.head().forms()).hasSize(2);
    }

    @Test
    void whatIsKeptReadyGoesWithTheBody() {
        StoredObject object = stored(store, "/a", "hello");
        object.prepared("ready");
        assertThat(object.prepared()).isEqualTo("ready");

        store.remove(object);

        assertThat(object.prepared()).isNull();
        object.prepared("again");
        assertThat(object.prepared()).isNull();
    }

    @Test
    void whatWasMadeFromAnOlderHeadIsNotKept() {
        StoredObject object = stored(store, "/a", "hello");
        ObjectHead older = object.head();
        store.update(object, head("/a", 5), store.sequence());

        object.prepare(older, "stale");

        assertThat(object.prepared()).isNull();
    }

    @Test
    void nothingIsStoredAfterTheEnd() {
        store.close();

        assertThat(insert(store, "/a", "hello")).isNull();
        assertThat(store.find(SITE + "/a")).isEmpty();
    }
}
