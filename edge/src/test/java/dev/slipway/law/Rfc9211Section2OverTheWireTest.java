package dev.slipway.law;

import static dev.slipway.testing.Dialogue.status;
import static dev.slipway.testing.Stage.page;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.http.StructuredFields;
import dev.slipway.testing.Dialogue;
import dev.slipway.testing.RawClient.Response;
import dev.slipway.testing.Scene;
import dev.slipway.testing.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Cache-Status says. */
class Rfc9211Section2OverTheWireTest {
    @RegisterExtension
    static final Stage stage = new Stage();

    private static String said(Response response) throws StructuredFields.Malformed {
        String said = status(response);
        assertThat(StructuredFields.list(said)).as("a list of one member").hasSize(1);
        assertThat(said.contains("; hit") && said.contains("; fwd"))
                .as("one of them")
                .isFalse();
        return said;
    }

    @Test
    void aHit() throws Exception {
        Dialogue page = stage.safe(page("Cache-Control: max-age=100", "ETag: \"1\""));
        page.get();
        stage.skip(30);
        assertThat(said(page.get())).matches("slipway; hit; ttl=(70|69|68)");
        assertThat(said(page.get("If-None-Match: \"1\""))).startsWith("slipway; hit; ttl=");
        assertThat(said(page.get("Range: bytes=0-1"))).startsWith("slipway; hit; ttl=");
        assertThat(said(page.send("HEAD"))).startsWith("slipway; hit; ttl=");
    }

    @Test
    void aStaleHitHasANegativeTtl() throws Exception {
        Dialogue page = stage.safe(page("Cache-Control: max-age=100, stale-while-revalidate=100"));
        page.get();
        stage.skip(130);
        assertThat(said(page.get())).matches("slipway; hit; ttl=-3[0-2]; detail=stale-while-revalidate");
    }

    @Test
    void aMissThatIsStored() throws Exception {
        assertThat(said(stage.safe(page("Cache-Control: max-age=100")).get()))
                .matches("slipway; fwd=uri-miss; ttl=(100|99); stored");
    }

    @ParameterizedTest
    @CsvSource({"no-store, no-store", "private, private", "foo, no-freshness"})
    void aMissThatIsNotStoredSaysWhy(String control, String detail) throws Exception {
        assertThat(said(stage.safe(page("Cache-Control: " + control)).get()))
                .isEqualTo("slipway; fwd=uri-miss; detail=" + detail);
    }

    @Test
    void eachReasonToGoForward() throws Exception {
        Dialogue page = stage.letter(
                page("Cache-Control: max-age=100", "Vary: X-A", "ETag: \"1\""),
                page("Cache-Control: max-age=100", "Vary: X-A", "ETag: \"2\""),
                Scene.response(304, "", "ETag: \"2\""),
                Scene.response(304, "", "ETag: \"2\""));
        assertThat(said(page.get())).startsWith("slipway; fwd=uri-miss");
        assertThat(said(page.get("X-A: 1"))).startsWith("slipway; fwd=vary-miss");
        assertThat(said(page.get("X-A: 1", "Cache-Control: no-cache")))
                .isEqualTo("slipway; fwd=request; fwd-status=304");
        stage.skip(130);
        assertThat(said(page.get("X-A: 1"))).isEqualTo("slipway; fwd=stale; fwd-status=304");
        assertThat(said(page.send("POST", "Content-Length: 0"))).startsWith("slipway; fwd=method");
        assertThat(said(stage.never(page()).get())).startsWith("slipway; fwd=bypass");
        Dialogue part = stage.letter(
                Scene.response(206, "pag", "Cache-Control: max-age=60", "ETag: \"1\"", "Content-Range: bytes 2-4/6"),
                page("Cache-Control: max-age=60", "ETag: \"1\""));
        part.get("Range: bytes=2-4");
        assertThat(said(part.get("Range: bytes=3-3"))).startsWith("slipway; hit");
        assertThat(said(part.get())).startsWith("slipway; fwd=partial");
    }

    @Test
    void theStatusOfTheAppWhereItIsNotTheOneSent() throws Exception {
        Dialogue page = stage.safe(page("Cache-Control: max-age=100", "ETag: \"1\""));
        Response notModified = page.get("If-None-Match: \"1\"");
        assertThat(notModified.status()).isEqualTo(304);
        assertThat(said(notModified)).contains("; fwd-status=200");
        Dialogue failing = stage.safe(
                page("Cache-Control: max-age=100, stale-if-error=100", "ETag: \"1\""), Scene.response(503, "down"));
        failing.get();
        stage.skip(130);
        assertThat(said(failing.get())).contains("; fwd-status=503");
    }

    @Test
    void whatCachesBehindSaidIsKept() throws Exception {
        Dialogue page = stage.safe(page(
                "Cache-Control: max-age=100", "Cache-Status: inner; hit; ttl=5", "Cache-Status: \"CDN\"; fwd=miss"));
        for (String expected : new String[] {"slipway; fwd=uri-miss", "slipway; hit"}) {
            Response answer = page.get();
            assertThat(answer.all("Cache-Status")).hasSize(3);
            assertThat(answer.all("Cache-Status").getFirst()).isEqualTo("inner; hit; ttl=5");
            assertThat(answer.all("Cache-Status").getLast()).startsWith(expected);
        }
    }

    @Test
    void whatTheEdgeAnswersItselfSaysOnlyWhy() throws Exception {
        assertThat(said(stage.safe(page()).get("Cache-Control: only-if-cached")))
                .isEqualTo("slipway; detail=only-if-cached");
        assertThat(said(stage.safe("").get())).isEqualTo("slipway; detail=app-broken-answer");
    }

    @Test
    void aDetailWithOddSignsIsAString() throws Exception {
        Dialogue page = stage.safe(page("Cache-Control: max-age=100"));
        assertThat(said(page.get("Cookie: s\"e\\s=1"))).endsWith("detail=\"personal request: cookie s\\\"e\\\\s\"");
    }
}
