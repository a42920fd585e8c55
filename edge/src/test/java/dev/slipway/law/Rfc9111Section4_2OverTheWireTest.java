package dev.slipway.law;

import static dev.slipway.testing.Dialogue.ttl;
import static dev.slipway.testing.Stage.page;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.testing.Dialogue;
import dev.slipway.testing.Stage;
import java.io.IOException;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a response is fresh, and how dates are read. */
class Rfc9111Section4_2OverTheWireTest {
    @RegisterExtension
    static final Stage stage = new Stage();

    @Test
    void freshUntilTheLifetimeIsOver() throws IOException {
        Dialogue page = stage.safe(page("Cache-Control: max-age=100"));
        page.get();
        stage.skip(97);
        assertThat(page.isHit()).isTrue();
        stage.skip(4);
        assertThat(page.isHit()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Thu, 01 Jan 2099 00:00:00 GMT",
                "thu, 01 jan 2099 00:00:00 gmt",
                "THU, 01 JAN 2099 00:00:00 GMT",
                "Mon, 01 Jan 2099 00:00:00 GMT",
                "Thu Jan  1 00:00:00 2099",
                "Tuesday, 01-Jan-69 00:00:00 GMT",
                "Thu, 01 Jan 2099 23:59:60 GMT"
            })
    void anExpiresThatIsADateCountsWhateverItsForm(String expires) throws IOException {
        assertThat(stage.safe(page("Expires: " + expires)).isReused()).isTrue();
    }

    @Test
    void theCaseOfADateMeansNothing() throws IOException {
        Dialogue page = stage.safe(page(
                "Date: " + stage.date(-100).toLowerCase(Locale.ROOT),
                "Expires: " + stage.date(900).toUpperCase(Locale.ROOT)));
        assertThat(ttl(page.get())).isBetween(898L, 900L);
    }
}
