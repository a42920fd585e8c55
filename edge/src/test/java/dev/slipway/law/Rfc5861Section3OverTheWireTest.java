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

/** Stale while it is validated. */
class Rfc5861Section3OverTheWireTest {
    @RegisterExtension
    static final Stage stage = new Stage();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // Cache-Control; seconds after the end of its lifetime, which is 100; whether it is served at once
                "max-age=100, stale-while-revalidate=60|2|true",
                "max-age=100, stale-while-revalidate=60|57|true",
                "max-age=100, stale-while-revalidate=60|63|false",
                "max-age=100, Stale-While-Revalidate=\"60\"|50|true",
                "s-maxage=100, stale-while-revalidate=60|50|true",
                "max-age=100, stale-while-revalidate=99999999999999999999|86400|true",
                "max-age=100, stale-while-revalidate=0|2|false",
                "max-age=100, stale-while-revalidate|2|false",
                "max-age=100, stale-while-revalidate=x|2|false",
                "max-age=100, stale-while-revalidate=-60|2|false",
                "max-age=100, stale-while-revalidate=60, stale-while-revalidate=1|30|false",
                "max-age=100, stale-while-revalidate=60, must-revalidate|30|false",
                "max-age=100, stale-while-revalidate=60, proxy-revalidate|30|false",
                "max-age=100, stale-if-error=60|30|false"
            })
    void staleWhileRevalidateReachesAsFarAsItSays(String control, long after, boolean served) throws IOException {
        for (String prefix : new String[] {"/safe/", "/letter/"}) {
            Dialogue page = stage.on(
                    prefix,
                    page("Cache-Control: " + control, "X-Is: old", "ETag: \"1\""),
                    page("Cache-Control: " + control, "X-Is: new", "ETag: \"2\""));
            page.get();
            stage.skip(100 + after);
            Response answer = page.get();
            assertThat(answer.field("X-Is")).as(prefix).isEqualTo(served ? "old" : "new");
            if (served) {
                assertThat(status(answer))
                        .startsWith("slipway; hit; ttl=-")
                        .endsWith("; detail=stale-while-revalidate");
                assertThat(Long.parseLong(String.valueOf(answer.field("Age")))).isBetween(100 + after, 102 + after);
                Edge.await("the app is asked behind", () -> page.asked().size() == 2);
                assertThat(page.lastAsked("If-None-Match")).isEqualTo("\"1\"");
            }
        }
    }

    @Test
    void whatCameBehindIsServedNext() throws IOException {
        Dialogue page = stage.safe(
                page("Cache-Control: max-age=100, stale-while-revalidate=60", "ETag: \"1\""),
                Scene.response(304, "", "ETag: \"1\"", "Cache-Control: max-age=100, stale-while-revalidate=60"));
        page.get();
        stage.skip(130);
        page.get();
        Edge.await("it is fresh again", () -> Dialogue.ttl(get(page)) > 90);
        assertThat(page.asked()).hasSize(2);
    }

    @Test
    void whatFailsBehindHarmsNobodyWithinTheWindow() throws IOException {
        Dialogue page = stage.safe(
                page("Cache-Control: max-age=100, stale-while-revalidate=600", "ETag: \"1\""),
                Scene.response(503, "down"),
                "",
                page("Cache-Control: max-age=100", "ETag: \"2\""));
        page.get();
        stage.skip(150);
        Edge.await("the app, failing twice, is asked until it answers", () -> {
            Response answer = get(page);
            assertThat(answer.status()).isEqualTo(200);
            return "\"2\"".equals(answer.field("ETag"));
        });
        assertThat(page.asked()).hasSizeGreaterThanOrEqualTo(4);
    }

    private static Response get(Dialogue page) {
        try {
            return page.get();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void afterTheWindowTheRequestWaits() throws IOException {
        Dialogue page = stage.safe(
                page("Cache-Control: max-age=100, stale-while-revalidate=60", "X-Is: old"),
                page("Cache-Control: max-age=100", "X-Is: new"));
        page.get();
        stage.skip(170);
        Response answer = page.get();
        assertThat(answer.field("X-Is")).isEqualTo("new");
        assertThat(status(answer)).startsWith("slipway; fwd=stale");
    }
}
