package dev.slipway.law;

import static dev.slipway.testing.Dialogue.status;
import static dev.slipway.testing.Stage.page;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.testing.Dialogue;
import dev.slipway.testing.RawClient.Response;
import dev.slipway.testing.Scene;
import dev.slipway.testing.Stage;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a validation changes of the stored fields. */
class Rfc9111Section3_2OverTheWireTest {
    @RegisterExtension
    static final Stage stage = new Stage();

    /** What is served after a 304 with these lines, from the store. */
    private static Response updated(String prefix, List<String> stored, String... notModified) throws IOException {
        Dialogue page = stage.on(prefix, page(stored.toArray(String[]::new)), Scene.response(304, "", notModified));
        page.get();
        stage.skip(20);
        Response validated = page.get();
        assertThat(status(validated)).contains("fwd-status=304");
        assertThat(validated.status()).isEqualTo(200);
        assertThat(validated.text()).isEqualTo("a page");
        Response after = page.get();
        assertThat(page.asked()).hasSize(2);
        assertThat(after.text()).isEqualTo("a page");
        return after;
    }

    private static final List<String> STORED = List.of(
            "Cache-Control: max-age=10",
            "ETag: \"1\"",
            "X-Kept: old",
            "X-Replaced: old",
            "X-Replaced: older",
            "Content-Type: text/plain");

    @Test
    void fieldsAreReplacedAddedAndKept() throws IOException {
        for (String prefix : new String[] {"/safe/", "/letter/"}) {
            Response after = updated(
                    prefix,
                    STORED,
                    "Cache-Control: max-age=600",
                    "ETag: \"1\"",
                    "X-Replaced: new",
                    "x-added: one",
                    "X-Added: two",
                    "Content-Type: text/html",
                    "Content-Language: fr");
            assertThat(after.field("Cache-Control")).isEqualTo("max-age=600");
            assertThat(after.field("X-Kept")).isEqualTo("old");
            assertThat(after.field("X-Replaced")).isEqualTo("new");
            assertThat(after.all("X-Added")).containsExactly("one", "two");
            assertThat(after.field("Content-Type")).isEqualTo("text/html");
            assertThat(after.field("Content-Language")).isEqualTo("fr");
            assertThat(after.field("ETag")).isEqualTo("\"1\"");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 3",
                "Content-Length: 0",
                "Content-Encoding: gzip",
                "Content-Range: bytes 0-2/9",
                "Transfer-Encoding: chunked",
                "Connection: ETag",
                "Trailer: X-Kept",
                "Keep-Alive: timeout=1"
            })
    void whatDescribesTheStoredBodyStays(String line) throws IOException {
        Response after = updated("/letter/", STORED, "Cache-Control: max-age=600", "ETag: \"1\"", line);
        assertThat(after.field("Content-Length")).isEqualTo("6");
        for (String name : List.of("Content-Encoding", "Content-Range", "Transfer-Encoding", "Trailer", "Keep-Alive")) {
            assertThat(after.field(name)).isNull();
        }
        assertThat(after.field("ETag")).isEqualTo("\"1\"");
    }

    @Test
    void whatTheNewDirectivesTakeOutGoes() throws IOException {
        Response after = updated(
                "/letter/",
                STORED,
                "Cache-Control: max-age=600, private=\"X-Kept\", no-cache=\"X-Other\"",
                "ETag: \"1\"",
                "X-Kept: mine",
                "X-Other: mine");
        assertThat(after.field("X-Kept")).isNull();
        assertThat(after.field("X-Other")).isNull();
        assertThat(after.all("X-Replaced")).as("not named").hasSize(2);
    }

    @Test
    void whatConnectionNamesUpdatesNothing() throws IOException {
        Response after = updated(
                "/letter/", STORED, "Cache-Control: max-age=600", "ETag: \"1\"", "Connection: X-Kept", "X-Kept: new");
        assertThat(after.field("X-Kept")).isEqualTo("old");
    }

    @Test
    void ageAndDateAreThoseOfTheValidation() throws IOException {
        Response after = updated(
                "/letter/",
                List.of("Cache-Control: max-age=100", "ETag: \"1\"", "Age: 90", "Date: " + stage.date(-90)),
                "Cache-Control: max-age=600",
                "ETag: \"1\"");
        assertThat(after.field("Age")).isIn("0", "1");
        assertThat(Dialogue.ttl(after)).isBetween(598L, 600L);
    }

    @Test
    void aCookieInAValidationIsReplayedByTheLetterOnly() throws IOException {
        String[] notModified = {"Cache-Control: max-age=600", "ETag: \"1\"", "Set-Cookie: a=b"};
        assertThat(updated("/letter/", STORED, notModified).field("Set-Cookie")).isEqualTo("a=b");
        assertThat(updated("/safe/", STORED, notModified).field("Set-Cookie")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"no-store", "private", "max-age=600, private", "public, no-store, max-age=600"})
    void whatMayNotBeStoredAnyMoreIsNot(String control) throws IOException {
        for (String prefix : new String[] {"/safe/", "/letter/"}) {
            Dialogue page = stage.on(
                    prefix,
                    page("Cache-Control: max-age=10", "ETag: \"1\"", "X-Version: old"),
                    Scene.response(304, "", "Cache-Control: " + control, "ETag: \"1\"", "X-Version: secret"),
                    page("Cache-Control: max-age=10", "ETag: \"2\"", "X-Version: new"));
            page.get();
            stage.skip(20);
            Response validated = page.get();
            assertThat(validated.status()).isEqualTo(200);
            assertThat(validated.text()).isEqualTo("a page");
            assertThat(page.asked()).as("one question is enough").hasSize(2);
            assertThat(page.get().field("X-Version")).isEqualTo("new");
            assertThat(Scene.field(page.asked().get(2), "If-None-Match")).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "X-Kind", "X-Kind, Accept-Language"})
    void aValidationThatDependsOnMoreIsNotForOthers(String vary) throws IOException {
        Dialogue page = stage.letter(
                page("Cache-Control: max-age=10", "ETag: \"1\""),
                Scene.response(304, "", "Cache-Control: max-age=600", "ETag: \"1\"", "Vary: " + vary),
                page("Cache-Control: max-age=600", "ETag: \"1\"", "Vary: " + vary, "X-Version: new"));
        page.get("X-Kind: one");
        stage.skip(20);
        assertThat(page.get("X-Kind: one").text()).isEqualTo("a page");
        assertThat(page.get("X-Kind: two").field("X-Version")).isEqualTo("new");
    }
}
