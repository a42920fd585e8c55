package dev.slipway.law;

import static dev.slipway.testing.Dialogue.status;
import static dev.slipway.testing.Stage.page;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.testing.Dialogue;
import dev.slipway.testing.Scene;
import dev.slipway.testing.Stage;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which responses are stored. */
class Rfc9111Section3OverTheWireTest {
    @RegisterExtension
    static final Stage stage = new Stage();

    @ParameterizedTest
    @ValueSource(
            ints = {
                200, 203, 204, 299, 300, 301, 302, 303, 307, 308, 399, 400, 401, 403, 404, 405, 410, 414, 415, 418, 422,
                429, 451, 499, 500, 501, 502, 503, 504, 511, 599
            })
    void anyFinalStatusIsStoredThatSaysHowLong(int code) throws IOException {
        for (String prefix : new String[] {"/safe/", "/letter/"}) {
            Dialogue page = stage.on(prefix, Scene.response(code, "text", "Cache-Control: max-age=60"));
            assertThat(page.get().status()).isEqualTo(code);
            assertThat(page.isHit()).as(prefix).isTrue();
            assertThat(page.get().status()).isEqualTo(code);
            assertThat(page.get().text()).isEqualTo(code == 204 ? "" : "text");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 303, 307, 400, 401, 403, 418, 500, 502, 503, 504, 299, 499, 599})
    void aStatusThatIsNotHeuristicallyCacheableNeedsALifetime(int code) throws IOException {
        Dialogue page =
                stage.letter(Scene.response(code, "text", "Last-Modified: " + stage.date(-900_000), "ETag: \"1\""));
        assertThat(status(page.get())).doesNotContain("stored");
        page.get();
        assertThat(page.asked()).hasSize(2);
    }

    @Test
    void notModifiedWithoutAQuestionIsNotStored() throws IOException {
        Dialogue page = stage.letter(
                Scene.response(304, "", "Cache-Control: max-age=60", "ETag: \"1\""), page("Cache-Control: max-age=60"));
        assertThat(status(page.get())).doesNotContain("stored");
        assertThat(page.get().status()).isEqualTo(200);
        assertThat(page.asked()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE", "OPTIONS", "FOO", "PROPFIND"})
    void onlyWhatGetBringsIsStored(String method) throws IOException {
        Dialogue page = stage.letter(page("Cache-Control: max-age=60, public"));
        assertThat(status(page.send(method, "Content-Length: 0"))).doesNotContain("stored");
        assertThat(page.isHit()).isFalse();
        assertThat(page.asked()).hasSize(2);
    }

    @Test
    void whatHeadBringsIsNoAnswerToGet() throws IOException {
        Dialogue page = stage.letter(page("Cache-Control: max-age=60"));
        page.send("HEAD");
        assertThat(page.get().text()).isEqualTo("a page");
        assertThat(page.asked()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no-store",
                "no-store, max-age=60",
                "max-age=60, no-store",
                "max-age=60,no-store",
                "MAX-AGE=60, NO-STORE",
                "public, max-age=60, s-maxage=60, no-store",
                "no-store=\"x\", max-age=60",
                "no-store=1, max-age=60",
                ", ,, no-store,, max-age=60",
                "\tno-store\t,\tmax-age=60",
                "foo=\"a, b\", no-store, max-age=60",
                "foo=\"a, max-age=60, no-store",
                "private",
                "private, max-age=60",
                "Private, max-age=60, public",
                "private, s-maxage=60",
                "private=\"\", max-age=60",
                "no-store, immutable, max-age=60"
            })
    void whatForbidsItStandsAboveWhatAllowsIt(String control) throws IOException {
        for (String prefix : new String[] {"/safe/", "/letter/"}) {
            Dialogue page = stage.on(prefix, page("Cache-Control: " + control));
            assertThat(status(page.get())).doesNotContain("stored");
            page.get();
            assertThat(page.asked()).as(prefix).hasSize(2);
        }
    }

    @Test
    void directivesAreReadFromEveryLine() throws IOException {
        assertThat(stage.safe(page("Cache-Control: max-age=60", "cache-control: no-store"))
                        .isReused())
                .isFalse();
        assertThat(stage.safe(page("Cache-Control: private", "Cache-Control: max-age=60"))
                        .isReused())
                .isFalse();
        assertThat(stage.safe(page("Cache-Control: foo", "Cache-Control: max-age=60"))
                        .isReused())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "max-age=60|true|true",
                "s-maxage=60|true|true",
                "public, max-age=60|true|true",
                "no-storage, max-age=60|true|true",
                "foo=no-store, max-age=60|true|true",
                "foo=\"no-store\", max-age=60|true|true",
                "public|false|true",
                "must-revalidate|false|true",
                "foo|false|true",
                "max-age=0|false|false",
                "x-private, max-age=60|true|true"
            })
    void somethingHasToAllowIt(String control, boolean safe, boolean letter) throws IOException {
        String answer = page("Cache-Control: " + control, "Last-Modified: " + stage.date(-900_000));
        assertThat(stage.safe(answer).isReused()).as("safe").isEqualTo(safe);
        assertThat(stage.letter(answer).isReused()).as("letter").isEqualTo(letter);
    }

    @Test
    void expiresAloneAllowsIt() throws IOException {
        assertThat(stage.safe(page("Expires: " + stage.date(60))).isReused()).isTrue();
        assertThat(stage.letter(page("Expires: " + stage.date(60))).isReused()).isTrue();
    }

    @Test
    void aResponseThatSetsACookieIsStoredByTheLetterOnly() throws IOException {
        String answer = page("Cache-Control: max-age=60", "Set-Cookie: a=b");
        assertThat(stage.safe(answer).isReused()).isFalse();
        Dialogue letter = stage.letter(answer);
        assertThat(letter.isReused()).isTrue();
        assertThat(letter.get().field("Set-Cookie")).isEqualTo("a=b");
    }

    @Test
    void aRouteThatNeverStoresDoesNot() throws IOException {
        Dialogue page = stage.never(page("Cache-Control: max-age=60, public"));
        assertThat(status(page.get())).isEqualTo("slipway; fwd=bypass; detail=never");
        page.get();
        assertThat(page.asked()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {416, 412, 417, 400, 404})
    void whatARangeCausedIsNoAnswerToOthers(int code) throws IOException {
        for (String prefix : new String[] {"/safe/", "/letter/"}) {
            Dialogue page = stage.on(
                    prefix,
                    head -> Scene.field(head, "Range").isEmpty()
                            ? page("Cache-Control: max-age=60")
                            : Scene.response(code, "no such range", "Cache-Control: max-age=60"));
            assertThat(page.get("Range: bytes=900-").status()).isEqualTo(code);
            assertThat(page.get().status()).as(prefix).isEqualTo(200);
        }
    }

    @Test
    void anErrorDoesNotDisplaceWhatIsStoredForOthers() throws IOException {
        Dialogue page = stage.letter(
                page("Cache-Control: max-age=60", "Vary: X-Kind"),
                Scene.response(500, "broken", "Cache-Control: no-store"),
                page("Cache-Control: no-store"));
        page.get("X-Kind: one");
        assertThat(page.get("X-Kind: two").status()).isEqualTo(500);
        assertThat(page.isHit("X-Kind: one")).isTrue();
    }
}
