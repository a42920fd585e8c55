package dev.slipway.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.body.Body;
import dev.slipway.release.FileEntry;
import dev.slipway.site.Route;
import dev.slipway.site.Serve;
import dev.slipway.testing.Contents;
import dev.slipway.testing.Routes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files in memory stay within their budget, whoever still reads them. */
class ReadyFilesTest {
    private static final int FILE_BYTES = 10_000;
    private static final long BUDGET_BYTES = 80L * FILE_BYTES;
    private static final Route ROUTE = Routes.of("/*", new Serve.Release(null, null, List.of()));

    private Contents contents;
    private ReadyFiles ready;

    @BeforeEach
    void open(@TempDir Path folder) {
        contents = new Contents(folder);
        ready = new ReadyFiles(BUDGET_BYTES, contents::path, Runnable::run);
    }

    @AfterEach
    void close() {
        ready.close();
    }

    private ReadyFiles.Key key(int number) {
        byte[] bytes = new byte[FILE_BYTES];
        bytes[0] = (byte) number;
        bytes[1] = (byte) (number >> 8);
        FileEntry file = contents.file("/" + number, "text/plain", bytes, false);
        return new ReadyFiles.Key(file, null, ROUTE, "r", true);
    }

    private Body body(ReadyFiles.Key key) {
        return ready.get(key).join().part(0, FILE_BYTES);
    }

    /** A file that is asked for once does not push out others; one that is asked for again and again does. */
    private void expectRoomForAHotOne() {
        ReadyFiles.Key hot = key(-1);
        for (int i = 0; i < 100; i++) {
            Bodies.drop(body(hot));
        }
        Body body = body(hot);
        assertThat(body).isInstanceOf(Body.Bytes.class);
        Bodies.drop(body);
    }

    /** A client that reads slowly holds what it is being sent, though the cache has let it go. */
    @Test
    void whatSlowClientsHoldCountsAndTheRestIsSentFromDisk() {
        List<Body> held = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            ReadyFiles.Key key = key(i);
            // Each becomes hotter than those before it, which leave the cache while they are held.
            for (int times = 0; times <= i / 40; times++) {
                held.add(body(key));
            }
        }
        long buffers = held.stream()
                .filter(Body.Bytes.class::isInstance)
                .map(body -> ((Body.Bytes) body).bytes().unwrap())
                .distinct()
                .count();
        assertThat(buffers).isEqualTo(BUDGET_BYTES / FILE_BYTES);
        assertThat(held.getLast()).isInstanceOf(Body.FilePart.class);
        held.forEach(Bodies::drop);
        expectRoomForAHotOne();
    }

    @Test
    void aHotFileTakesThePlaceOfOthersThatNobodyReads() {
        for (int i = 0; i < 400; i++) {
            Bodies.drop(body(key(i)));
        }
        expectRoomForAHotOne();
    }

    @Test
    void anEmptyFileNeedsNoRoom() {
        FileEntry file = contents.file("/empty", "text/plain", "");
        Body body = ready.get(new ReadyFiles.Key(file, null, ROUTE, "r", true))
                .join()
                .part(0, 0);
        assertThat(body).isInstanceOf(Body.Bytes.class);
    }
}
