package dev.slipway.law;

import static dev.slipway.testing.Stage.page;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.testing.Dialogue;
import dev.slipway.testing.Scene;
import dev.slipway.testing.Stage;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Immutable responses. */
class Rfc8246Section2OverTheWireTest {
    @RegisterExtension
    static final Stage stage = new Stage();

    private static Dialogue immutable(String control) throws IOException {
        Dialogue page = stage.letter(
                page("Cache-Control: max-age=100, " + control, "ETag: \"1\""), Scene.response(304, "", "ETag: \"1\""));
        page.get();
        stage.skip(50);
        return page;
    }

    @ParameterizedTest
    @ValueSource(strings = {"immutable", "Immutable", "immutable=1", "immutable=\"no\"", "immutable, immutable=x"})
    void aReloadAsksNobody(String control) throws IOException {
        Dialogue page = immutable(control);
        assertThat(page.isHit("Cache-Control: max-age=0")).isTrue();
        assertThat(page.get("Cache-Control: max-age=0", "If-None-Match: \"1\"").status())
                .isEqualTo(304);
        assertThat(page.asked()).hasSize(1);
    }

    @Test
    void aForcedReloadDoes() throws IOException {
        assertThat(immutable("immutable").isHit("Cache-Control: no-cache")).isFalse();
        assertThat(immutable("immutable").isHit("Pragma: no-cache")).isFalse();
    }

    @Test
    void onlyWhileItIsFresh() throws IOException {
        Dialogue page = immutable("immutable");
        stage.skip(60);
        assertThat(page.isHit()).isFalse();
    }

    @Test
    void inARequestItMeansNothing() throws IOException {
        assertThat(immutable("foo").isHit("Cache-Control: max-age=0, immutable"))
                .isFalse();
        Dialogue plain = stage.letter(page("ETag: \"1\"", "Cache-Control: immutable"));
        assertThat(plain.isReused("Cache-Control: immutable"))
                .as("nor is it a lifetime")
                .isFalse();
    }
}
