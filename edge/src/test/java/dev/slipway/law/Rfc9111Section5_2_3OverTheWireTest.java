package dev.slipway.law;

import static dev.slipway.testing.Stage.page;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.testing.Stage;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Directives that nobody knows. */
class Rfc9111Section5_2_3OverTheWireTest {
    @RegisterExtension
    static final Stage stage = new Stage();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "max-age=60, foo",
                "max-age=60, foo=bar",
                "max-age=60, foo=\"bar, no-store\"",
                "max-age=60, \"no-store\"",
                "max-age=60, no-store-please",
                "max-age=60, =no-store",
                "max-age=60;no-store=1, max-age=60",
                "community=\"UCI\", max-age=60",
                "max-age=60, pre-check=0, post-check=0",
                "max-age=60, only-if-cached, max-stale=0, min-fresh=9"
            })
    void whatIsUnknownMeansNothing(String control) throws IOException {
        boolean expected = !control.contains(";");
        assertThat(stage.safe(page("Cache-Control: " + control)).isReused()).isEqualTo(expected);
    }

    @Test
    void anUnknownDirectiveDoesNotOpenWhatPrivateCloses() throws IOException {
        assertThat(stage.safe(page("Cache-Control: private, community=\"UCI\", max-age=60"))
                        .isReused())
                .isFalse();
    }
}
