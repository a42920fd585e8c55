package dev.slipway.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.testing.Contents;
import dev.slipway.testing.Edge;
import dev.slipway.testing.RawClient;
import dev.slipway.testing.RawClient.Response;
import dev.slipway.testing.Routes;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of a folder that strangers write into: what is in it answers, whatever else they try does not. */
class FolderAnswersTest {
    private Path media;
    private Path outside;
    private Edge edge;
    private RawClient client;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        outside = Files.createDirectory(folder.resolve("outside"));
        Files.writeString(outside.resolve("secret.txt"), "secret");
        media = Files.createDirectories(folder.resolve("media"));
        Files.createDirectory(media.resolve("sub"));
        Files.writeString(media.resolve("sub/photo.jpg"), "a photo");
        Files.writeString(media.resolve("page.html"), "<script>");
        Files.writeString(media.resolve("drawing.svg"), "<svg/>");
        Files.writeString(folder.resolve("media-other.txt"), "beside");
        edge = Edge.with(new Contents(folder.resolve("contents")))
                .folder(folder)
                .routes(Routes.folder("/media/*", Path.of("media")))
                .start();
        client = edge.connect();
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        edge.close();
    }

    private Response get(String path, String... fields) throws IOException {
        String lines = fields.length == 0 ? "" : String.join("\r\n", fields) + "\r\n";
        client.send("GET " + path + " HTTP/1.1\r\nHost: shop.localhost\r\n" + lines + "\r\n");
        return client.read();
    }

    @Test
    void aFileAnswersWithItsValidators() throws IOException {
        Response response = get("/media/sub/photo.jpg");

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.text()).isEqualTo("a photo");
        assertThat(response.field("Content-Type")).isEqualTo("image/jpeg");
        assertThat(response.field("Cache-Control")).isEqualTo("no-cache");
        assertThat(response.field("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(get("/media/sub/photo.jpg", "If-None-Match: " + response.field("ETag"))
                        .status())
                .isEqualTo(304);
        assertThat(get("/media/sub/photo.jpg", "If-Modified-Since: " + response.field("Last-Modified"))
                        .status())
                .isEqualTo(304);
    }

    @Test
    void aChangeIsSeenAtOnce() throws IOException {
        String before = get("/media/sub/photo.jpg").field("ETag");
        Files.writeString(media.resolve("sub/photo.jpg"), "another photo");

        Response after = get("/media/sub/photo.jpg", "If-None-Match: " + before);
        assertThat(after.status()).isEqualTo(200);
        assertThat(after.text()).isEqualTo("another photo");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/media/page.html", "/media/drawing.svg"})
    void whatABrowserWouldRunIsSandboxed(String path) throws IOException {
        assertThat(get(path).field("Content-Security-Policy")).isEqualTo("sandbox");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/media/",
                "/media/sub",
                "/media/sub/",
                "/media/gone.jpg",
                "/media/../outside/secret.txt",
                "/media/%2e%2e/outside/secret.txt",
                "/media/..%2foutside/secret.txt",
                "/media/..%5coutside/secret.txt",
                "/media//etc/passwd",
                "/media/%2fetc/passwd",
                "/media/sub/photo.jpg%00",
                "/media/sub/photo.jpg/",
                "/media/sub/photo.jpg/x",
                "/media/%ff",
                "/media/sub/../sub/photo.jpg"
            })
    void nothingElseAnswers(String path) throws IOException {
        Response response = get(path);

        assertThat(response.status()).isEqualTo(404);
        assertThat(response.field("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void aLinkOutOfTheFolderIsNotFoundAndOneWithinIs() throws IOException {
        Files.createSymbolicLink(media.resolve("leak.txt"), outside.resolve("secret.txt"));
        Files.createSymbolicLink(media.resolve("leak"), outside);
        Files.createSymbolicLink(media.resolve("within.jpg"), media.resolve("sub/photo.jpg"));
        Files.createSymbolicLink(media.resolve("loop"), media.resolve("loop"));

        assertThat(get("/media/leak.txt").status()).isEqualTo(404);
        assertThat(get("/media/leak/secret.txt").status()).isEqualTo(404);
        assertThat(get("/media/loop").status()).isEqualTo(404);
        assertThat(get("/media/within.jpg").text()).isEqualTo("a photo");
    }

    @Test
    void aPipeIsNotOpenedAndADeviceNotRead() throws Exception {
        Process mkfifo = new ProcessBuilder("mkfifo", media.resolve("pipe").toString()).start();
        assertThat(mkfifo.waitFor(10, TimeUnit.SECONDS)).isTrue();
        Files.createSymbolicLink(media.resolve("zero"), Path.of("/dev/zero"));

        assertThat(get("/media/pipe").status()).isEqualTo(404);
        assertThat(get("/media/zero").status()).isEqualTo(404);
    }

    @Test
    void aLargeFileGoesOutWhole() throws IOException {
        byte[] bytes = new byte[5 << 20];
        bytes[bytes.length - 1] = 7;
        Files.write(media.resolve("film.mp4"), bytes);

        assertThat(get("/media/film.mp4").body()).isEqualTo(bytes);
    }

    @Test
    void aFileThatShrinksWhileItIsSentCutsTheAnswerVisibly() throws IOException {
        int size = 64 << 20;
        Path film = media.resolve("film.mp4");
        try (FileChannel file = FileChannel.open(film, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            file.write(java.nio.ByteBuffer.allocate(1), size - 1);
        }
        try (RawClient narrow = RawClient.narrow(edge.port())) {
            narrow.send("GET /media/film.mp4 HTTP/1.1\r\nHost: shop.localhost\r\n\r\n");
            narrow.readBytes(1000);
            try (FileChannel file = FileChannel.open(film, StandardOpenOption.WRITE)) {
                file.truncate(0);
            }
            assertThat(narrow.readUntilGone()).isLessThan(size);
        }
        Edge.await("it is recorded", () -> edge.recorder().recorded() == 1);
        assertThat(edge.recorder().events().getFirst().complete()).isFalse();
    }

    @Test
    void aFileThatGrowsWhileItIsSentIsSentAsAnnounced() throws IOException {
        int size = 8 << 20;
        Path log = media.resolve("grows.bin");
        Files.write(log, new byte[size]);
        try (RawClient narrow = RawClient.narrow(edge.port())) {
            narrow.send("GET /media/grows.bin HTTP/1.1\r\nHost: shop.localhost\r\n\r\n".repeat(2));
            Files.write(log, new byte[1000], StandardOpenOption.APPEND);
            assertThat(narrow.read().body()).hasSizeGreaterThanOrEqualTo(size);
            assertThat(narrow.read().body()).hasSizeGreaterThanOrEqualTo(size);
        }
    }
}
