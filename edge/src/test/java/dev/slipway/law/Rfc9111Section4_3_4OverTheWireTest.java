package dev.slipway.law;

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

/** What a 304 updates. */
class Rfc9111Section4_3_4OverTheWireTest {
    @RegisterExtension
    static final Stage stage = new Stage();

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

    @Test
    void a304UpdatesAllThatShareItsStrongTag() throws IOException {
        Dialogue page = stage.letter(
                page("Cache-Control: max-age=10", "ETag: \"1\"", "Vary: X-A"),
                page("Cache-Control: max-age=10", "ETag: \"1\""),
                Scene.response(304, "", "Cache-Control: max-age=600", "ETag: \"1\"", "X-Is: new"));
        page.get("X-A: 1");
        page.get("X-A: 2");
        stage.skip(20);
        assertThat(page.get("X-A: 1").field("X-Is")).isEqualTo("new");
        assertThat(page.get("X-A: 2").field("X-Is"))
                .as("the request could have selected it too")
                .isEqualTo("new");
        assertThat(page.asked()).hasSize(3);
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
}
