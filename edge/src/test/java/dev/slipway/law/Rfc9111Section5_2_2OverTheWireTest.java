package dev.slipway.law;

import static dev.slipway.testing.Dialogue.status;
import static dev.slipway.testing.Stage.page;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.testing.Dialogue;
import dev.slipway.testing.Edge;
import dev.slipway.testing.RawClient.Response;
import dev.slipway.testing.Scene;
import dev.slipway.testing.Stage;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the app's directives do, one by one; how long they let a response be fresh is §4.2.1. */
class Rfc9111Section5_2_2OverTheWireTest {
    @RegisterExtension
    static final Stage stage = new Stage();

    private static String coding(Dialogue page) {
        try {
            return String.valueOf(page.get("Accept-Encoding: gzip").field("Content-Encoding"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aQuoteLeftOpenOnOneLineHidesNothingOfTheNext() throws IOException {
        Dialogue page = stage.letter(page("Cache-Control: max-age=60, x=\"", "Cache-Control: no-store, y=\""));
        assertThat(page.isReused()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200|must-understand, no-store, max-age=60|true",
                "204|must-understand, no-store, max-age=60|true",
                "404|must-understand, no-store, max-age=60|true",
                "301|Must-Understand, NO-STORE, max-age=60|true",
                "503|must-understand, max-age=60|true",
                "200|must-understand, no-store|false",
                "200|must-understand=1, no-store, max-age=60|true",
                "200|must-understand, no-store, private, max-age=60|false",
                "299|must-understand, no-store, max-age=60|false",
                "299|must-understand, max-age=60|false",
                "418|must-understand, max-age=60|false",
                "451|must-understand, no-store, max-age=60|false",
                "599|must-understand, public, max-age=60|false",
                "599|max-age=60|true"
            })
    void mustUnderstand(int code, String control, boolean stored) throws IOException {
        for (String prefix : new String[] {"/safe/", "/letter/"}) {
            Dialogue page = stage.on(prefix, Scene.response(code, "", "Cache-Control: " + control));
            assertThat(page.isReused()).as(prefix).isEqualTo(stored);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no-cache, max-age=600",
                "max-age=600, no-cache",
                "NO-CACHE, s-maxage=600",
                "no-cache, max-age=600, stale-while-revalidate=600",
                "no-cache=\"\", max-age=600",
                "no-cache=\"X-A\", no-cache, max-age=600",
                "no-cache, immutable, max-age=600",
                "no-cache=\"unclosed, max-age=600"
            })
    void noCacheAsksEachTime(String control) throws IOException {
        for (String prefix : new String[] {"/safe/", "/letter/"}) {
            Dialogue page = stage.on(
                    prefix, page("Cache-Control: " + control, "ETag: \"1\""), Scene.response(304, "", "ETag: \"1\""));
            page.get();
            for (int i = 2; i < 4; i++) {
                assertThat(page.get().text()).isEqualTo("a page");
                assertThat(page.asked()).as(prefix).hasSize(i);
            }
        }
    }

    @Test
    void noCacheIsNotServedWithoutAnAnswer() throws IOException {
        Dialogue page = stage.letter(page("Cache-Control: no-cache", "ETag: \"1\""), "");
        page.get();
        assertThat(page.get().status()).isEqualTo(502);
    }

    @Test
    void noStoreTakesOutWhatWasStoredBefore() throws IOException {
        Dialogue page =
                stage.letter(page("Cache-Control: max-age=10", "ETag: \"1\""), page("Cache-Control: no-store"), "");
        page.get();
        stage.skip(20);
        page.get();
        assertThat(page.get().status()).as("nothing is left to bridge the gap").isEqualTo(502);
    }

    @Test
    void noTransformKeepsTheBytesAsTheyAre() throws IOException {
        String text = "a line that repeats itself\n".repeat(400);
        Dialogue plain = stage.safe(Scene.response(
                200, text, "Cache-Control: max-age=60, No-Transform", "Content-Type: text/html", "ETag: \"1\""));
        Dialogue packed = stage.safe(
                Scene.response(200, text, "Cache-Control: max-age=60", "Content-Type: text/html", "ETag: \"1\""));
        packed.get();
        plain.get();
        // Both were stored one behind the other: once the second one is compressed, the first one would be.
        Edge.await("the other is compressed", () -> coding(packed).equals("gzip"));
        for (int i = 0; i < 3; i++) {
            Response answer = plain.get("Accept-Encoding: gzip, br");
            assertThat(answer.field("Content-Encoding")).isNull();
            assertThat(answer.field("ETag")).isEqualTo("\"1\"");
            assertThat(answer.text()).isEqualTo(text);
        }
    }

    @Test
    void mustRevalidateIsFreshUntilItIsStale() throws IOException {
        for (String control : new String[] {"must-revalidate", "proxy-revalidate"}) {
            Dialogue page = stage.letter(page("Cache-Control: max-age=60, " + control, "ETag: \"1\""), "");
            page.get();
            stage.skip(50);
            assertThat(page.isHit()).isTrue();
            stage.skip(20);
            Response answer = page.get();
            assertThat(answer.status()).isEqualTo(502);
            assertThat(status(answer)).contains("app-broken-answer");
        }
    }

    @Test
    void sMaxageForbidsStale() throws IOException {
        Dialogue page = stage.letter(page("Cache-Control: s-maxage=60, max-age=600", "ETag: \"1\""), "");
        page.get();
        stage.skip(50);
        assertThat(page.isHit()).isTrue();
        stage.skip(20);
        assertThat(page.get().status()).isEqualTo(502);
    }
}
