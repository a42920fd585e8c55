package dev.slipway.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cache.CachePolicy;
import dev.slipway.http.Fields;
import dev.slipway.release.FileEntry;
import dev.slipway.release.ReleaseFiles;
import dev.slipway.site.Route;
import dev.slipway.site.Serve;
import dev.slipway.testing.Contents;
import dev.slipway.testing.Edge;
import dev.slipway.testing.RawClient;
import dev.slipway.testing.RawClient.Response;
import dev.slipway.testing.Routes;
import dev.slipway.testing.Scene;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The look-up of release files, and what goes with them. */
class ReleaseAnswersTest {
    private static final String CSS = "text/css; charset=utf-8";

    private Contents contents;
    private Edge edge;
    private RawClient client;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        contents = new Contents(folder);
        edge = Edge.with(contents)
                .routes(
                        Routes.of(
                                "/static/*",
                                new Serve.Release(null, null, List.of()),
                                Fields.of("X-Frame-Options", "DENY", "Vary", "Origin"),
                                Map.of(404, "/static/404.html")),
                        Routes.of("/*", new Serve.Release("/index.html", null, List.of())))
                .files(
                        contents.file("/index.html", "text/html", "start page"),
                        contents.file("/docs/index.html", "text/html", "documents"),
                        contents.file("/static/404.html", "text/html; charset=utf-8", "<h1>not here</h1>"),
                        contents.file("/static/plain.css", CSS, "plain"),
                        contents.fingerprinted("/static/app.1.css", CSS, "one"),
                        contents.fingerprinted(
                                "/static/site.1.css",
                                CSS,
                                "as it is",
                                contents.encoded("br", "as br"),
                                contents.encoded("gzip", "as gzip")),
                        contents.file("/caf\u00e9 menu.txt", "text/plain", "coffee"))
                .start();
        client = edge.connect();
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        edge.close();
    }

    private Response get(String path, String... fields) throws IOException {
        return ask("GET", path, fields);
    }

    private Response ask(String method, String path, String... fields) throws IOException {
        StringBuilder request = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: shop.localhost\r\n");
        for (String field : fields) {
            request.append(field).append("\r\n");
        }
        client.send(request.append("\r\n").toString());
        return method.equals("HEAD") ? client.readOfHead() : client.read();
    }

    @Test
    void aFileOfTheLiveReleaseRevalidatesAndSaysWhichReleaseItIsOf() throws IOException {
        Response response = get("/static/plain.css");

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.text()).isEqualTo("plain");
        assertThat(response.field("Cache-Control")).isEqualTo("no-cache");
        assertThat(response.field("Content-Type")).isEqualTo(CSS);
        assertThat(response.field("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(response.field("Slipway-Release")).isEqualTo(Edge.RELEASE);
        assertThat(response.field("X-Frame-Options")).isEqualTo("DENY");
        assertThat(response.field("X-Robots-Tag")).isNull();
        assertThat(response.field("ETag")).matches("\"[0-9a-f]+\"");
    }

    @Test
    void aFingerprintedFileNeverChanges() throws IOException {
        assertThat(get("/static/app.1.css").field("Cache-Control")).isEqualTo("public, max-age=31536000, immutable");
    }

    @Test
    void headIsGetWithoutItsBody() throws IOException {
        Response head = ask("HEAD", "/static/plain.css");
        Response get = get("/static/plain.css");

        assertThat(head.status()).isEqualTo(200);
        assertThat(head.field("Content-Length")).isEqualTo("5");
        assertThat(head.fields().stream().filter(f -> !f.name().equals("Date")).toList())
                .isEqualTo(get.fields().stream()
                        .filter(f -> !f.name().equals("Date"))
                        .toList());
    }

    @Test
    void theFingerprintedFilesOfHeldReleasesAnswerAndNothingElseOfThem() throws IOException {
        edge.hold(ReleaseFiles.of(
                "2026-11-21.1",
                List.of(
                        contents.fingerprinted("/static/app.0.css", CSS, "zero"),
                        contents.file("/static/yesterday.css", CSS, "yesterday"))));

        assertThat(get("/static/app.0.css").text()).isEqualTo("zero");
        assertThat(get("/static/yesterday.css").status()).isEqualTo(404);
        assertThat(get("/static/plain.css").text())
                .as("the live one needs no holding")
                .isEqualTo("plain");
    }

    @Test
    void theLiveReleaseComesBeforeThoseHeld() throws IOException {
        FileEntry mine = contents.file("/static/app.0.css", CSS, "live");
        edge.hold(ReleaseFiles.of("x", List.of(contents.fingerprinted("/static/app.0.css", CSS, "held"))));
        edge.activate(2, ReleaseFiles.of("2026-11-22.2", List.of(mine)));

        assertThat(get("/static/app.0.css").text()).isEqualTo("live");
    }

    /** The route is then made anew for every request; files and pages are the same, from memory or not. */
    @Test
    void afterARollbackToARouteThatMayStoreLessFilesAndErrorPagesAnswer() throws IOException {
        Route storing = Scene.route("/static/*", CachePolicy.DEFAULT);
        Route rolledBack = new Route(
                storing.name(),
                storing.match(),
                new Serve.Release(null, null, List.of()),
                storing.policy(),
                Fields.of("X-Frame-Options", "DENY"),
                Map.of(404, "/static/404.html"));
        ReleaseFiles files = ReleaseFiles.of(
                "2026-11-22.2",
                List.of(
                        contents.file("/static/404.html", "text/html; charset=utf-8", "<h1>gone</h1>"),
                        contents.file("/static/plain.css", CSS, "plain of before")));
        edge.activate(2, List.of(rolledBack), files, List.of(Routes.app("/static/*")));

        for (int i = 0; i < 3; i++) {
            Response file = get("/static/plain.css");
            assertThat(file.text()).isEqualTo("plain of before");
            assertThat(file.field("X-Frame-Options")).isEqualTo("DENY");
            Response page = get("/static/none.css");
            assertThat(page.status()).isEqualTo(404);
            assertThat(page.text()).isEqualTo("<h1>gone</h1>");
        }
    }

    @Test
    void ofTwoHeldTheNewerAnswers() throws IOException {
        edge.hold(
                ReleaseFiles.of("y", List.of(contents.fingerprinted("/static/x.css", CSS, "newer"))),
                ReleaseFiles.of("x", List.of(contents.fingerprinted("/static/x.css", CSS, "older"))));

        assertThat(get("/static/x.css").text()).isEqualTo("newer");
    }

    @Test
    void aMissingFileIsTheRoutesPageAndNeverStored() throws IOException {
        Response response = get("/static/gone.js", "Accept: text/html");

        assertThat(response.status()).isEqualTo(404);
        assertThat(response.text()).isEqualTo("<h1>not here</h1>");
        assertThat(response.field("Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(response.field("Cache-Control")).isEqualTo("no-store");
        assertThat(response.field("ETag")).isNull();
        assertThat(response.field("X-Frame-Options")).isEqualTo("DENY");
        assertThat(ask("HEAD", "/static/gone.js").field("Content-Length")).isEqualTo("17");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    /shop/mugs   | text/html,*/* | 200 | start page
                    /            | */*           | 200 | start page
                    /docs/       | */*           | 200 | documents
                    /shop/mugs   | */*           | 404 |
                    /shop/x.js   | text/html     | 404 |
                    /docs        | */*           | 404 |
                    """)
    void onlyNavigationsFallBack(String path, String accept, int status, String text) throws IOException {
        Response response = get(path, "Accept: " + accept);

        assertThat(response.status()).isEqualTo(status);
        if (text != null) {
            assertThat(response.text()).isEqualTo(text);
        } else {
            assertThat(response.field("Content-Type")).startsWith("text/plain");
            assertThat(response.field("Cache-Control")).isEqualTo("no-store");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/static/../static/plain.css",
                "/static/%2e%2e/static/plain.css",
                "/static/./plain.css",
                "/static//plain.css",
                "/static%2fplain.css",
                "/static/plain.css%00",
                "/static\\plain.css"
            })
    void aPathThatReadersMayTakeDifferentlyIsNoFile(String path) throws IOException {
        assertThat(get(path).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/caf%C3%A9%20menu.txt", "/%63af%c3%a9%20menu.txt"})
    void anEncodedNameIsItsFile(String path) throws IOException {
        assertThat(get(path + "?v=%2e").text()).isEqualTo("coffee");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    gzip, deflate, br, zstd | as br    | br
                    gzip                    | as gzip  | gzip
                    x-gzip                  | as gzip  | gzip
                    br;q=0.5, gzip          | as gzip  | gzip
                    br;q=0, gzip;q=0        | as it is |
                    zstd                    | as it is |
                    br;q=nonsense           | as it is |
                    identity                | as it is |
                    *                       | as br    | br
                    """)
    void theCodingIsTheOneAcceptedMost(String accepted, String text, String coding) throws IOException {
        Response response = get("/static/site.1.css", "Accept-Encoding: " + accepted);

        assertThat(response.text()).isEqualTo(text);
        assertThat(response.field("Content-Encoding")).isEqualTo(coding);
        assertThat(response.all("Vary")).as("a route's own Vary adds to ours").contains("Accept-Encoding", "Origin");
    }

    @Test
    void eachCodingHasATagOfItsOwn() throws IOException {
        String plain = get("/static/site.1.css").field("ETag");
        String gzip = get("/static/site.1.css", "Accept-Encoding: gzip").field("ETag");

        assertThat(plain).isNotEqualTo(gzip);
        assertThat(get("/static/site.1.css", "If-None-Match: " + gzip).status()).isEqualTo(200);
        Response same = get("/static/site.1.css", "Accept-Encoding: gzip", "If-None-Match: " + gzip);
        assertThat(same.status()).isEqualTo(304);
        assertThat(same.field("ETag")).isEqualTo(gzip);
        assertThat(same.all("Vary")).contains("Accept-Encoding");
        assertThat(same.field("Content-Length")).isNull();
    }

    @Test
    void conditions() throws IOException {
        String tag = get("/static/plain.css").field("ETag");

        assertThat(get("/static/plain.css", "If-None-Match: W/" + tag).status()).isEqualTo(304);
        assertThat(get("/static/plain.css", "If-None-Match: \"other\", " + tag).status())
                .isEqualTo(304);
        assertThat(get("/static/plain.css", "If-None-Match: *").status()).isEqualTo(304);
        assertThat(get("/static/plain.css", "If-None-Match: \"other\"").status())
                .isEqualTo(200);
        assertThat(get("/static/plain.css", "If-Match: \"other\"").status()).isEqualTo(412);
        assertThat(get("/static/plain.css", "If-Match: " + tag).status()).isEqualTo(200);
        assertThat(ask("HEAD", "/static/plain.css", "If-None-Match: " + tag).status())
                .isEqualTo(304);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "DELETE", "BREW", "PURGE", "BAN"})
    void otherMethodsAre405WithAllow(String method) throws IOException {
        Response response = ask(method, "/static/plain.css");

        assertThat(response.status()).isEqualTo(405);
        assertThat(response.field("Allow")).contains("GET, HEAD");
        assertThat(response.field("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void optionsNamesTheMethods() throws IOException {
        assertThat(ask("OPTIONS", "/static/plain.css").field("Allow")).isEqualTo("GET, HEAD, OPTIONS");
        assertThat(ask("OPTIONS", "*").status()).isEqualTo(204);
    }

    @Test
    void onlyProductionIsIndexed() throws IOException {
        client.send("GET /static/plain.css HTTP/1.1\r\nHost: staging.shop.localhost\r\n\r\n");
        assertThat(client.read().field("X-Robots-Tag")).isEqualTo("noindex");
        client.send("GET /gone.js HTTP/1.1\r\nHost: staging.shop.localhost\r\n\r\n");
        assertThat(client.read().field("X-Robots-Tag")).isEqualTo("noindex");
    }

    @ParameterizedTest
    @ValueSource(strings = {"other.test", "shop.localhost.", "127.0.0.1", "xshop.localhost"})
    void anUnknownHostIsMisdirected(String host) throws IOException {
        client.send("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n");

        Response response = client.read();
        assertThat(response.status()).isEqualTo(421);
        assertThat(response.field("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void theHostsPortAndCaseDoNotMatter() throws IOException {
        client.send("GET /static/plain.css HTTP/1.1\r\nHost: SHOP.localhost:8080\r\n\r\n");
        assertThat(client.read().status()).isEqualTo(200);
    }

    @Test
    void aContentThatTheDiskLostIs500AndSaysSo() throws IOException {
        FileEntry lost = contents.file("/static/lost.css", CSS, "lost");
        Files.delete(contents.path(lost.content()));
        edge.activate(2, ReleaseFiles.of("2026-11-22.2", List.of(lost)));

        assertThat(get("/static/lost.css").status()).isEqualTo(500);
        assertThat(get("/static/lost.css").text()).contains("content-unreadable");
    }
}
