package dev.slipway.law;

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
import org.junit.jupiter.params.provider.ValueSource;

/** What the app's answer to a validation does. */
class Rfc9111Section4_3_3OverTheWireTest {
    @RegisterExtension
    static final Stage stage = new Stage();

    @ParameterizedTest
    @ValueSource(ints = {200, 404, 410, 301, 403, 599})
    void aFullAnswerReplacesWhatIsStored(int code) throws IOException {
        for (String control : new String[] {"max-age=600", "no-store", "private"}) {
            Dialogue page = stage.letter(
                    page("Cache-Control: max-age=10", "ETag: \"1\""),
                    Scene.response(code, "other", "Cache-Control: " + control, "ETag: \"2\""));
            page.get();
            stage.skip(20);
            Response answer = page.get();
            assertThat(answer.status()).isEqualTo(code);
            assertThat(answer.text()).isEqualTo("other");
            assertThat(page.isHit()).isEqualTo(control.equals("max-age=600"));
            assertThat(page.get().text()).isEqualTo("other");
        }
    }

    @Test
    void afterWhatIsNotStoredNothingIsValidatedAnyMore() throws IOException {
        Dialogue page = stage.letter(page("Cache-Control: max-age=10", "ETag: \"1\""), page("Cache-Control: no-store"));
        page.get();
        stage.skip(20);
        page.get();
        page.get();
        assertThat(page.lastAsked("If-None-Match")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/safe/", "/letter/"})
    void whatOneUserGetsInsteadLeavesWhatOthersGet(String prefix) throws IOException {
        Dialogue page = stage.on(
                prefix,
                head -> !Scene.field(head, "Authorization").isEmpty()
                        ? page("Cache-Control: private", "X-Is: personal")
                        : Scene.field(head, "If-None-Match").isEmpty()
                                ? page("Cache-Control: public, max-age=10", "ETag: \"1\"", "X-Is: shared")
                                : Scene.response(304, "", "ETag: \"1\""));
        page.get();
        stage.skip(20);
        assertThat(page.get("Authorization: Bearer x").field("X-Is")).isEqualTo("personal");
        assertThat(page.get().field("X-Is")).isEqualTo("shared");
    }
}
