package dev.slipway.law;

import static dev.slipway.testing.Stage.page;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.testing.Dialogue;
import dev.slipway.testing.Stage;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Pragma; that it counts in a request without Cache-Control is with the other wishes of clients (§5.2.1). */
class Rfc9111Section5_4OverTheWireTest {
    @RegisterExtension
    static final Stage stage = new Stage();

    @Test
    void pragmaMeansNothingBesideCacheControl() throws IOException {
        Dialogue page = stage.letter(page("Cache-Control: max-age=100"));
        page.get();
        assertThat(page.isHit("Pragma: no-cache", "Cache-Control: max-age=60")).isTrue();
        assertThat(page.isHit("Pragma: no-cache")).isFalse();
    }

    @Test
    void pragmaInAResponseMeansNothing() throws IOException {
        assertThat(stage.letter(page("Cache-Control: max-age=100", "Pragma: no-cache"))
                        .isReused())
                .isTrue();
    }
}
