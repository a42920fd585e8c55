package dev.slipway.law;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.testing.Dialogue;
import dev.slipway.testing.RawClient.Response;
import dev.slipway.testing.Scene;
import dev.slipway.testing.Stage;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Parts that are put together. */
class Rfc9111Section3_4OverTheWireTest {
    @RegisterExtension
    static final Stage stage = new Stage();

    private static final String DIGITS = "0123456789";

    private static String part(int first, int last, String... lines) {
        String[] all = new String[lines.length + 2];
        System.arraycopy(lines, 0, all, 0, lines.length);
        all[lines.length] = "Cache-Control: max-age=600";
        all[lines.length + 1] = "Content-Range: bytes " + first + "-" + last + "/10";
        return Scene.response(206, DIGITS.substring(first, last + 1), all);
    }

    @Test
    void adjoiningAndOverlappingPartsBecomeTheWhole() throws IOException {
        for (String second : new String[] {part(5, 9, "ETag: \"1\""), part(3, 9, "ETag: \"1\"")}) {
            Dialogue page = stage.letter(part(0, 4, "ETag: \"1\""), second);
            page.get("Range: bytes=0-4");
            page.get("Range: bytes=5-9");
            Response whole = page.get();
            assertThat(whole.status()).isEqualTo(200);
            assertThat(whole.text()).isEqualTo(DIGITS);
            assertThat(whole.field("Content-Range")).isNull();
            assertThat(whole.field("Content-Length")).isEqualTo("10");
            assertThat(page.get("Range: bytes=2-7").text()).isEqualTo("234567");
            assertThat(page.asked()).hasSize(2);
        }
    }

    @Test
    void partsInAnyOrder() throws IOException {
        Dialogue page = stage.letter(part(6, 9, "ETag: \"1\""), part(0, 2, "ETag: \"1\""), part(2, 6, "ETag: \"1\""));
        page.get("Range: bytes=6-9");
        page.get("Range: bytes=0-2");
        page.get("Range: bytes=2-6");
        assertThat(page.get("Range: bytes=1-6").text()).isEqualTo("123456");
    }

    @Test
    void whatHasAGapStaysApart() throws IOException {
        Dialogue page = stage.letter(
                part(0, 2, "ETag: \"1\""), part(5, 9, "ETag: \"1\""), Scene.response(200, DIGITS, "ETag: \"1\""));
        page.get("Range: bytes=0-2");
        page.get("Range: bytes=5-9");
        assertThat(page.get().text()).isEqualTo(DIGITS);
        assertThat(page.asked()).hasSize(3);
    }

    @Test
    void partsOfDifferentThingsAreNotMixed() throws IOException {
        String longer = Scene.response(
                206, "56789x", "ETag: \"1\"", "Cache-Control: max-age=600", "Content-Range: bytes 5-10/11");
        for (String other : new String[] {part(5, 9, "ETag: \"2\""), part(5, 9, "ETag: W/\"1\""), part(5, 9), longer}) {
            Dialogue page = stage.letter(
                    part(0, 4, "ETag: \"1\""), other, Scene.response(200, DIGITS, "Cache-Control: no-store"));
            page.get("Range: bytes=0-4");
            page.get("Range: bytes=5-9");
            page.get();
            assertThat(page.asked()).as(other).hasSize(3);
        }
    }

    @Test
    void theNewerPartsFieldsUpdateTheOlders() throws IOException {
        Dialogue page = stage.letter(
                part(0, 4, "ETag: \"1\"", "X-Old: kept", "X-Both: old"), part(5, 9, "ETag: \"1\"", "X-Both: new"));
        page.get("Range: bytes=0-4");
        page.get("Range: bytes=5-9");
        Response whole = page.get();
        assertThat(whole.text()).isEqualTo(DIGITS);
        assertThat(whole.field("X-Old")).isEqualTo("kept");
        assertThat(whole.field("X-Both")).isEqualTo("new");
    }

    @Test
    void bytesThatChangedTakeTheNewOnes() throws IOException {
        Dialogue page = stage.letter(
                part(0, 4, "ETag: \"1\""),
                Scene.response(
                        206, "ABCDE", "ETag: \"2\"", "Cache-Control: max-age=600", "Content-Range: bytes 0-4/10"));
        page.get("Range: bytes=0-4");
        page.get("Range: bytes=0-5");
        assertThat(page.get("Range: bytes=0-4").text()).as("the most recent").isEqualTo("ABCDE");
    }

    @Test
    void aPartOfTheNewVersionIsNotCutFromTheOldWhole() throws IOException {
        Dialogue page = stage.letter(
                Scene.response(200, DIGITS, "ETag: \"1\"", "Cache-Control: max-age=10"),
                Scene.response(
                        206, "ABCDE", "ETag: \"2\"", "Cache-Control: max-age=600", "Content-Range: bytes 0-4/10"),
                Scene.response(200, "ABCDEFGHIJ", "ETag: \"2\"", "Cache-Control: max-age=600"));
        page.get();
        stage.skip(20);
        String first = page.get("Range: bytes=0-4").text();
        String all = page.get().text();
        assertThat(first).isIn("01234", "ABCDE");
        assertThat(all).isIn("0123456789", "ABCDEFGHIJ");
    }

    @Test
    void aStalePartIsAskedForAnew() throws IOException {
        Dialogue page = stage.letter(part(0, 4, "ETag: \"1\""), part(0, 4, "ETag: \"2\""));
        page.get("Range: bytes=0-4");
        stage.skip(700);
        assertThat(page.get("Range: bytes=0-4").field("ETag")).isEqualTo("\"2\"");
        assertThat(page.asked()).hasSize(2);
        assertThat(page.lastAsked("Range")).isEqualTo("bytes=0-4");
        assertThat(page.lastAsked("If-None-Match")).isEmpty();
        assertThat(page.get("Range: bytes=1-2").text()).isEqualTo("12");
        assertThat(page.asked()).hasSize(2);
    }

    @Test
    void aStalePartBridgesAFailingApp() throws IOException {
        Dialogue page = stage.letter(part(0, 4, "ETag: \"1\""), "");
        page.get("Range: bytes=0-4");
        stage.skip(700);
        Response bridged = page.get("Range: bytes=1-2");
        assertThat(bridged.status()).isEqualTo(206);
        assertThat(bridged.text()).isEqualTo("12");
        assertThat(page.get("Range: bytes=1-6").status()).isEqualTo(502);
    }
}
