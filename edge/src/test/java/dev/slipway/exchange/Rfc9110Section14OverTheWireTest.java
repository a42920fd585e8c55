package dev.slipway.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.testing.Contents;
import dev.slipway.testing.Edge;
import dev.slipway.testing.RawClient;
import dev.slipway.testing.RawClient.Response;
import dev.slipway.testing.Routes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Range requests as a client sees them (RFC 9110 §14): of files in memory, of files on disk, of a folder. */
class Rfc9110Section14OverTheWireTest {
    private static final int SMALL = 10_000;
    private static final int LARGE = (1 << 20) + 12_345;

    private byte[] small;
    private byte[] large;
    private Edge edge;
    private RawClient client;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        small = bytes(SMALL);
        large = bytes(LARGE);
        Files.write(Files.createDirectory(folder.resolve("media")).resolve("large.bin"), large);
        Contents contents = new Contents(folder.resolve("contents"));
        edge = Edge.with(contents)
                .routes(Routes.folder("/media/*", folder.resolve("media")), Routes.release("/*"))
                .files(
                        contents.file("/small.bin", "application/octet-stream", small, false),
                        contents.file("/large.bin", "application/octet-stream", large, false),
                        contents.file("/empty.bin", "application/octet-stream", new byte[0], false))
                .start();
        client = edge.connect();
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        edge.close();
    }

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return bytes;
    }

    private byte[] original(String path) {
        return path.equals("/small.bin") ? small : large;
    }

    private Response get(String path, String fields) throws IOException {
        client.send("GET " + path + " HTTP/1.1\r\nHost: shop.localhost\r\n" + fields + "\r\n");
        return client.read();
    }

    @ParameterizedTest
    @CsvSource({
        "/small.bin, 0-0, 0, 0",
        "/small.bin, 0-, 0, 9999",
        "/small.bin, 9999-, 9999, 9999",
        "/small.bin, -1, 9999, 9999",
        "/small.bin, -20000, 0, 9999",
        "/small.bin, 100-20000, 100, 9999",
        "/large.bin, 5-1048580, 5, 1048580",
        "/large.bin, -7, 1060914, 1060920",
        "/media/large.bin, 70000-140000, 70000, 140000"
    })
    void oneRange(String path, String range, int first, int last) throws IOException {
        Response response = get(path, "Range: bytes=" + range + "\r\n");

        assertThat(response.status()).isEqualTo(206);
        assertThat(response.field("Content-Range"))
                .isEqualTo("bytes " + first + "-" + last + "/" + original(path).length);
        assertThat(response.body()).isEqualTo(Arrays.copyOfRange(original(path), first, last + 1));
        assertThat(response.field("ETag")).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/small.bin", "/large.bin", "/media/large.bin"})
    void severalRangesAreOneMultipartAnswer(String path) throws IOException {
        Response response = get(path, "Range: bytes=0-99,200-9000,-300\r\n");
        byte[] all = original(path);
        String boundary = Objects.requireNonNull(response.field("Content-Type"))
                .replaceFirst("multipart/byteranges; boundary=([0-9a-f]{16})", "$1");
        StringBuilder expected = new StringBuilder();
        for (int[] range : new int[][] {{0, 99}, {200, 9000}, {all.length - 300, all.length - 1}}) {
            expected.append("\r\n--" + boundary + "\r\nContent-Type: application/octet-stream\r\nContent-Range: bytes ")
                    .append(range[0] + "-" + range[1] + "/" + all.length + "\r\n\r\n")
                    .append(new String(Arrays.copyOfRange(all, range[0], range[1] + 1), StandardCharsets.ISO_8859_1));
        }
        expected.append("\r\n--" + boundary + "--\r\n");

        assertThat(response.status()).isEqualTo(206);
        assertThat(response.field("Content-Range")).isNull();
        assertThat(new String(response.body(), StandardCharsets.ISO_8859_1)).isEqualTo(expected.toString());
    }

    @Test
    void largePartsWaitForASlowReader() throws IOException {
        String request =
                "GET /large.bin HTTP/1.1\r\nHost: shop.localhost\r\nRange: bytes=0-500000,500001-1000000\r\n\r\n";
        try (RawClient narrow = RawClient.narrow(edge.port())) {
            narrow.send(request.repeat(20));
            for (int i = 0; i < 20; i++) {
                assertThat(narrow.read().body()).hasSizeGreaterThan(1_000_000);
            }
        }
    }

    @Test
    void aClientThatLeavesWithinAMultipartAnswerLeavesNothingBehind() throws IOException {
        try (RawClient narrow = RawClient.narrow(edge.port())) {
            narrow.send("GET /small.bin HTTP/1.1\r\nHost: shop.localhost\r\nRange: bytes=0-4000,5000-9000\r\n\r\n"
                    .repeat(2000));
            narrow.readBytes(1000);
        }
        Edge.await("the connection is gone", () -> edge.listener().connections() == 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10000-", "20000-30000", "-0"})
    void aRangeBeyondTheEndIs416(String range) throws IOException {
        Response response = get("/small.bin", "Range: bytes=" + range + "\r\n");

        assertThat(response.status()).isEqualTo(416);
        assertThat(response.field("Content-Range")).isEqualTo("bytes */10000");
        assertThat(response.field("Cache-Control")).isEqualTo("no-store");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=5-1", "lines=1-2", "bytes=x-y", "bytes=", "bytes=0-10,5-20", "0-5"})
    void whatCannotBeUnderstoodIsIgnored(String range) throws IOException {
        Response response = get("/small.bin", "Range: " + range + "\r\n");

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(small);
    }

    @Test
    void anEmptyFileHasNoRange() throws IOException {
        assertThat(get("/empty.bin", "").body()).isEmpty();
        assertThat(get("/empty.bin", "Range: bytes=0-\r\n").status()).isEqualTo(416);
    }

    @Test
    void headHasNoRange() throws IOException {
        client.send("HEAD /small.bin HTTP/1.1\r\nHost: shop.localhost\r\nRange: bytes=0-5\r\n\r\n");
        Response response = client.readOfHead();

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.field("Content-Length")).isEqualTo("10000");
    }

    @Test
    void ifRangeNeedsTheStrongTagOfNow() throws IOException {
        String tag = get("/small.bin", "").field("ETag");
        String range = "Range: bytes=0-5\r\n";

        assertThat(get("/small.bin", range + "If-Range: " + tag + "\r\n").status())
                .isEqualTo(206);
        assertThat(get("/small.bin", range + "If-Range: W/" + tag + "\r\n").status())
                .isEqualTo(200);
        assertThat(get("/small.bin", range + "If-Range: \"other\"\r\n").status())
                .isEqualTo(200);
        assertThat(get("/small.bin", range + "If-Range: nonsense\r\n").status()).isEqualTo(200);
        assertThat(get("/small.bin", range + "If-None-Match: " + tag + "\r\n").status())
                .as("§13.2.2: conditions come first")
                .isEqualTo(304);
    }

    @Test
    void ifRangeByTheDateOfTheLastChange() throws IOException {
        String changed = get("/media/large.bin", "").field("Last-Modified");
        String range = "Range: bytes=0-5\r\n";

        assertThat(get("/media/large.bin", range + "If-Range: " + changed + "\r\n")
                        .status())
                .isEqualTo(206);
        assertThat(get("/media/large.bin", range + "If-Range: Sun, 06 Nov 1994 08:49:37 GMT\r\n")
                        .status())
                .isEqualTo(200);
    }
}
