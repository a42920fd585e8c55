package dev.slipway.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is stored is what its name says, whoever sends what at the same time. */
final class BlobStoreTest {
    private static final byte[] BYTES = "hello".getBytes(StandardCharsets.UTF_8);
    private static final Digest DIGEST = Digest.of(BYTES);

    @TempDir
    Path folder;

    private BlobStore store;

    @BeforeEach
    void open() throws IOException {
        store = BlobStore.open(folder);
    }

    @Test
    void storesWhatItsNameSays() throws Exception {
        store.receive(DIGEST, BYTES.length, new ByteArrayInputStream(BYTES));
        store.makeDurable(List.of(DIGEST, DIGEST));

        assertThat(store.exists(DIGEST)).isTrue();
        assertThat(store.path(DIGEST)).hasBinaryContent(BYTES);
        assertThat(store.verify(DIGEST)).isEqualTo(BYTES.length);
        assertNothingIncoming();
    }

    @Test
    void refusesOtherBytes() {
        assertThatThrownBy(() -> store.receive(DIGEST, 5, stream("hallo")))
                .isInstanceOfSatisfying(
                        BlobRefused.class, e -> assertThat(e.reason()).isEqualTo(BlobRefused.Reason.WRONG_DIGEST));
        assertThatThrownBy(() -> store.receive(DIGEST, 6, stream("hello")))
                .isInstanceOfSatisfying(
                        BlobRefused.class, e -> assertThat(e.reason()).isEqualTo(BlobRefused.Reason.TOO_SHORT));
        assertThatThrownBy(() -> store.receive(DIGEST, 5, new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new IOException("connection reset");
                    }
                }))
                .isInstanceOfSatisfying(
                        BlobRefused.class, e -> assertThat(e.reason()).isEqualTo(BlobRefused.Reason.TOO_SHORT));
        assertThat(store.exists(DIGEST)).isFalse();
        assertNothingIncoming();
    }

    @Test
    void replacesWhatAPowerCutTore() throws Exception {
        store.put(BYTES);
        Files.write(store.path(DIGEST), new byte[0]);
        BlobStore next = BlobStore.open(folder);

        assertThat(next.put(BYTES)).isEqualTo(DIGEST);
        assertThat(next.path(DIGEST)).hasBinaryContent(BYTES);
        Files.write(next.path(DIGEST), new byte[3]);
        assertThat(next.verify(DIGEST)).isNegative();
        assertThat(next.exists(DIGEST)).isFalse();
    }

    @Test
    void clearsWhatAnInterruptedRunLeft() throws IOException {
        Files.writeString(folder.resolve("incoming/1.part"), "half");

        BlobStore.open(folder);
        assertNothingIncoming();
    }

    @Test
    void takesTheSameContentFromManyAtOnce() throws Exception {
        byte[] large = new byte[300_000];
        Digest digest = Digest.of(large);
        List<Callable<Boolean>> senders = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            senders.add(() -> {
                store.receive(digest, large.length, new ByteArrayInputStream(large));
                return true;
            });
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (Future<Boolean> sender : threads.invokeAll(senders)) {
                assertThat(sender.get()).isTrue();
            }
        }
        assertThat(store.path(digest)).hasBinaryContent(large);
        assertNothingIncoming();
    }

    @Test
    void collectsWhatNothingNames() throws Exception {
        Digest other = store.put(new byte[] {1});
        store.put(BYTES);
        Path stray = store.path(other).resolveSibling("stray");
        Files.writeString(stray, "somebody else's");

        assertThat(store.collect(Set.of(DIGEST))).isEqualTo(1);
        assertThat(store.exists(DIGEST)).isTrue();
        assertThat(store.exists(other)).isFalse();
        assertThat(stray).exists();
        store.put(new byte[] {1});
        store.makeDurable(List.of(other));
        assertThat(store.exists(other)).isTrue();
    }

    @Test
    void doesNotFollowLinks() throws IOException {
        Path elsewhere = Files.write(folder.resolve("elsewhere"), BYTES);
        Files.createDirectories(store.path(DIGEST).getParent());
        Files.createSymbolicLink(store.path(DIGEST), elsewhere);

        assertThat(store.exists(DIGEST)).isFalse();
        store.put(BYTES);
        assertThat(Files.isSymbolicLink(store.path(DIGEST))).isFalse();
        assertThat(elsewhere).hasBinaryContent(BYTES);
    }

    private void assertNothingIncoming() {
        assertThat(folder.resolve("incoming")).isEmptyDirectory();
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
