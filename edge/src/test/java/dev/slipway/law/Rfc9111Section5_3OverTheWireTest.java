package dev.slipway.law;

import static dev.slipway.testing.Stage.page;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.testing.Dialogue;
import dev.slipway.testing.Stage;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Expires, malformed in every form. */
class Rfc9111Section5_3OverTheWireTest {
    @RegisterExtension
    static final Stage stage = new Stage();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-1",
                "",
                "now",
                "tomorrow",
                "1800000000",
                "3600",
                "Thu, 01 Jan 2099 00:00:00",
                "Thu, 01 Jan 2099 00:00:00 UTC",
                "Thu, 01 Jan 2099 00:00:00 +0000",
                "Thu, 01 Jan 2099 00:00:00 EST",
                "Thu, 01 Jan 2099 00:00:00 GMT+1",
                "Thu, 01 Jan 2099 00:00:00 GMT foo",
                "Thu, 1 Jan 2099 00:00:00 GMT",
                "Thu, 01 Jan 2099 0:00:00 GMT",
                "Thu, 01 Jan 2099 00:00 GMT",
                "Thu, 01-Jan-2099 00:00:00 GMT",
                "01 Jan 2099 00:00:00 GMT",
                "Thu 01 Jan 2099 00:00:00 GMT",
                "Thu,01 Jan 2099 00:00:00 GMT",
                "Thu, 01  Jan 2099 00:00:00 GMT",
                "Thu, 01 Januar 2099 00:00:00 GMT",
                "Thu, 32 Jan 2099 00:00:00 GMT",
                "Thu, 00 Jan 2099 00:00:00 GMT",
                "Thu, 30 Feb 2099 00:00:00 GMT",
                "Thu, 01 Jan 2099 24:00:00 GMT",
                "Thu, 01 Jan 2099 00:60:00 GMT",
                "Thu, 01 Jan 2099 00:00:61 GMT",
                "Thu, 01 Jan 99999 00:00:00 GMT",
                "Thu, 01 Jan 99 00:00:00 GMT",
                "Thu, 01 Jan 2099 00.00.00 GMT",
                "2099-01-01T00:00:00Z",
                "Thu, 01 Jan 2099 00:00:00 GMT, Thu, 01 Jan 2099 00:00:00 GMT",
                "\"Thu, 01 Jan 2099 00:00:00 GMT\"",
                "Xyz, 01 Jan 2099 00:00:00 GMT",
                "Thu, 01 Xyz 2099 00:00:00 GMT",
                "Thu, 01 Jan 1970 00:00:00 GMT"
            })
    void anExpiresThatIsNoDateIsInThePast(String expires) throws IOException {
        for (String prefix : new String[] {"/safe/", "/letter/"}) {
            Dialogue page = stage.on(
                    prefix, page("Expires: " + expires, "ETag: \"1\"", "Last-Modified: " + stage.date(-900_000)));
            page.get();
            assertThat(page.isHit()).as(prefix).isFalse();
        }
    }

    @Test
    void severalExpiresAreOneOnlyWhereTheyAgree() throws IOException {
        String soon = "Expires: " + stage.date(100);
        assertThat(stage.safe(page(soon, soon)).isReused()).isTrue();
        assertThat(stage.safe(page(soon, "Expires: " + stage.date(9000), "ETag: \"1\""))
                        .isReused())
                .isFalse();
        assertThat(stage.safe(page(soon, "Expires: 0", "ETag: \"1\"")).isReused())
                .isFalse();
    }
}
