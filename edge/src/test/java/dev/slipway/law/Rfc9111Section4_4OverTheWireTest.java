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

/** What an unsafe request makes invalid. */
class Rfc9111Section4_4OverTheWireTest {
    @RegisterExtension
    static final Stage stage = new Stage();

    private static Dialogue storedPage(String prefix) throws IOException {
        Dialogue page = stage.on(
                prefix,
                head -> head.startsWith("GET ")
                        ? page("Cache-Control: max-age=600", "ETag: \"1\"")
                        : Scene.response(200, "done"));
        page.get();
        assertThat(page.isHit()).isTrue();
        return page;
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "FOO", "LOCK", "PROPPATCH", "post"})
    void theTargetOfAnUnsafeRequest(String method) throws IOException {
        for (String prefix : new String[] {"/safe/", "/letter/"}) {
            Dialogue page = storedPage(prefix);
            page.send(method, "Content-Length: 0");
            assertThat(status(page.get())).startsWith("slipway; fwd=stale");
            assertThat(page.lastAsked("If-None-Match")).as("validated").isEqualTo("\"1\"");
            assertThat(page.isHit()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HEAD", "OPTIONS", "GET"})
    void notThatOfASafeOne(String method) throws IOException {
        Dialogue page = storedPage("/letter/");
        page.send(method, "Cache-Control: max-age=9999");
        assertThat(page.isHit()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "200, true", "201, true", "202, true", "204, true", "299, true", "300, true", "301, true", "303, true",
        "304, true", "307, true", "399, true", "400, false", "401, false", "403, false", "404, false", "409, false",
        "422, false", "499, false", "500, false", "503, false", "599, false"
    })
    void onlyWhenItDidNotFail(int code, boolean invalidated) throws IOException {
        Dialogue other = storedPage("/letter/");
        Dialogue page = stage.on(
                "/letter/",
                head -> head.startsWith("GET ")
                        ? page("Cache-Control: max-age=600")
                        : Scene.response(code, "", "Location: " + other.path()));
        page.get();
        page.send("POST", "Content-Length: 0");
        assertThat(page.isHit()).isEqualTo(!invalidated);
        assertThat(other.isHit()).isEqualTo(!invalidated);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Location", "Content-Location", "location", "CONTENT-LOCATION"})
    void whatTheResponsePointsTo(String field) throws IOException {
        for (String form : new String[] {
            "%s",
            "http://shop.localhost%s",
            "HTTP://SHOP.localhost%s",
            "//shop.localhost%s",
            "http://shop.localhost:80%s",
            "/x/..%s",
            "%s#there",
            " %s "
        }) {
            Dialogue other = storedPage("/letter/");
            Dialogue page = stage.letter(Scene.response(201, "made", field + ": " + form.formatted(other.path())));
            page.send("POST", "Content-Length: 0");
            assertThat(other.isHit()).as(form).isFalse();
        }
    }

    @Test
    void whatARelativeReferencePointsTo() throws IOException {
        Dialogue other = storedPage("/letter/");
        String name = other.path().substring("/letter/".length());
        stage.letter(Scene.response(201, "made", "Location: " + name)).send("POST", "Content-Length: 0");
        assertThat(other.isHit()).isFalse();
        stage.letter(Scene.response(201, "made", "Location: ./" + name)).send("POST", "Content-Length: 0");
        assertThat(other.isHit()).isFalse();
        Dialogue self = storedPage("/letter/");
        assertThat(status(self.sendTo("GET", self.path() + "?q=1"))).contains("stored");
        Dialogue query = stage.letter(Scene.response(201, "made", "Content-Location: " + self.path() + "?q=1"));
        query.send("PUT", "Content-Length: 0");
        assertThat(status(self.sendTo("GET", self.path() + "?q=1"))).startsWith("slipway; fwd=stale");
        assertThat(self.isHit()).as("another target").isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://other.example%s",
                "https://shop.localhost%s",
                "http://shop.localhost:8080%s",
                "//other.example%s",
                "http://staging.shop.localhost%s",
                "http://shop.localhost.other.example%s",
                "http://user@shop.localhost%s",
                "http://other.example/http://shop.localhost%s",
                "ftp://shop.localhost%s",
                "urn:%s",
                "http:%s%%zz"
            })
    void notWhatBelongsToAnotherOrigin(String form) throws IOException {
        Dialogue other = storedPage("/letter/");
        for (String field : new String[] {"Location", "Content-Location"}) {
            Dialogue page = stage.letter(Scene.response(201, "made", field + ": " + form.formatted(other.path())));
            page.send("POST", "Content-Length: 0");
            assertThat(other.isHit()).isTrue();
        }
    }

    @Test
    void everyVariant() throws IOException {
        Dialogue page = stage.on(
                "/letter/",
                head -> head.startsWith("GET ")
                        ? page("Cache-Control: max-age=600", "Vary: X-A")
                        : Scene.response(204, ""));
        page.get("X-A: 1");
        page.get("X-A: 2");
        page.send("DELETE");
        assertThat(page.isHit("X-A: 1")).isFalse();
        assertThat(page.isHit("X-A: 2")).isFalse();
    }

    @Test
    void beforeTheClientHearsOfIt() throws IOException {
        for (int i = 0; i < 50; i++) {
            Dialogue page = storedPage("/safe/");
            page.send("POST", "Content-Length: 0");
            assertThat(page.isHit()).isFalse();
        }
    }

    @Test
    void aSafeRouteThatStoresNothingInvalidatesToo() throws IOException {
        Dialogue other = storedPage("/letter/");
        Dialogue never = stage.never(Scene.response(303, "", "Location: " + other.path()));
        never.send("POST", "Content-Length: 0");
        assertThat(other.isHit()).isFalse();
    }
}
