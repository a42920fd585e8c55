package dev.slipway.law;

import static dev.slipway.testing.Dialogue.ttl;
import static dev.slipway.testing.Stage.page;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.testing.Dialogue;
import dev.slipway.testing.RawClient.Response;
import dev.slipway.testing.Stage;
import java.io.IOException;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Directives for this cache alone are structured fields. */
class Rfc9213Section2_1OverTheWireTest {
    @RegisterExtension
    static final Stage stage = new Stage();

    private static long lifetime(String... lines) throws IOException {
        return ttl(stage.safe(page(lines)).get());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // CDN-Cache-Control; the lifetime: 300 where Cache-Control counts instead, -1 where it is not stored
                "max-age=60|60",
                "max-age=60, foo|60",
                "  max-age=60  |60",
                "max-age=60;a=b;c|60",
                "max-age=60 ,\tfoo=(a b)|60",
                "max-age=30, max-age=60|60",
                "s-maxage=60, max-age=900|60",
                "max-age=60, no-store=?0|60",
                "max-age=60, private=?0|60",
                "max-age=60, no-cache=?0|60",
                "max-age=999999999999999|2147483648",
                "max-age=60, x=\"no-store\"|60",
                "no-store|-1",
                "no-store, max-age=60|-1",
                "no-store;a=b, max-age=60|-1",
                "private|-1",
                "private, max-age=60|-1",
                "none|0",
                "no-store=?1|-1",
                "max-age=\"60\"|0",
                "max-age=60.0|0",
                "max-age=60.5|0",
                "max-age=-1|0",
                "max-age|0",
                "max-age=?0|0",
                "max-age=a|0",
                "max-age=:YQ==:|0",
                "max-age=(60)|0",
                "s-maxage=\"60\", max-age=60|0",
                "max-age=0|0",
                "|300",
                " |300",
                "max-age=60,|300",
                ",max-age=60|300",
                "max-age=60,,foo|300",
                "Max-Age=60|300",
                "MAX-AGE=60|300",
                "max-age = 60|300",
                "max-age= 60|300",
                "max-age=60 foo|300",
                "max-age=\"60|300",
                "max-age=1000000000000000|300",
                "max-age=60; A=b|300",
                "no-store, Max-Age=60|300",
                "no-cache=\"x|300",
                "max-age=6_0|300",
                "\"max-age=60\"|300",
                "max-age==60|300"
            })
    void isReadAsADictionary(String field, long seconds) throws IOException {
        String[] lines = {
            "CDN-Cache-Control: " + (field == null ? "" : field),
            "Cache-Control: max-age=300",
            "ETag: \"1\"",
            "Expires: " + stage.date(9000)
        };
        for (String prefix : new String[] {"/safe/", "/letter/"}) {
            Dialogue page = stage.on(prefix, page(lines));
            Response first = page.get();
            if (seconds < 0) {
                assertThat(Dialogue.status(first)).as(prefix).doesNotContain("stored");
            } else if (seconds > 0) {
                assertThat(ttl(first)).as(prefix).isBetween(seconds - 2, seconds);
            }
            assertThat(page.isHit()).isEqualTo(seconds > 0);
            assertThat(first.field("Cache-Control")).isEqualTo("max-age=300");
        }
    }
}
