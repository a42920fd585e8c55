package dev.slipway.store;

import static dev.slipway.store.Samples.SITE;
import static dev.slipway.store.Samples.stored;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cache.Reuse.Standing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Purges that outlive the process: what the journal says, and what a restart makes of it. */
class PurgeJournalTest {
    private static final List<Selector> SELECTORS = List.of(
            new Selector.Key(SITE + "/products/7"),
            new Selector.Prefix(SITE + "/media/"),
            new Selector.Label("products of the day"),
            new Selector.Everything("shop production"),
            new Selector.Label("no\nlabel"));

    @TempDir
    Path temp;

    /** A purge in a word. */
    private record Line(long sequence, Mode mode, Selector selector) {}

    @Test
    void aLineForEachSelector() {
        assertThat(JournalText.encode(0x2b, Mode.SOFT, SELECTORS).array())
                .asString(UTF_8)
                .isEqualTo("""
                258b4bcc 2b soft key http://shop.localhost:8080/products/7
                5b02cf53 2b soft prefix http://shop.localhost:8080/media/
                554942a9 2b soft label products of the day
                10d8298d 2b soft label shop production
                """);
    }

    @Test
    void whatWasTornWasNotAcknowledgedAndWhatIsDamagedIsNotBelieved() {
        byte[] journal = JournalText.encode(7, Mode.HARD, SELECTORS).array();
        int[] ends = {0, 0, 0, 0, 0};
        for (int i = 0, line = 0; i < journal.length; i++) {
            if (journal[i] == '\n') {
                ends[++line] = i + 1;
            }
        }
        for (int length = 0; length <= journal.length; length++) {
            int whole = 0;
            while (whole < 4 && ends[whole + 1] - 1 <= length) {
                whole++;
            }
            assertThat(decode(Arrays.copyOf(journal, length)))
                    .isEqualTo(decode(journal).subList(0, whole));
        }
        for (int i = 0; i < journal.length; i++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] flipped = journal.clone();
                flipped[i] ^= (byte) (1 << bit);
                List<Line> read = new ArrayList<>();
                boolean believed = JournalText.decode(flipped, (s, m, which) -> read.add(new Line(s, m, which)));
                assertThat(!believed || read.equals(decode(journal)))
                        .as("bit %d of byte %d", bit, i)
                        .isTrue();
            }
        }
    }

    private static List<Line> decode(byte[] journal) {
        List<Line> read = new ArrayList<>();
        assertThat(JournalText.decode(journal, (sequence, mode, which) -> read.add(new Line(sequence, mode, which))))
                .isTrue();
        return read;
    }

    @Test
    void aRestartAppliesWhatTheFilesWereNotToldOf() throws IOException {
        StoreConfig config = Samples.onDisk(temp);
        List<byte[]> journals;
        try (ObjectStore store = ObjectStore.open(config)) {
            stored(store, "/hard", "1", "red");
            stored(store, "/soft", "2");
            stored(store, "/media/3", "3");
            stored(store, "/other", "4");
            Samples.awaitWrites(store, 4);
            copy(temp.resolve("objects"), temp.resolve("before"));
            store.purge(List.of(new Selector.Label("red")), Mode.HARD);
            store.purge(List.of(new Selector.Prefix(SITE + "/media/")), Mode.SOFT);
            store.invalidate(List.of(SITE + "/soft"));
            stored(store, "/later", "5", "red");
        }
        // As if the process had been killed before it told any file.
        copy(temp.resolve("before"), temp.resolve("objects"));
        journals = journals();
        assertThat(journals).isNotEmpty();

        try (ObjectStore store = ObjectStore.open(config)) {
            store.restored().join();
            assertThat(store.find(SITE + "/hard")).isEmpty();
            assertThat(standing(store, "/soft")).isEqualTo(Standing.PURGED);
            assertThat(standing(store, "/media/3")).isEqualTo(Standing.PURGED);
            assertThat(standing(store, "/other")).isEqualTo(Standing.GOOD);
            assertThat(standing(store, "/later")).isEqualTo(Standing.GOOD);
            assertThat(journals()).as("told to the files, and let go").containsExactly(new byte[0]);
        }
        try (ObjectStore store = ObjectStore.open(config)) {
            store.restored().join();
            assertThat(store.stats().objects()).isEqualTo(4);
            assertThat(standing(store, "/soft")).isEqualTo(Standing.PURGED);
            assertThat(store.update(
                            store.find(SITE + "/soft").getFirst(),
                            store.find(SITE + "/soft").getFirst().head(),
                            store.sequence()))
                    .isTrue();
        }
        try (ObjectStore store = ObjectStore.open(config)) {
            store.restored().join();
            assertThat(standing(store, "/soft")).as("validated").isEqualTo(Standing.GOOD);
            assertThat(standing(store, "/media/3")).isEqualTo(Standing.PURGED);
        }
    }

    @Test
    void aPurgeThatComesBeforeAnythingIsRestoredHoldsToo() throws IOException {
        StoreConfig config = Samples.onDisk(temp);
        try (ObjectStore store = ObjectStore.open(config)) {
            for (int i = 0; i < 500; i++) {
                stored(store, "/" + i, "x", "red");
                Samples.awaitWrites(store, i + 1);
            }
        }
        try (ObjectStore store = ObjectStore.open(config)) {
            store.purge(List.of(new Selector.Label("red")), Mode.HARD);
            assertThat(store.match(List.of(new Selector.Label("red"))).matched())
                    .isZero();
            store.restored().join();
            assertThat(store.stats().objects()).isZero();
        }
        try (ObjectStore store = ObjectStore.open(config)) {
            store.restored().join();
            assertThat(store.stats().objects()).isZero();
        }
    }

    @Test
    void aDamagedJournalIsTheEndOfWhatIsOnDisk() throws IOException {
        StoreConfig config = Samples.onDisk(temp);
        try (ObjectStore store = ObjectStore.open(config)) {
            stored(store, "/a", "1");
            stored(store, "/b", "2");
            store.purge(List.of(new Selector.Key(SITE + "/a"), new Selector.Key(SITE + "/c")), Mode.HARD);
        }
        try (Stream<Path> files = Files.list(temp.resolve("purges"))) {
            for (Path file : files.toList()) {
                byte[] journal = Files.readAllBytes(file);
                journal[12]++;
                Files.write(file, journal);
            }
        }

        try (ObjectStore store = ObjectStore.open(config)) {
            store.restored().join();
            assertThat(store.stats().objects()).isZero();
            assertThat(temp.resolve("aside")).doesNotExist();
        }
    }

    @Test
    void aLongJournalIsLetGoWhileTheProcessRuns() throws IOException {
        StoreConfig config = Samples.onDisk(temp);
        String page = "/" + "x".repeat(8_000);
        try (ObjectStore store = ObjectStore.open(config)) {
            StoredObject object = stored(store, page, "1");
            Samples.awaitWrites(store, 1);
            for (int i = 0; i < 2_000; i++) {
                assertThat(store.purge(List.of(new Selector.Key(SITE + page)), Mode.SOFT)
                                .durable())
                        .isTrue();
            }
            assertThat(object.standing()).isEqualTo(Standing.PURGED);
        }
        assertThat(journals().stream().mapToLong(journal -> journal.length).sum())
                .as("of 16 MB")
                .isLessThan(10 << 20);

        try (ObjectStore store = ObjectStore.open(config)) {
            store.restored().join();
            assertThat(standing(store, page)).isEqualTo(Standing.PURGED);
        }
    }

    @Test
    void anotherBootForgetsEverything() throws IOException {
        StoreConfig config = Samples.onDisk(temp);
        long sequence;
        try (ObjectStore store = ObjectStore.open(config)) {
            stored(store, "/a", "1");
            sequence = store.purge(List.of(new Selector.Key("x")), Mode.SOFT).sequence();
        }

        try (ObjectStore store = ObjectStore.open(config.onDisk(temp, 1 << 20, "the next boot"))) {
            store.restored().join();
            assertThat(store.stats().objects()).isZero();
            assertThat(store.sequence()).as("rises all the same").isGreaterThanOrEqualTo(sequence);
            stored(store, "/b", "2");
        }
        try (ObjectStore store = ObjectStore.open(config.onDisk(temp, 1 << 20, "the next boot"))) {
            store.restored().join();
            assertThat(Samples.loaded(store.find(SITE + "/b").getFirst())).isEqualTo("2");
        }
        try (ObjectStore store = ObjectStore.open(config)) {
            store.restored().join();
            assertThat(store.stats().objects()).isZero();
        }
    }

    @Test
    void anUnknownBootForgetsEverythingEachTime() throws IOException {
        StoreConfig config = Samples.onDisk(temp).onDisk(temp, 1 << 20, null);
        for (int i = 0; i < 3; i++) {
            try (ObjectStore store = ObjectStore.open(config)) {
                store.restored().join();
                assertThat(store.stats().objects()).isZero();
                stored(store, "/a", "1");
            }
        }
    }

    @Test
    void withoutItsMarkTheFolderIsNotBelieved() throws IOException {
        StoreConfig config = Samples.onDisk(temp);
        for (String mark : List.of("", "slipway store 1\nboot this boot\n", "\u00ff")) {
            try (ObjectStore store = ObjectStore.open(config)) {
                store.restored().join();
                assertThat(store.stats().objects()).isZero();
                stored(store, "/a", "1");
            }
            Files.write(temp.resolve("mark"), mark.getBytes(ISO_8859_1));
        }
    }

    @Test
    void thisMachineSaysWhichBootItIs() {
        assertThat(StoreConfig.bootIdOfThisMachine())
                .matches("[0-9a-f-]{36}")
                .isEqualTo(StoreConfig.bootIdOfThisMachine());
    }

    private static Standing standing(ObjectStore store, String path) {
        return store.find(SITE + path).getFirst().standing();
    }

    private List<byte[]> journals() throws IOException {
        try (Stream<Path> files = Files.list(temp.resolve("purges"))) {
            List<byte[]> journals = new ArrayList<>();
            for (Path file : files.toList()) {
                journals.add(Files.readAllBytes(file));
            }
            return journals;
        }
    }

    /** Copies files that are not there. */
    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : all.toList()) {
                Path target = to.resolve(from.relativize(each).toString());
                if (Files.isDirectory(each)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(each, target, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }
}
