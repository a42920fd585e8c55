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

/** Conditions of clients. */
class Rfc9111Section4_3_2OverTheWireTest {
    @RegisterExtension
    static final Stage stage = new Stage();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "If-None-Match: \"1\"|304",
                "If-None-Match: W/\"1\"|304",
                "If-None-Match: \"0\", \"1\"|304",
                "If-None-Match: \"0\",W/\"1\" , \"2\"|304",
                "If-None-Match: , \"1\",,|304",
                "If-None-Match: *|304",
                "If-None-Match: \"2\"|200",
                "If-None-Match: 1|200",
                "If-None-Match: w/\"1\"|200",
                "If-None-Match: \"1|200",
                "If-None-Match: \"\"|200",
                "If-None-Match: '1'|200",
                "If-None-Match: \"0, 1\"|200",
                "If-None-Match:|200"
            })
    void ifNoneMatchIsJudgedAgainstWhatIsStored(String condition, int expected) throws IOException {
        Dialogue page = stage.safe(page("Cache-Control: max-age=60", "ETag: \"1\"", "X-Field: 1"));
        page.get();
        for (String method : new String[] {"GET", "HEAD"}) {
            Response answer = page.send(method, condition);
            assertThat(answer.status()).isEqualTo(expected);
            assertThat(status(answer)).startsWith("slipway; hit");
            assertThat(answer.field("ETag")).isEqualTo("\"1\"");
            assertThat(answer.field("Cache-Control")).isEqualTo("max-age=60");
            assertThat(answer.field("Age")).isNotNull();
            assertThat(answer.field("Date")).isNotNull();
        }
        assertThat(page.asked()).hasSize(1);
    }

    @Test
    void ifNoneMatchOverSeveralLines() throws IOException {
        Dialogue page = stage.safe(page("Cache-Control: max-age=60", "ETag: \"1\""));
        page.get();
        assertThat(page.get("If-None-Match: \"0\"", "If-None-Match: \"1\"").status())
                .isEqualTo(304);
    }

    @Test
    void ifNoneMatchGoesBeforeIfModifiedSince() throws IOException {
        Dialogue page =
                stage.safe(page("Cache-Control: max-age=60", "ETag: \"1\"", "Last-Modified: " + stage.date(-1000)));
        page.get();
        String since = "If-Modified-Since: " + stage.date(0);
        assertThat(page.get("If-None-Match: \"2\"", since).status()).isEqualTo(200);
        assertThat(page.get("If-None-Match: \"1\"", "If-Modified-Since: " + stage.date(-9000))
                        .status())
                .isEqualTo(304);
        assertThat(page.get(since).status()).isEqualTo(304);
    }

    @ParameterizedTest
    @CsvSource({"0, 304", "5000, 304", "-1000, 304", "-1001, 200", "-9000, 200"})
    void ifModifiedSinceIsJudgedAgainstLastModified(long seconds, int expected) throws IOException {
        String modified = stage.date(-1000);
        String since = seconds == -1000 ? modified : stage.date(seconds);
        Dialogue page = stage.safe(page("Cache-Control: max-age=60", "Last-Modified: " + modified));
        assertThat(page.get("If-Modified-Since: " + since).status())
                .as("while it is fetched")
                .isEqualTo(expected);
        assertThat(page.get("If-Modified-Since: " + since).status())
                .as("from the store")
                .isEqualTo(expected);
        assertThat(page.asked()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"yesterday", "0", "Thu, 32 Jan 2099 00:00:00 GMT", "2099-01-01T00:00:00Z", "\"1\""})
    void anIfModifiedSinceThatIsNoDateAsksNothing(String since) throws IOException {
        Dialogue page = stage.safe(page("Cache-Control: max-age=60", "Last-Modified: " + stage.date(-1000)));
        page.get();
        assertThat(page.get("If-Modified-Since: " + since).status()).isEqualTo(200);
    }

    @Test
    void aDateIsAValidatorForRangesOnlyWhenItIsStrong() throws IOException {
        String modified = stage.date(-1000);
        Dialogue strong = stage.safe(page("Cache-Control: max-age=600", "Last-Modified: " + modified));
        strong.get();
        assertThat(strong.get("Range: bytes=2-3", "If-Range: " + modified).status())
                .isEqualTo(206);
        assertThat(strong.get("Range: bytes=2-3", "If-Range: " + stage.date(-900))
                        .status())
                .isEqualTo(200);
        String date = stage.date(0);
        Dialogue weak = stage.safe(page("Cache-Control: max-age=600", "Last-Modified: " + date, "Date: " + date));
        weak.get();
        assertThat(weak.get("Range: bytes=2-3", "If-Range: " + date).status())
                .as("it might have changed twice within that second")
                .isEqualTo(200);
    }

    @Test
    void withoutLastModifiedDateCounts() throws IOException {
        String date = stage.date(-100);
        Dialogue page = stage.safe(page("Cache-Control: max-age=600", "Date: " + date));
        assertThat(page.get("If-Modified-Since: " + stage.date(-50)).status())
                .as("while it is fetched")
                .isEqualTo(304);
        assertThat(page.get("If-Modified-Since: " + date).status()).isEqualTo(304);
        assertThat(page.get("If-Modified-Since: " + stage.date(-50)).status()).isEqualTo(304);
        assertThat(page.get("If-Modified-Since: " + stage.date(-200)).status()).isEqualTo(200);
        assertThat(page.get("Range: bytes=2-3", "If-Range: " + date).status())
                .as("Date is no validator for ranges")
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"If-Match: \"2\"", "If-Match: *", "If-Unmodified-Since: Thu, 01 Jan 1970 00:00:00 GMT"})
    void whatOnlyTheAppCanJudgeGoesToTheApp(String condition) throws IOException {
        Dialogue page = stage.on(
                "/safe/",
                head -> Scene.field(head, "If-Match").isEmpty()
                                && Scene.field(head, "If-Unmodified-Since").isEmpty()
                        ? page("Cache-Control: max-age=60", "ETag: \"1\"")
                        : Scene.response(412, "no", "Cache-Control: max-age=60"));
        page.get();
        assertThat(page.get(condition).status()).isEqualTo(412);
        assertThat(page.get(condition).status()).isEqualTo(412);
        assertThat(page.asked()).hasSize(3);
        assertThat(page.isHit()).isTrue();
    }

    @Test
    void conditionsOfARequestForWhatIsNotStoredAreJudgedWhenItComes() throws IOException {
        Dialogue page = stage.safe(page("Cache-Control: max-age=60", "ETag: \"1\""));
        Response first = page.get("If-None-Match: \"1\"");
        assertThat(first.status()).isEqualTo(304);
        assertThat(status(first))
                .contains("fwd=uri-miss")
                .contains("fwd-status=200")
                .contains("stored");
        assertThat(page.lastAsked("If-None-Match")).isEmpty();
        assertThat(page.get().text()).isEqualTo("a page");
        assertThat(page.asked()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/safe/", "/letter/"})
    void conditionsOfWhatIsNotSharedAreTheAppsToJudge(String prefix) throws IOException {
        Dialogue page = stage.on(
                prefix,
                head -> Scene.field(head, "If-None-Match").isEmpty()
                        ? page("Cache-Control: private", "ETag: \"1\"")
                        : Scene.response(304, "", "Cache-Control: private", "ETag: \"1\""));
        page.get();
        for (int i = 0; i < 2; i++) {
            assertThat(page.get("If-None-Match: \"1\"").status()).isEqualTo(304);
            assertThat(page.lastAsked("If-None-Match")).isEqualTo("\"1\"");
        }
        Dialogue personal = stage.on(
                prefix,
                head -> Scene.field(head, "If-None-Match").isEmpty()
                        ? page("ETag: \"1\"")
                        : Scene.response(304, "", "ETag: \"1\""));
        assertThat(personal.get("Authorization: Bearer x", "If-None-Match: \"1\"")
                        .status())
                .isEqualTo(304);
        assertThat(personal.get().status()).isEqualTo(200);
    }

    @Test
    void conditionsAreOnlyForASuccess() throws IOException {
        Dialogue page = stage.safe(Scene.response(404, "none", "Cache-Control: max-age=60", "ETag: \"1\""));
        page.get();
        assertThat(page.get("If-None-Match: \"1\"").status()).isEqualTo(404);
        assertThat(page.get("Range: bytes=0-1").status()).isEqualTo(404);
    }

    @Test
    void aValidationServesAClientThatHasAnotherTag() throws IOException {
        Dialogue page = stage.letter(
                page("Cache-Control: max-age=10", "ETag: \"1\""),
                Scene.response(304, "", "ETag: \"1\"", "Cache-Control: max-age=10"));
        page.get();
        stage.skip(20);
        Response other = page.get("If-None-Match: \"2\"");
        assertThat(other.status()).isEqualTo(200);
        assertThat(other.text()).isEqualTo("a page");
        stage.skip(20);
        assertThat(page.get("If-None-Match: \"1\"").status()).isEqualTo(304);
    }
}
