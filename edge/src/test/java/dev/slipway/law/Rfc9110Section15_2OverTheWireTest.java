package dev.slipway.law;

import static dev.slipway.testing.Stage.page;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.testing.Dialogue;
import dev.slipway.testing.RawClient;
import dev.slipway.testing.RawClient.Response;
import dev.slipway.testing.Scene;
import dev.slipway.testing.Stage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Interim responses (RFC 8297 too), in front of a cache. */
class Rfc9110Section15_2OverTheWireTest {
    @RegisterExtension
    static final Stage stage = new Stage();

    private static final String HINTS = "HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n";

    /** Every response to one GET, interim ones first. */
    private static List<Response> all(Dialogue page, String... lines) throws IOException {
        List<Response> all = new ArrayList<>();
        try (RawClient client = stage.edge().connect()) {
            client.send(Scene.request("GET", page.path(), lines));
            do {
                all.add(client.read());
            } while (all.getLast().status() < 200);
        }
        return all;
    }

    @ParameterizedTest
    @ValueSource(strings = {"/safe/", "/letter/", "/never/"})
    void interimResponsesAreForwardedInOrder(String prefix) throws IOException {
        Dialogue page = stage.on(
                prefix,
                "HTTP/1.1 102 Processing\r\n\r\n" + HINTS
                        + "HTTP/1.1 199 Odd\r\nX-A: 1\r\nConnection: X-B\r\nX-B: 2\r\n\r\n"
                        + page("Cache-Control: max-age=60"));
        List<Response> all = all(page);
        assertThat(all).extracting(Response::status).containsExactly(102, 103, 199, 200);
        assertThat(all.get(1).field("Link")).isEqualTo("</a.css>; rel=preload");
        assertThat(all.get(2).field("X-A")).isEqualTo("1");
        assertThat(all.get(2).field("X-B")).isNull();
        assertThat(all.getLast().text()).isEqualTo("a page");
        assertThat(all.getLast().field("Link"))
                .as("not part of the final response")
                .isNull();
    }

    @Test
    void interimResponsesAreNotStored() throws IOException {
        Dialogue page = stage.safe(HINTS + page("Cache-Control: max-age=60"));
        all(page);
        List<Response> stored = all(page);
        assertThat(stored).extracting(Response::status).containsExactly(200);
        assertThat(stored.getFirst().field("Link")).isNull();
        assertThat(page.asked()).hasSize(1);
    }

    @Test
    void interimResponsesComeBeforeAValidationsEndToo() throws IOException {
        Dialogue page = stage.letter(
                page("Cache-Control: max-age=10", "ETag: \"1\""), HINTS + Scene.response(304, "", "ETag: \"1\""));
        page.get();
        stage.skip(20);
        assertThat(all(page)).extracting(Response::status).containsExactly(103, 200);
    }

    @Test
    void aClientOfHttp10GetsTheFinalResponseOnly() throws IOException {
        Dialogue page = stage.safe(HINTS + page("Cache-Control: no-store"));
        try (RawClient client = stage.edge().connect()) {
            client.send("GET " + page.path() + " HTTP/1.0\r\nHost: shop.localhost\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(200);
        }
    }

    @Test
    void interimResponsesWithoutEndAreAFailure() throws IOException {
        Dialogue page = stage.safe("HTTP/1.1 102 Processing\r\n\r\n".repeat(100) + page("Cache-Control: max-age=60"));
        assertThat(all(page).getLast().status()).isEqualTo(502);
        Dialogue upgrade = stage.safe("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n");
        assertThat(all(upgrade)).extracting(Response::status).containsExactly(502);
    }
}
