package dev.slipway.store;

import static dev.slipway.store.Samples.SITE;
import static dev.slipway.store.Samples.head;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cache.Selection;
import dev.slipway.cache.StoredResponse;
import dev.slipway.http.Fields;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file of an object: what is in it to the byte, and what becomes of one that is not as it was written. */
class DiskFormatTest {
    @TempDir
    Path temp;

    private StoreConfig config;

    @BeforeEach
    void onDisk() {
        config = Samples.onDisk(temp.resolve("cache"));
    }

    @Test
    void isWhatItWas() throws IOException {
        try (ObjectStore store = ObjectStore.open(config)) {
            Samples.stored(store, "/a", "hello");
        }

        assertThat(Files.readString(files().getFirst(), ISO_8859_1).replace("\0", ""))
                .isEqualTo("""
                slipway 1 0000000000000001 0000000000000000 0000000000000000 0000008c 00000185 5f3e6896 0000000000000005 9a71bb4c c0758d61
                key http://shop.localhost:8080/a
                status 200
                requested 1000
                received 1250
                form 5
                field Content-Type text/html
                field Cache-Control max-age=60
                hello""");
        assertThat(files().getFirst()).isEqualTo(temp.resolve("cache/objects/01/0000000000000001"));
    }

    @Test
    void aHeadHasEverythingInOrder() {
        Fields fields = Fields.of("Content-Type", "text/html; charset=utf-8", "Cache-Control", "max-age=60");
        StoredResponse.Part part = new StoredResponse.Part(0, 499, 5120);
        StoredResponse response =
                new StoredResponse(206, fields, Samples.language("de"), 1795391102000L, 1795391102031L, part);
        ObjectHead head = new ObjectHead(
                SITE + "/products/7",
                response,
                Set.of("products", "product-7"),
                List.of(new ObjectHead.Form("br", 500)));

        assertThat(HeadText.encode(head)).asString(ISO_8859_1).isEqualTo("""
                key http://shop.localhost:8080/products/7
                status 206
                requested 1795391102000
                received 1795391102031
                part 0 499 5120
                vary accept-language de
                label product-7
                label products
                form 500 br
                field Content-Type text/html; charset=utf-8
                field Cache-Control max-age=60
                """);
    }

    @Test
    void whatWouldNotComeBackAsItWasIsNotWritten() {
        assertThat(HeadText.encode(head("/a\nstatus 500", 0))).isNull();
        assertThat(HeadText.encode(head("/a", 0, "two\nlines"))).isNull();
        assertThat(HeadText.encode(head("/a", 0, "\u4e2d"))).isNull();
        assertThat(HeadText.encode(
                        head("/a", new StoredResponse(200, Fields.of("a b", "c"), Selection.ALL, 0, 0, null), 0)))
                .isNull();
    }

    @Test
    void aTornFileIsAMissWhereverItIsTorn() throws IOException {
        Map<String, String> expected = fill(700);
        List<Path> files = files();
        int length = (int) Files.size(files.getFirst());
        for (int i = 0; i < length; i++) {
            Path file = files.get(i);
            byte[] content = Files.readAllBytes(file);
            Files.write(file, Arrays.copyOf(content, i));
            expected.remove(key(content));
        }

        check(expected, Set.of());

        assertThat(files()).hasSize(700 - length);
    }

    @Test
    void aFlippedByteIsAMissOrNothingThatMatters() throws IOException {
        Map<String, String> expected = fill(700);
        List<Path> files = files();
        int length = (int) Files.size(files.getFirst());
        Set<String> damaged = new HashSet<>();
        for (int i = 0; i < length; i++) {
            Path file = files.get(i);
            byte[] content = Files.readAllBytes(file);
            damaged.add(key(content));
            content[i] ^= (byte) (1 << i % 8);
            Files.write(file, content);
        }

        check(expected, damaged);
    }

    @Test
    void aFileUnderAnotherNameIsNotBelieved() throws IOException {
        fill(2);
        List<Path> files = files();
        byte[] first = Files.readAllBytes(files.getFirst());
        Files.write(files.getLast(), first);

        check(Map.of(key(first), "body 0"), Set.of());
    }

    @Test
    void aFileThatIsDamagedLaterIsAMissWhenItIsLoaded() throws IOException {
        fill(2);
        try (ObjectStore store = ObjectStore.open(config)) {
            store.restored().join();
            Path file = files().getFirst();
            byte[] content = Files.readAllBytes(file);
            content[content.length - 1]++;
            Files.write(file, content);
            StoredObject damaged = store.find(key(content)).getFirst();

            assertThat(damaged.load()).failsWithin(Duration.ofSeconds(10));

            assertThat(store.find(key(content))).isEmpty();
            assertThat(store.stats().damaged()).isEqualTo(1);
        }
        assertThat(files()).hasSize(1);
    }

    /** Stores that many pages with bodies of the same length. */
    private Map<String, String> fill(int pages) throws IOException {
        Map<String, String> bodies = new HashMap<>();
        try (ObjectStore store = ObjectStore.open(config)) {
            for (int i = 0; i < pages; i++) {
                String body = "body " + (pages < 10 ? i : 100 + i);
                Samples.stored(store, "/" + (1000 + i), body);
                bodies.put(SITE + "/" + (1000 + i), body);
                Samples.awaitWrites(store, i + 1);
            }
        }
        return bodies;
    }

    /** Everything that is expected is there, but perhaps what is doubtful; nothing is there that is not expected. */
    private void check(Map<String, String> expected, Set<String> doubtful) throws IOException {
        try (ObjectStore store = ObjectStore.open(config)) {
            store.restored().join();
            Map<String, String> left = new HashMap<>(expected);
            for (int i = 0; i < 700; i++) {
                String key = SITE + "/" + (1000 + i);
                for (StoredObject object : store.find(key)) {
                    String body = object.load()
                            .handle((bytes, failure) -> failure == null ? Samples.text(bytes) : "damaged")
                            .join();
                    if (!"damaged".equals(body)) {
                        assertThat(body).isEqualTo(left.remove(key));
                        assertThat(object.head().response().fields().get("Cache-Control"))
                                .isEqualTo("max-age=60");
                    }
                }
            }
            assertThat(doubtful).containsAll(left.keySet());
            assertThat(store.stats().objects()).isEqualTo(expected.size() - left.size());
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(temp.resolve("cache/objects"))) {
            return new ArrayList<>(all.filter(Files::isRegularFile)
                    .sorted(Comparator.comparing(file -> file.getFileName().toString()))
                    .toList());
        }
    }

    private static String key(byte[] content) {
        String text = new String(content, ISO_8859_1);
        int from = text.indexOf("\nkey ") + 5;
        return text.substring(from, text.indexOf('\n', from));
    }
}
