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

/** What clients may ask of the cache. */
class Rfc9111Section5_2_1OverTheWireTest {
    @RegisterExtension
    static final Stage stage = new Stage();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // the request's field; whether a response of age 50 that is fresh for 100 answers it by the letter
                "Cache-Control: max-age=60|true",
                "Cache-Control: max-age=40|false",
                "Cache-Control: max-age=0|false",
                "Cache-Control: MAX-AGE=\"40\"|false",
                "Cache-Control: max-age=99999999999999999999|true",
                "Cache-Control: max-age=x|false",
                "Cache-Control: max-age=60, max-age=0|false",
                "Cache-Control: max-age=0, max-stale=1000|false",
                "Cache-Control: min-fresh=40|true",
                "Cache-Control: min-fresh=60|false",
                "Cache-Control: min-fresh=\"60\"|false",
                "Cache-Control: no-cache|false",
                "Cache-Control: No-Cache|false",
                "Cache-Control: foo, no-cache|false",
                "Cache-Control: no-cache=x|false",
                "Cache-Control: no-store|true",
                "Cache-Control: no-transform|true",
                "Cache-Control: only-if-cached|true",
                "Cache-Control: only-if-cached, max-age=40|refused",
                "Cache-Control: max-stale|true",
                "Cache-Control: private, must-revalidate, s-maxage=0, immutable|true",
                "Cache-Control: foo=bar|true",
                "Cache-Control:|true",
                "Pragma: no-cache|false",
                "Pragma: No-Cache|false",
                "Pragma: foo, no-cache|false",
                "Pragma: foo|true",
                "Expires: 0|true"
            })
    void byTheLetterTheClientsWishIsObeyed(String line, String answered) throws IOException {
        Dialogue page =
                stage.letter(page("Cache-Control: max-age=100", "ETag: \"1\""), Scene.response(304, "", "ETag: \"1\""));
        page.get();
        stage.skip(50);
        Response answer = page.get(line);
        if (answered.equals("refused")) {
            assertThat(answer.status()).isEqualTo(504);
            return;
        }
        assertThat(answer.text()).isEqualTo("a page");
        assertThat(status(answer)).startsWith(answered.equals("true") ? "slipway; hit" : "slipway; fwd=request");
        assertThat(page.asked()).hasSize(answered.equals("true") ? 1 : 2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Cache-Control: max-age=0",
                "Cache-Control: no-cache",
                "Cache-Control: min-fresh=9999",
                "Cache-Control: no-cache, no-store, max-age=0, must-revalidate",
                "Pragma: no-cache"
            })
    void safelyNoClientMakesTheAppWork(String line) throws IOException {
        Dialogue page = stage.safe(page("Cache-Control: max-age=100"));
        page.get();
        stage.skip(50);
        assertThat(page.isHit(line)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // the response; the request, 50 s after its end; what happens
                "max-age=100|max-stale=60|hit",
                "max-age=100|max-stale=40|fwd",
                "max-age=100|max-stale|hit",
                "max-age=100|max-stale=\"60\"|hit",
                "max-age=100|max-stale=x|fwd",
                "max-age=100|max-stale=-1|fwd",
                "max-age=100|max-stale, max-stale=0|hit",
                "max-age=100|max-stale=60, max-age=500|hit",
                "max-age=100|max-stale=60, no-cache|fwd",
                "max-age=100|max-stale=60, min-fresh=1|fwd",
                "max-age=100|max-stale=60, only-if-cached|hit",
                "max-age=100, must-revalidate|max-stale=60|fwd",
                "max-age=100, proxy-revalidate|max-stale=60|fwd",
                "s-maxage=100|max-stale=60|fwd",
                "no-cache|max-stale=60|fwd",
                "max-age=100, stale-while-revalidate=90|max-age=500|fwd"
            })
    void maxStaleTakesWhatIsStaleWhereTheAppAllows(String control, String asked, String what) throws IOException {
        Dialogue page =
                stage.letter(page("Cache-Control: " + control, "ETag: \"1\""), Scene.response(304, "", "ETag: \"1\""));
        page.get();
        stage.skip(150);
        Response answer = page.get("Cache-Control: " + asked);
        assertThat(answer.text()).isEqualTo("a page");
        assertThat(status(answer)).startsWith(what.equals("hit") ? "slipway; hit; ttl=-5" : "slipway; fwd=stale");
        assertThat(answer.field("Age")).isNotNull();
    }

    @Test
    void safelyMaxStaleIsIgnored() throws IOException {
        Dialogue page = stage.safe(page("Cache-Control: max-age=100", "ETag: \"1\""));
        page.get();
        stage.skip(150);
        assertThat(page.isHit("Cache-Control: max-stale")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"no-store", "No-Store", "no-store, max-age=60", "foo, no-store", "no-store=1"})
    void noStoreKeepsTheAnswerOut(String control) throws IOException {
        for (String prefix : new String[] {"/safe/", "/letter/"}) {
            Dialogue page = stage.on(prefix, page("Cache-Control: max-age=100, public"));
            assertThat(status(page.get("Cache-Control: " + control))).doesNotContain("stored");
            assertThat(page.isHit()).isFalse();
            assertThat(page.isHit("Cache-Control: no-store"))
                    .as("what is there already may answer it")
                    .isTrue();
        }
    }

    @Test
    void noStoreWithAValidationStoresNothingNew() throws IOException {
        Dialogue page = stage.letter(
                page("Cache-Control: max-age=10", "ETag: \"1\"", "X-Is: old"),
                Scene.response(304, "", "Cache-Control: max-age=600", "ETag: \"1\"", "X-Is: secret"),
                page("Cache-Control: max-age=10", "ETag: \"1\"", "X-Is: new"));
        page.get();
        stage.skip(20);
        assertThat(page.get("Cache-Control: no-store").text()).isEqualTo("a page");
        assertThat(page.get().field("X-Is")).isEqualTo("new");
    }

    @Test
    void directivesReachTheApp() throws IOException {
        Dialogue page = stage.safe(page("Cache-Control: no-store"));
        page.get("Cache-Control: no-cache, foo=\"bar\"", "Pragma: no-cache");
        assertThat(page.lastAsked("Cache-Control")).isEqualTo("no-cache, foo=\"bar\"");
        assertThat(page.lastAsked("Pragma")).isEqualTo("no-cache");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/safe/", "/letter/", "/never/"})
    void onlyIfCachedAsksNobody(String prefix) throws IOException {
        Dialogue page = stage.on(prefix, page("Cache-Control: max-age=100", "ETag: \"1\""));
        for (String method : new String[] {"GET", "HEAD"}) {
            for (String line :
                    new String[] {"X-Plain: 1", "Range: bytes=0-1", "If-Match: \"1\"", "X-HTTP-Method: PUT"}) {
                Response none = page.send(method, "Cache-Control: Only-If-Cached", line);
                assertThat(none.status()).as(method + " " + line).isEqualTo(504);
            }
        }
        assertThat(page.asked()).isEmpty();
        page.get();
        boolean stored = !prefix.equals("/never/");
        assertThat(page.get("Cache-Control: only-if-cached").status()).isEqualTo(stored ? 200 : 504);
        stage.skip(150);
        assertThat(page.get("Cache-Control: only-if-cached").status()).isEqualTo(504);
        assertThat(page.asked()).hasSize(1);
    }

    @Test
    void onlyIfCachedTakesWhatAStaleWindowAllows() throws IOException {
        Dialogue page = stage.safe(page("Cache-Control: max-age=10, stale-while-revalidate=600"));
        page.get();
        stage.skip(100);
        assertThat(page.get("Cache-Control: only-if-cached").status()).isEqualTo(200);
        assertThat(page.asked()).hasSize(1);
    }
}
