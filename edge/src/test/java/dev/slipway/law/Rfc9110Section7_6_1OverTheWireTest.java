package dev.slipway.law;

import static dev.slipway.testing.Stage.page;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.testing.Dialogue;
import dev.slipway.testing.Scene;
import dev.slipway.testing.Stage;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Fields of one connection, in front of a cache. */
class Rfc9110Section7_6_1OverTheWireTest {
    @RegisterExtension
    static final Stage stage = new Stage();

    @Test
    void fieldsOfTheClientsConnectionDoNotReachTheApp() throws IOException {
        Dialogue page = stage.safe(page("Cache-Control: no-store"));
        page.get(
                "Connection: X-Hop, keep-alive",
                "Connection: TE",
                "X-Hop: 1",
                "TE: trailers",
                "Keep-Alive: timeout=5",
                "Proxy-Connection: keep-alive",
                "Upgrade: h2c",
                "X-End: 1");
        for (String gone : List.of("X-Hop", "TE", "Keep-Alive", "Proxy-Connection", "Upgrade")) {
            assertThat(page.lastAsked(gone)).as(gone).isEmpty();
        }
        assertThat(page.lastAsked("X-End")).isEqualTo("1");
        assertThat(page.lastAsked("Via")).isEqualTo("1.1 slipway");
    }

    @Test
    void whatConnectionNamesDoesNotSelectAVariant() throws IOException {
        Dialogue page = stage.on(
                "/safe/", head -> page("Cache-Control: max-age=60", "Vary: X-A", "X-Is: " + Scene.field(head, "X-A")));
        assertThat(page.get("Connection: X-A", "X-A: evil").field("X-Is")).isEmpty();
        assertThat(page.get("X-A: evil").field("X-Is"))
                .as("the app never saw it from the first one")
                .isEqualTo("evil");
        assertThat(page.get().field("X-Is")).isEmpty();
    }

    @Test
    void aLoginHiddenInConnectionIsOne() throws IOException {
        Dialogue page = stage.safe(page("Cache-Control: max-age=60"));
        page.get("Connection: Authorization, Cookie", "Authorization: Bearer x");
        assertThat(page.lastAsked("Authorization")).isEqualTo("Bearer x");
        assertThat(page.isHit()).isFalse();
    }
}
