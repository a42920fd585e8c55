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

/** Stale when the app fails. */
class Rfc5861Section4OverTheWireTest {
    @RegisterExtension
    static final Stage stage = new Stage();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "max-age=100, stale-if-error=60|2|true",
                "max-age=100, stale-if-error=60|57|true",
                "max-age=100, stale-if-error=60|63|false",
                "max-age=100, Stale-If-Error=\"60\"|30|true",
                "s-maxage=100, stale-if-error=60|30|true",
                "s-maxage=100, stale-if-error=60|70|false",
                "max-age=100, stale-if-error=99999999999999999999|90000|true",
                "max-age=100, stale-if-error=0|2|false",
                "max-age=100, stale-if-error|2|false",
                "max-age=100, stale-if-error=x|2|false",
                "max-age=100, stale-if-error=60, stale-if-error=1|30|false",
                "max-age=100, stale-if-error=60, must-revalidate|30|false",
                "max-age=100, stale-if-error=60, proxy-revalidate|30|false",
                "no-cache, max-age=100, stale-if-error=60|30|false",
                "max-age=100, stale-while-revalidate=0|30|false",
                "max-age=100|30|false"
            })
    void staleIfErrorReachesAsFarAsItSays(String control, long after, boolean served) throws IOException {
        for (int code : new int[] {500, 502, 503, 504}) {
            Dialogue page =
                    stage.safe(page("Cache-Control: " + control, "ETag: \"1\""), Scene.response(code, "an error"));
            page.get();
            stage.skip(100 + after);
            Response answer = page.get();
            assertThat(answer.status()).isEqualTo(served ? 200 : code);
            assertThat(answer.text()).isEqualTo(served ? "a page" : "an error");
            if (served) {
                assertThat(Long.parseLong(String.valueOf(answer.field("Age")))).isBetween(100 + after, 102 + after);
                assertThat(status(answer)).contains("fwd=stale").contains("fwd-status=" + code);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\nContent-Length: 1, 2\r\n\r\n\0", "nothing like HTTP\r\n\r\n\0"})
    void noAnswerIsAnErrorToo(String answer) throws IOException {
        Dialogue page = stage.safe(page("Cache-Control: s-maxage=100, stale-if-error=60", "ETag: \"1\""), answer);
        page.get();
        stage.skip(130);
        assertThat(page.get().status()).isEqualTo(200);
        stage.skip(60);
        assertThat(page.get().status()).isEqualTo(502);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 410, 429, 501, 505, 599})
    void otherStatusesAreTheAppsAnswer(int code) throws IOException {
        Dialogue page = stage.safe(
                page("Cache-Control: max-age=100, stale-if-error=600", "ETag: \"1\""), Scene.response(code, "answer"));
        page.get();
        stage.skip(130);
        assertThat(page.get().status()).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({"60, 30, true", "60, 70, false", "x, 30, false"})
    void aClientMayAskForItToo(String window, long after, boolean served) throws IOException {
        Dialogue page =
                stage.letter(page("Cache-Control: max-age=100", "ETag: \"1\""), Scene.response(503, "an error"));
        page.get();
        stage.skip(100 + after);
        assertThat(page.get("Cache-Control: stale-if-error=" + window).status()).isEqualTo(served ? 200 : 503);
    }

    @Test
    void anErrorDoesNotDisplaceWhatIsStored() throws IOException {
        Dialogue page = stage.safe(
                page("Cache-Control: max-age=100, stale-if-error=600", "ETag: \"1\""),
                Scene.response(503, "down", "Cache-Control: max-age=5"),
                Scene.response(304, "", "ETag: \"1\"", "Cache-Control: max-age=100"));
        page.get();
        stage.skip(130);
        assertThat(page.get().text()).isEqualTo("a page");
        assertThat(page.get().text()).isEqualTo("a page");
        assertThat(page.isHit()).isTrue();
    }
}
