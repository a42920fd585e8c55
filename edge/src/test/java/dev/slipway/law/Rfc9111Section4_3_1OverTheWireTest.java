package dev.slipway.law;

import static dev.slipway.testing.Stage.page;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.testing.Dialogue;
import dev.slipway.testing.RawClient.Response;
import dev.slipway.testing.Scene;
import dev.slipway.testing.Stage;
import java.io.IOException;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the edge asks the app when it validates. */
class Rfc9111Section4_3_1OverTheWireTest {
    @RegisterExtension
    static final Stage stage = new Stage();

    /** The dialogue after a validation of a response with these lines, with that request. */
    private static Dialogue validated(String[] stored, String... request) throws IOException {
        String[] lines = new String[stored.length + 1];
        lines[0] = "Cache-Control: max-age=10";
        System.arraycopy(stored, 0, lines, 1, stored.length);
        Dialogue page = stage.letter(page(lines));
        page.get(request);
        stage.skip(20);
        page.get(request);
        assertThat(page.asked()).hasSize(2);
        return page;
    }

    @Test
    void bothValidatorsAreSent() throws IOException {
        String modified = stage.date(-1000);
        Dialogue page = validated(new String[] {"ETag: \"1\"", "Last-Modified: " + modified});
        assertThat(page.lastAsked("If-None-Match")).isEqualTo("\"1\"");
        assertThat(page.lastAsked("If-Modified-Since")).isEqualTo(modified);
        Dialogue weak = validated(new String[] {"ETag: W/\"1\""});
        assertThat(weak.lastAsked("If-None-Match")).isEqualTo("W/\"1\"");
        assertThat(weak.lastAsked("If-Modified-Since")).isEmpty();
        Dialogue dateOnly = validated(new String[] {"Last-Modified: " + modified});
        assertThat(dateOnly.lastAsked("If-None-Match")).isEmpty();
        assertThat(dateOnly.lastAsked("If-Modified-Since")).isEqualTo(modified);
    }

    @Test
    void whatIsNoValidatorIsNotSent() throws IOException {
        Dialogue page = validated(new String[] {"ETag: unquoted", "Last-Modified: yesterday"});
        assertThat(page.lastAsked("If-None-Match")).isEmpty();
        assertThat(page.lastAsked("If-Modified-Since")).isEmpty();
    }

    @Test
    void aDateInAnotherCaseIsSentAsItCame() throws IOException {
        String modified = stage.date(-1000).toLowerCase(Locale.ROOT);
        assertThat(validated(new String[] {"Last-Modified: " + modified}).lastAsked("If-Modified-Since"))
                .isEqualTo(modified);
    }

    @Test
    void theClientsOwnConditionsGiveWayToTheEdges() throws IOException {
        Dialogue page = validated(
                new String[] {"ETag: \"1\""},
                "If-None-Match: \"mine\"",
                "If-Modified-Since: " + stage.date(0),
                "Accept: text/html",
                "X-Mine: 1");
        assertThat(page.lastAsked("If-None-Match")).isEqualTo("\"1\"");
        assertThat(page.lastAsked("If-Modified-Since")).isEmpty();
        assertThat(page.lastAsked("Accept"))
                .as("what Vary might name goes along")
                .isEqualTo("text/html");
        assertThat(page.lastAsked("X-Mine")).isEqualTo("1");
    }

    @Test
    void aRangeIsNotAskedForWithAValidation() throws IOException {
        Dialogue page = stage.letter(
                page("Cache-Control: max-age=10", "ETag: \"1\""),
                Scene.response(304, "", "ETag: \"1\"", "Cache-Control: max-age=10"));
        page.get();
        stage.skip(20);
        Response part = page.get("Range: bytes=2-3");
        assertThat(page.lastAsked("If-None-Match")).isEqualTo("\"1\"");
        assertThat(page.lastAsked("Range")).isEmpty();
        assertThat(part.status()).isEqualTo(206);
        assertThat(part.text()).isEqualTo("pa");
    }
}
