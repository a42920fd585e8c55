package dev.slipway.blob;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlobStoreTest {
    private static final byte[] CONTENT = "test".getBytes(UTF_8);
    private static final Digest DIGEST = Digest.of(CONTENT);
    private static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant SINCE = Instant.parse("2026-02-01T00:00:00Z");

    @TempDir
    Path temp;

    private Path folder;
    private BlobStore store;

    @BeforeEach
    void open() throws IOException {
        folder = temp.resolve("state/blobs");
        store = BlobStore.open(folder);
    }

    @Test
    void layoutIsTheOneInTheClassComment() throws Exception {
        store.receive(DIGEST, CONTENT.length, bytes(CONTENT));

        assertThat(files()).containsExactly("9f/86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08");
        assertThat(store.path(DIGEST)).hasBinaryContent(CONTENT);
        assertThat(store.exists(DIGEST)).isTrue();
        assertThat(store.size(DIGEST)).isEqualTo(4);
    }

    /** Nobody else of the machine reads what may be a release that is not out yet. */
    @Test
    void contentsAreTheirOwnersAlone() throws Exception {
        store.receive(DIGEST, CONTENT.length, bytes(CONTENT));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(store.path(DIGEST))))
                .isEqualTo("rw-------");
    }

    @Test
    void emptyContentIsOneToo() throws Exception {
        Digest empty = Digest.of(new byte[0]);

        store.receive(empty, 0, bytes("next frame".getBytes(UTF_8)));

        assertThat(store.size(empty)).isZero();
    }

    @Test
    void framesThatFollowAreNotReadInto() throws Exception {
        byte[] large = "0123456789".repeat(20_000).getBytes(UTF_8);
        InputStream frames = bytes((new String(large, UTF_8) + "test" + "rest").getBytes(UTF_8));

        store.receive(Digest.of(large), large.length, frames);
        store.receive(DIGEST, CONTENT.length, frames);
        store.receive(DIGEST, CONTENT.length, bytes(CONTENT));

        assertThat(store.path(Digest.of(large))).hasBinaryContent(large);
        assertThat(frames.readAllBytes()).asString(UTF_8).isEqualTo("rest");
    }

    @Test
    void aContentThatIsHereIsReadAndVerifiedAllTheSame() throws Exception {
        store.put(CONTENT);
        InputStream frames = bytes("testrest".getBytes(UTF_8));

        store.receive(DIGEST, CONTENT.length, frames);

        assertThat(frames.readAllBytes()).asString(UTF_8).isEqualTo("rest");
        assertRefused(BlobRefused.Reason.WRONG_DIGEST, "tesT", 4, "not " + DIGEST);
        assertThat(store.path(DIGEST)).hasBinaryContent(CONTENT);
    }

    @Test
    void wrongBytesAreRefusedAndLeaveNothing() throws IOException {
        assertRefused(BlobRefused.Reason.WRONG_DIGEST, "tesT", 4, "not " + DIGEST);
        assertRefused(BlobRefused.Reason.WRONG_DIGEST, "test and more", 5, "not " + DIGEST);

        assertThat(files()).isEmpty();
    }

    @Test
    void aShortStreamIsRefusedAndLeavesNothing() throws IOException {
        assertRefused(BlobRefused.Reason.TOO_SHORT, "tes", 4, "its bytes ended after 3 of the announced 4");
        assertRefused(BlobRefused.Reason.TOO_SHORT, "", 4, "its bytes ended after 0 of the announced 4");

        assertThat(files()).isEmpty();
    }

    @Test
    void aStreamThatBreaksLeavesNothing() throws IOException {
        InputStream broken = new InputStream() {
            private int left = 2;

            @Override
            public int read() throws IOException {
                if (left-- <= 0) {
                    throw new IOException("connection reset");
                }
                return 't';
            }
        };

        assertThatThrownBy(() -> store.receive(DIGEST, 4, broken))
                .isInstanceOfSatisfying(
                        BlobRefused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(BlobRefused.Reason.TOO_SHORT))
                .hasMessageContaining("connection reset");

        assertThat(files()).isEmpty();
    }

    @Test
    void manyUploadsOfTheSameContentAtOnce() throws Exception {
        byte[] content = "abc".repeat(100_000).getBytes(UTF_8);
        Digest digest = Digest.of(content);
        List<Callable<Boolean>> uploads = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            uploads.add(() -> {
                store.receive(digest, content.length, bytes(content));
                return store.exists(digest);
            });
        }

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Boolean> upload : threads.invokeAll(uploads)) {
                assertThat(upload.get()).isTrue();
            }
        }

        assertThat(files()).hasSize(1);
        assertThat(store.path(digest)).hasBinaryContent(content);
    }

    @Test
    void openingClearsWhatWasHalfReceivedAndKeepsTheRest() throws IOException {
        store.put(CONTENT);
        Files.writeString(folder.resolve("incoming/12345.part"), "ha");

        BlobStore again = BlobStore.open(folder);

        assertThat(files()).hasSize(1);
        assertThat(again.exists(DIGEST)).isTrue();
    }

    @Test
    void aFileThatAnEarlierRunLeftEmptyGivesWayToGoodBytes() throws Exception {
        store.put(CONTENT);
        Files.write(store.path(DIGEST), new byte[0]);
        BlobStore again = BlobStore.open(folder);

        assertThat(again.put(CONTENT)).isEqualTo(DIGEST);

        assertThat(store.path(DIGEST)).hasBinaryContent(CONTENT);
    }

    @Test
    void aWholeFileOfAnEarlierRunIsNotReplaced() throws Exception {
        store.put(CONTENT);
        Object before = Files.getAttribute(store.path(DIGEST), "unix:ino");

        BlobStore.open(folder).put(CONTENT);

        assertThat(Files.getAttribute(store.path(DIGEST), "unix:ino")).isEqualTo(before);
    }

    @Test
    void verifyRemovesWhatIsNotItsName() throws IOException {
        store.put(CONTENT);
        assertThat(store.verify(DIGEST, 4)).isTrue();

        Files.writeString(store.path(DIGEST), "tesT");

        assertThat(store.verify(DIGEST, 4)).isFalse();
        assertThat(store.exists(DIGEST)).isFalse();
        assertThat(store.verify(DIGEST, 4)).isFalse();
        store.put(CONTENT);
        assertThat(store.verify(DIGEST, 5)).isFalse();
        assertThat(store.exists(DIGEST)).isFalse();
    }

    @Test
    void aSymbolicLinkIsNoContent() throws IOException {
        Path outside = Files.writeString(temp.resolve("outside"), "test");
        Files.createDirectories(folder.resolve("9f"));
        Files.createSymbolicLink(store.path(DIGEST), outside);

        assertThat(store.exists(DIGEST)).isFalse();
        assertThatThrownBy(() -> store.makeDurable(Set.of(DIGEST))).isInstanceOf(IOException.class);
        store.put(CONTENT);

        assertThat(Files.isRegularFile(store.path(DIGEST), LinkOption.NOFOLLOW_LINKS))
                .isTrue();
        assertThat(outside).hasContent("test");
    }

    @Test
    void aLinkedFolderIsNotWrittenInto() throws IOException {
        Path outside = Files.createDirectory(temp.resolve("outside"));
        Files.createSymbolicLink(folder.resolve("9f"), outside);

        assertThatThrownBy(() -> store.put(CONTENT)).isInstanceOf(IOException.class);
        assertThat(store.collect(Set.of(), Instant.MAX)).isZero();

        assertThat(outside).isEmptyDirectory();
    }

    @Test
    void collectTakesOnlyWhatIsOldAndUnnamed() throws IOException {
        Digest named = old("named");
        Digest unnamed = old("unnamed");
        Digest young = store.put("young".getBytes(UTF_8));
        Path foreign = Files.writeString(store.path(unnamed).resolveSibling(".nfs0001"), "?");
        Files.setLastModifiedTime(foreign, FileTime.from(LONG_AGO));

        assertThat(store.collect(Set.of(named), SINCE)).isEqualTo(1);

        assertThat(store.exists(named)).isTrue();
        assertThat(store.exists(unnamed)).isFalse();
        assertThat(store.exists(young)).isTrue();
        assertThat(foreign).exists();
    }

    @Test
    void whatIsReceivedAgainCountsAsNew() throws IOException {
        Digest digest = old("again");
        store.put("again".getBytes(UTF_8));

        assertThat(store.collect(Set.of(), SINCE)).isZero();

        assertThat(store.exists(digest)).isTrue();
    }

    @Test
    void whatIsBeingReceivedSurvivesCollecting() throws Exception {
        Digest digest = old("content");
        InputStream collecting = new InputStream() {
            private final InputStream bytes = bytes("content".getBytes(UTF_8));

            @Override
            public int read() throws IOException {
                store.collect(Set.of(), SINCE);
                return bytes.read();
            }
        };

        store.receive(digest, 7, collecting);

        assertThat(store.path(digest)).hasContent("content");
    }

    @Test
    void collectingAndReceivingAtOnceLosesNothing() throws Exception {
        // Not by interruption: a file operation may take it for its own, and the collector would never end.
        AtomicBoolean over = new AtomicBoolean();
        try (ExecutorService threads = Executors.newFixedThreadPool(1)) {
            Future<?> collector = threads.submit(() -> {
                while (!over.get()) {
                    store.collect(Set.of(), SINCE);
                }
                return true;
            });
            try {
                for (int i = 0; i < 300; i++) {
                    old("round");
                    assertThat(store.path(store.put("round".getBytes(UTF_8)))).hasContent("round");
                }
            } finally {
                over.set(true);
            }
            collector.get(1, TimeUnit.MINUTES);
        }
    }

    @Test
    void whatIsNotHereCannotBeMadeDurable() throws IOException {
        store.makeDurable(Set.of());

        assertThatThrownBy(() -> store.makeDurable(Set.of(DIGEST))).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> store.size(DIGEST)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void aFileAsFolderIsRefused() throws IOException {
        Path file = Files.writeString(temp.resolve("file"), "");

        assertThatThrownBy(() -> BlobStore.open(file)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> BlobStore.open(Path.of("/proc/slipway-blobs"))).isInstanceOf(IOException.class);
    }

    /** A content that was last received long ago; its file may be gone already when a collector runs. */
    private Digest old(String content) throws IOException {
        Digest digest = store.put(content.getBytes(UTF_8));
        try {
            Files.setLastModifiedTime(store.path(digest), FileTime.from(LONG_AGO));
        } catch (NoSuchFileException e) {
            assertThat(store.exists(digest)).isFalse();
        }
        return digest;
    }

    private void assertRefused(BlobRefused.Reason reason, String bytes, long size, String words) {
        assertThatThrownBy(() -> store.receive(DIGEST, size, bytes(bytes.getBytes(UTF_8))))
                .isInstanceOfSatisfying(BlobRefused.class, refused -> {
                    assertThat(refused.reason()).isEqualTo(reason);
                    assertThat(refused.digest()).isEqualTo(DIGEST);
                    assertThat(refused).hasMessageContaining(words);
                });
    }

    private static InputStream bytes(byte[] content) {
        return new ByteArrayInputStream(content);
    }

    /** Every file below the store's folder, the arriving ones too. */
    private List<String> files() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(each -> Files.isRegularFile(each, LinkOption.NOFOLLOW_LINKS))
                    .map(each -> folder.relativize(each).toString())
                    .sorted()
                    .toList();
        }
    }
}
