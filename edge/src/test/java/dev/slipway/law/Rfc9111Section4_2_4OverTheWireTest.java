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

/** Stale responses while the app is gone. */
class Rfc9111Section4_2_4OverTheWireTest {
    @RegisterExtension
    static final Stage stage = new Stage();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "max-age=10|true",
                "max-age=10, public|true",
                "max-age=10, foo|true",
                "max-age=10, no-must-revalidate|true",
                "max-age=10, s-maxage=10, stale-if-error=600|true",
                "max-age=10, must-revalidate|false",
                "max-age=10, Must-Revalidate|false",
                "max-age=10, must-revalidate=1|false",
                "max-age=10, must-revalidate, stale-if-error=600|false",
                "max-age=10, proxy-revalidate|false",
                "max-age=10, PROXY-REVALIDATE, stale-while-revalidate=600|false",
                "s-maxage=10|false",
                "s-maxage=10, max-age=900|false",
                "no-cache|false",
                "no-cache, max-age=10, stale-if-error=600|false"
            })
    void isServedWhenTheAppIsGoneUnlessForbidden(String control, boolean served) throws IOException {
        for (String prefix : new String[] {"/safe/", "/letter/"}) {
            Dialogue page = stage.on(prefix, page("Cache-Control: " + control, "ETag: \"1\""), "");
            page.get();
            stage.skip(100);
            Response answer = page.get();
            assertThat(answer.status()).as(prefix).isEqualTo(served ? 200 : 502);
            if (served) {
                assertThat(answer.text()).isEqualTo("a page");
                assertThat(Integer.parseInt(String.valueOf(answer.field("Age"))))
                        .isBetween(100, 102);
            }
        }
    }

    @Test
    void isServedForADayAtMost() throws IOException {
        Dialogue page = stage.letter(page("Cache-Control: max-age=10", "ETag: \"1\""), "");
        page.get();
        stage.skip(86_000);
        assertThat(page.get().status()).isEqualTo(200);
        stage.skip(500);
        assertThat(page.get().status()).isEqualTo(502);
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 504, 404, 400, 599})
    void anErrorOfTheAppIsItsAnswer(int code) throws IOException {
        Dialogue page =
                stage.letter(page("Cache-Control: max-age=10", "ETag: \"1\""), Scene.response(code, "an error"));
        page.get();
        stage.skip(100);
        Response answer = page.get();
        assertThat(answer.status()).isEqualTo(code);
        assertThat(answer.text()).isEqualTo("an error");
    }

    @Test
    void anAnswerThatBreaksOffIsNoneEither() throws IOException {
        for (String broken :
                new String[] {"HTTP/1.1 200", "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n", "junk\r\n\r\n"}) {
            Dialogue page = stage.letter(page("Cache-Control: max-age=10", "ETag: \"1\""), broken + Stage.THEN_CLOSE);
            page.get();
            stage.skip(100);
            assertThat(page.get().status()).as(broken).isEqualTo(200);
        }
    }

    @Test
    void nothingStaleIsServedWhileTheAppAnswers() throws IOException {
        Dialogue page = stage.letter(
                page("Cache-Control: max-age=10", "X-Is: old"), page("Cache-Control: max-age=10", "X-Is: new"));
        page.get();
        stage.skip(11);
        Response answer = page.get();
        assertThat(answer.field("X-Is")).isEqualTo("new");
        assertThat(status(answer)).startsWith("slipway; fwd=stale");
    }

    @Test
    void whatAnUnsafeRequestMadeInvalidIsNotServedInItsPlace() throws IOException {
        Dialogue page =
                stage.letter(page("Cache-Control: max-age=600", "ETag: \"1\""), Scene.response(200, "done"), "");
        page.get();
        page.send("POST", "Content-Length: 0");
        assertThat(page.get().status())
                .as("needs a validation that nobody can give")
                .isEqualTo(502);
    }
}
