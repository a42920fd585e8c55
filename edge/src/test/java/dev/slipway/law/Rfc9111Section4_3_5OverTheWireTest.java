package dev.slipway.law;

import static dev.slipway.testing.Dialogue.status;
import static dev.slipway.testing.Stage.page;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.testing.Dialogue;
import dev.slipway.testing.RawClient.Response;
import dev.slipway.testing.Scene;
import dev.slipway.testing.Stage;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the answer to HEAD says of the stored answer to GET. */
class Rfc9111Section4_3_5OverTheWireTest {
    @RegisterExtension
    static final Stage stage = new Stage();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // the lines of the answer to HEAD; whether they describe what is stored
                "ETag: \"1\"|true",
                "ETag: \"1\"~Content-Length: 6|true",
                "Content-Length: 6|true",
                "X-No: validator|true",
                "ETag: \"2\"|false",
                "ETag: W/\"1\"|false",
                "Content-Length: 7|false",
                "ETag: \"1\"~Content-Length: 7|false",
                "Last-Modified: Mon, 02 Nov 2026 11:00:00 GMT|false",
                "ETag: \"1\"~Content-Encoding: gzip|false"
            })
    void headUpdatesOrMakesStale(String lines, boolean same) throws IOException {
        Dialogue page = stage.on(
                "/letter/",
                head -> head.startsWith("HEAD ")
                        ? "HTTP/1.1 200 OK\r\nCache-Control: max-age=600\r\nX-Is: new\r\n" + lines.replace("~", "\r\n")
                                + "\r\n\r\n"
                        : page("Cache-Control: max-age=600", "X-Is: old", "ETag: \"1\""));
        page.get();
        page.send("HEAD", "Cache-Control: no-cache");
        Response next = page.get();
        assertThat(status(next)).startsWith(same ? "slipway; hit" : "slipway; fwd=stale");
        assertThat(next.text()).isEqualTo("a page");
        assertThat(next.field("Content-Length")).isEqualTo("6");
        if (same) {
            assertThat(next.field("X-Is")).isEqualTo("new");
        }
    }

    @Test
    void headGivesAStaleResponseNewLife() throws IOException {
        Dialogue page = stage.letter(page("Cache-Control: max-age=10", "ETag: \"1\""));
        page.get();
        stage.skip(20);
        assertThat(status(page.send("HEAD"))).startsWith("slipway; fwd=stale");
        assertThat(page.isHit()).isTrue();
        assertThat(page.asked()).hasSize(2);
    }

    @Test
    void headSpeaksOfEveryVariantThatItCouldHaveChosen() throws IOException {
        Dialogue page = stage.on(
                "/letter/",
                head -> head.startsWith("HEAD ")
                        ? "HTTP/1.1 200 OK\r\nETag: \"new\"\r\n\r\n"
                        : Scene.field(head, "X-A").isEmpty()
                                ? page("Cache-Control: max-age=600", "X-Is: default", "ETag: \"0\"")
                                : page("Cache-Control: max-age=600", "Vary: X-A", "ETag: \"1\""));
        page.get("X-A: 1");
        page.get();
        page.send("HEAD", "X-A: 1", "Cache-Control: no-cache");
        assertThat(page.isHit("X-A: 1")).isFalse();
        assertThat(status(page.get())).startsWith("slipway; fwd=stale");
    }

    @Test
    void aHeadThatFindsWhatGetDidNotMakesThatStale() throws IOException {
        Dialogue page = stage.on(
                "/letter/",
                head -> head.startsWith("HEAD ")
                        ? "HTTP/1.1 200 OK\r\n\r\n"
                        : Scene.response(404, "none", "Cache-Control: max-age=600"));
        page.get();
        page.send("HEAD", "Cache-Control: no-cache");
        assertThat(page.isHit()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 500, 304, 301})
    void anotherAnswerToHeadSaysNothing(int code) throws IOException {
        Dialogue page = stage.on(
                "/letter/",
                head -> head.startsWith("HEAD ")
                        ? "HTTP/1.1 " + code + " Test\r\nETag: \"2\"\r\n\r\n"
                        : page("Cache-Control: max-age=600", "ETag: \"1\""));
        page.get();
        page.send("HEAD", "Cache-Control: no-cache");
        assertThat(page.isHit()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/safe/", "/letter/"})
    void whatHeadBringsForOneUserIsNotForOthers(String prefix) throws IOException {
        Dialogue page = stage.on(
                prefix,
                head -> head.startsWith("HEAD ")
                        ? "HTTP/1.1 200 OK\r\nCache-Control: max-age=600\r\nETag: \"1\"\r\nX-User: alice\r\n\r\n"
                        : page("Cache-Control: max-age=600", "ETag: \"1\"", "X-User: nobody"));
        page.get();
        page.send("HEAD", "Authorization: Bearer x", "Cache-Control: no-cache");
        assertThat(page.asked()).hasSize(2);
        assertThat(page.get().field("X-User")).isEqualTo("nobody");
    }

    @ParameterizedTest
    @ValueSource(strings = {"no-store", "private", "private, max-age=600"})
    void whatHeadForbidsToStoreIsNotKept(String control) throws IOException {
        Dialogue page = stage.on(
                "/letter/",
                head -> head.startsWith("HEAD ")
                        ? "HTTP/1.1 200 OK\r\nCache-Control: " + control + "\r\nETag: \"1\"\r\nX-Is: secret\r\n\r\n"
                        : page("Cache-Control: max-age=600", "ETag: \"1\"", "X-Is: open"));
        page.get();
        page.send("HEAD", "Cache-Control: no-cache");
        assertThat(page.get().field("X-Is")).isEqualTo("open");
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "X-A", "X-A, *"})
    void aHeadThatVariesByMoreMakesStaleWhatDoesNot(String vary) throws IOException {
        Dialogue page = stage.on(
                "/letter/",
                head -> head.startsWith("HEAD ")
                        ? "HTTP/1.1 200 OK\r\nETag: \"1\"\r\nVary: " + vary + "\r\n\r\n"
                        : page("Cache-Control: max-age=600", "ETag: \"1\""));
        page.get();
        page.send("HEAD", "Cache-Control: no-cache");
        assertThat(status(page.get())).startsWith("slipway; fwd=stale");
    }
}
