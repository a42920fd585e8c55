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

/** What is incomplete, and partial content on its own. */
class Rfc9111Section3_3OverTheWireTest {
    @RegisterExtension
    static final Stage stage = new Stage();

    private static final String WHOLE = page("Cache-Control: max-age=60", "ETag: \"1\"");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 20\r\n\r\na page",
                "Content-Length: 7\r\n\r\na page",
                "Transfer-Encoding: chunked\r\n\r\n6\r\na page\r\n",
                "Transfer-Encoding: chunked\r\n\r\n14\r\na page",
                "Transfer-Encoding: chunked\r\n\r\n6\r\na page\r\n0\r\n",
                "Transfer-Encoding: chunked\r\n\r\n6\r\na page\r\nzz\r\n\r\n"
            })
    void whatBrokeOffIsNotUsed(String rest) throws IOException {
        for (String prefix : new String[] {"/safe/", "/letter/"}) {
            Dialogue page = stage.on(
                    prefix,
                    "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nETag: \"1\"\r\n" + rest + Stage.THEN_CLOSE,
                    WHOLE);
            page.getUntilGone();
            Response next = page.get();
            assertThat(next.status()).isEqualTo(200);
            assertThat(next.text()).isEqualTo("a page");
            assertThat(page.asked()).hasSize(2);
            assertThat(page.lastAsked("If-None-Match")).isEmpty();
        }
    }

    @Test
    void whatEndsWithTheConnectionIsWhole() throws IOException {
        Dialogue page =
                stage.safe("HTTP/1.0 200 OK\r\nCache-Control: max-age=60\r\n\r\na page" + Stage.THEN_CLOSE, WHOLE);
        assertThat(page.get().text()).isEqualTo("a page");
        Response stored = page.get();
        assertThat(status(stored)).startsWith("slipway; hit");
        assertThat(stored.field("Content-Length")).isEqualTo("6");
    }

    @Test
    void aPartIsNeverSentAsTheWhole() throws IOException {
        Dialogue page = stage.letter(
                Scene.response(206, "pag", "Cache-Control: max-age=60", "ETag: \"1\"", "Content-Range: bytes 2-4/6"),
                WHOLE);
        Response part = page.get("Range: bytes=2-4");
        assertThat(part.status()).isEqualTo(206);
        assertThat(part.field("Content-Range")).isEqualTo("bytes 2-4/6");
        Response whole = page.get();
        assertThat(whole.status()).isEqualTo(200);
        assertThat(whole.text()).isEqualTo("a page");
        assertThat(page.asked()).hasSize(2);
        assertThat(page.lastAsked("Range")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bytes=2-4|true|2-4",
                "bytes=3-4|true|3-4",
                "bytes=4-4|true|4-4",
                "bytes=2-5|true|2-5",
                "BYTES=3-3|true|3-3",
                "bytes=-4|true|2-5",
                "bytes=2-|true|2-5",
                "bytes=1-4|false|",
                "bytes=0-0|false|",
                "bytes=-5|false|",
                "bytes=2-3,5-5|false|",
                "bytes=0-|false|",
                "lines=2-4|false|",
                "bytes=4-2|false|"
            })
    void aRangeWithinThePartIsAnsweredFromIt(String range, boolean within, String sent) throws IOException {
        Dialogue page = stage.letter(
                Scene.response(206, "page", "Cache-Control: max-age=60", "ETag: \"1\"", "Content-Range: bytes 2-5/6"),
                WHOLE);
        page.get("Range: bytes=2-5");
        Response next = page.get("Range: " + range);
        assertThat(page.asked()).hasSize(within ? 1 : 2);
        if (within) {
            assertThat(next.status()).isEqualTo(206);
            assertThat(next.field("Content-Range")).isEqualTo("bytes " + sent + "/6");
            int dash = sent.indexOf('-');
            int first = Integer.parseInt(sent.substring(0, dash));
            assertThat(next.text())
                    .isEqualTo("a page".substring(first, Integer.parseInt(sent.substring(dash + 1)) + 1));
            assertThat(next.field("Content-Length"))
                    .isEqualTo(Integer.toString(next.text().length()));
            assertThat(next.field("Age")).isNotNull();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Range: bytes 2-4/*",
                "Content-Range: bytes 2-5/6",
                "Content-Range: bytes 4-2/6",
                "Content-Range: bytes 2-4/3",
                "Content-Range: bytes 2-4",
                "Content-Range: bytes=2-4/6",
                "Content-Range: bytes */6",
                "Content-Range: lines 2-4/6",
                "Content-Range: bytes 2-99999999999999999999/99999999999999999999999",
                "X-Nothing: here",
                "Content-Type: multipart/byteranges; boundary=x"
            })
    void aPartThatNobodyUnderstandsIsPassedOn(String line) throws IOException {
        for (String prefix : new String[] {"/safe/", "/letter/"}) {
            Dialogue page =
                    stage.on(prefix, Scene.response(206, "pag", "Cache-Control: max-age=60", "ETag: \"1\"", line));
            assertThat(page.get("Range: bytes=2-4").status()).isEqualTo(206);
            assertThat(page.isHit("Range: bytes=2-4")).isFalse();
            assertThat(page.asked()).hasSize(2);
        }
    }

    @Test
    void aPartOfNobodyKnowsWhatIsPassedOn() throws IOException {
        for (String tag : new String[] {"ETag: W/\"1\"", "ETag: 1", "X-Tag: 1"}) {
            Dialogue page = stage.letter(
                    Scene.response(206, "pag", "Cache-Control: max-age=60", tag, "Content-Range: bytes 2-4/6"));
            page.get("Range: bytes=2-4");
            assertThat(page.isHit("Range: bytes=2-4")).as(tag).isFalse();
        }
    }

    @Test
    void aPartThatNobodyAskedForIsNotStoredAsAnAnswerToAll() throws IOException {
        Dialogue page = stage.letter(
                Scene.response(206, "pag", "Cache-Control: max-age=60", "ETag: \"1\"", "Content-Range: bytes 2-4/6"),
                WHOLE);
        page.get();
        Response next = page.get();
        assertThat(next.status()).isEqualTo(200);
        assertThat(next.text()).isEqualTo("a page");
    }

    @Test
    void aPartThatBrokeOffIsNotUsed() throws IOException {
        Dialogue page = stage.letter(
                "HTTP/1.1 206 Partial Content\r\nCache-Control: max-age=60\r\nETag: \"1\"\r\n"
                        + "Content-Range: bytes 2-4/6\r\nContent-Length: 3\r\n\r\np" + Stage.THEN_CLOSE,
                Scene.response(206, "pag", "Cache-Control: max-age=60", "ETag: \"1\"", "Content-Range: bytes 2-4/6"));
        page.getUntilGone("Range: bytes=2-4");
        assertThat(page.get("Range: bytes=2-4").text()).isEqualTo("pag");
        assertThat(page.asked()).hasSize(2);
    }

    @Test
    void theWholeAnswersRanges() throws IOException {
        Dialogue page = stage.safe(WHOLE);
        page.get();
        Response part = page.get("Range: bytes=2-4");
        assertThat(part.status()).isEqualTo(206);
        assertThat(part.text()).isEqualTo("pag");
        assertThat(status(part)).startsWith("slipway; hit");
        Response beyond = page.get("Range: bytes=6-");
        assertThat(beyond.status()).isEqualTo(416);
        assertThat(beyond.field("Content-Range")).isEqualTo("bytes */6");
        assertThat(page.get("Range: bytes=2-4", "If-Range: \"1\"").status()).isEqualTo(206);
        for (String other : new String[] {"\"2\"", "W/\"1\"", "1", stage.date(0), "yesterday"}) {
            assertThat(page.get("Range: bytes=2-4", "If-Range: " + other).status())
                    .as(other)
                    .isEqualTo(200);
        }
        assertThat(page.asked()).hasSize(1);
    }
}
