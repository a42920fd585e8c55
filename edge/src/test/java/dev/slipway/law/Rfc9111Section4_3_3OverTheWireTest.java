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

/** What the app's answer to a validation does (§4.3.3, §4.3.4), and its answer to HEAD (§4.3.5). */
class Rfc9111Section4_3_3OverTheWireTest {
    @RegisterExtension
    static final Stage stage = new Stage();

    @ParameterizedTest
    @ValueSource(ints = {200, 404, 410, 301, 403, 599})
    void aFullAnswerReplacesWhatIsStored(int code) throws IOException {
        for (String control : new String[] {"max-age=600", "no-store", "private"}) {
            Dialogue page = stage.letter(
                    page("Cache-Control: max-age=10", "ETag: \"1\""),
                    Scene.response(code, "other", "Cache-Control: " + control, "ETag: \"2\""));
            page.get();
            stage.skip(20);
            Response answer = page.get();
            assertThat(answer.status()).isEqualTo(code);
            assertThat(answer.text()).isEqualTo("other");
            assertThat(page.isHit()).isEqualTo(control.equals("max-age=600"));
            assertThat(page.get().text()).isEqualTo("other");
        }
    }

    @Test
    void afterWhatIsNotStoredNothingIsValidatedAnyMore() throws IOException {
        Dialogue page =
                stage.letter(page("Cache-Control: max-age=10", "ETag: \"1\""), page("Cache-Control: no-store"));
        page.get();
        stage.skip(20);
        page.get();
        page.get();
        assertThat(page.lastAsked("If-None-Match")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                // stored validators; those of the 304; whether it is about what is stored
                "ETag: \"1\"|ETag: \"1\"|true",
                "ETag: \"1\"|ETag: \"2\"|false",
                "ETag: W/\"1\"|ETag: W/\"1\"|true",
                "ETag: W/\"1\"|ETag: W/\"2\"|false",
                "ETag: \"1\"|ETag: W/\"1\"|true",
                "ETag: W/\"1\"|ETag: \"1\"|false",
                "ETag: \"1\"|X-No: tag|true",
                "ETag: \"1\"|ETag: unquoted|true",
                "Last-Modified: Mon, 02 Nov 2026 10:00:00 GMT|Last-Modified: Mon, 02 Nov 2026 10:00:00 GMT|true",
                "Last-Modified: Mon, 02 Nov 2026 10:00:00 GMT|Last-Modified: Mon, 02 Nov 2026 11:00:00 GMT|false",
                "Last-Modified: Mon, 02 Nov 2026 10:00:00 GMT|X-No: date|true",
                "X-None: at all|X-No: validator|true",
                "X-None: at all|ETag: \"1\"|false"
            })
    void a304UpdatesWhatItIsAbout(String stored, String given, boolean about) throws IOException {
        Dialogue page = stage.letter(
                page("Cache-Control: max-age=10", stored, "X-Is: old"),
                Scene.response(304, "", "Cache-Control: max-age=600", given, "X-Is: new"),
                page("Cache-Control: max-age=600", "X-Is: fetched"));
        page.get();
        stage.skip(20);
        Response answer = page.get();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo("a page");
        assertThat(answer.field("X-Is")).isEqualTo(about ? "new" : "fetched");
        assertThat(page.asked()).hasSize(about ? 2 : 3);
        if (!about) {
            assertThat(page.lastAsked("If-None-Match")).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/safe/", "/letter/"})
    void whatOneUserGetsInsteadLeavesWhatOthersGet(String prefix) throws IOException {
        Dialogue page = stage.on(
                prefix,
                head -> !Scene.field(head, "Authorization").isEmpty()
                        ? page("Cache-Control: private", "X-Is: personal")
                        : Scene.field(head, "If-None-Match").isEmpty()
                                ? page("Cache-Control: public, max-age=10", "ETag: \"1\"", "X-Is: shared")
                                : Scene.response(304, "", "ETag: \"1\""));
        page.get();
        stage.skip(20);
        assertThat(page.get("Authorization: Bearer x").field("X-Is")).isEqualTo("personal");
        assertThat(page.get().field("X-Is")).isEqualTo("shared");
    }

    @Test
    void a304NeverReachesAClientThatDidNotAsk() throws IOException {
        Dialogue page = stage.letter(
                page("Cache-Control: max-age=10", "ETag: \"1\""),
                Scene.response(304, "", "ETag: \"other\""),
                Scene.response(304, "", "ETag: \"other\""),
                page("Cache-Control: max-age=600"));
        page.get();
        stage.skip(20);
        // Even an app that answers 304 to everything: that is its answer then, once it was asked without conditions.
        assertThat(page.get().status()).isIn(200, 304, 502);
        assertThat(page.get().text()).isEqualTo("a page");
    }

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
        Dialogue page = stage.on("/letter/", head -> head.startsWith("HEAD ")
                ? "HTTP/1.1 200 OK\r\nCache-Control: max-age=600\r\nX-Is: new\r\n" + lines.replace("~", "\r\n") + "\r\n\r\n"
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
}
