package dev.slipway.law;

import static dev.slipway.testing.Dialogue.ttl;
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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Directives for this cache alone, which are structured fields. */
class Rfc9213OverTheWireTest {
    @RegisterExtension
    static final Stage stage = new Stage();

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

    @Test
    void theFirstValidOneOfTheListCounts() throws IOException {
        assertThat(lifetime("Slipway-CDN-Cache-Control: max-age=60", "CDN-Cache-Control: max-age=90"))
                .isBetween(58L, 60L);
        assertThat(lifetime("CDN-Cache-Control: max-age=90", "Slipway-CDN-Cache-Control: max-age=60"))
                .isBetween(58L, 60L);
        assertThat(lifetime("Slipway-CDN-Cache-Control: Max-Age=60", "CDN-Cache-Control: max-age=90"))
                .isBetween(88L, 90L);
        assertThat(lifetime("Slipway-CDN-Cache-Control:", "CDN-Cache-Control: max-age=90"))
                .isBetween(88L, 90L);
        assertThat(lifetime("CDN-Cache-Control: foo", "CDN-Cache-Control: max-age=90"))
                .as("lines of one field are one field")
                .isBetween(88L, 90L);
        assertThat(lifetime("CDN-Cache-Control: max-age=90", "CDN-Cache-Control: \"", "Cache-Control: max-age=40"))
                .isBetween(38L, 40L);
    }

    private static long lifetime(String... lines) throws IOException {
        return ttl(stage.safe(page(lines)).get());
    }

    @Test
    void cacheControlAndExpiresDoNotCountBesideIt() throws IOException {
        assertThat(lifetime("CDN-Cache-Control: max-age=60", "Cache-Control: no-store, private"))
                .isBetween(58L, 60L);
        assertThat(lifetime("CDN-Cache-Control: max-age=60", "Cache-Control: s-maxage=5", "Expires: 0"))
                .isBetween(58L, 60L);
        assertThat(stage.safe(page("CDN-Cache-Control: foo", "Expires: " + stage.date(900)))
                        .isReused())
                .isFalse();
        assertThat(stage.safe(page("CDN-Cache-Control: no-store", "Cache-Control: public, max-age=60"))
                        .isReused())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Other-Cache-Control: no-store",
                "Cloudflare-CDN-Cache-Control: no-store",
                "Surrogate-Control: no-store",
                "X-CDN-Cache-Control: max-age=0",
                "CDN_Cache_Control: no-store"
            })
    void otherCachesFieldsChangeNothingAndPass(String line) throws IOException {
        Dialogue page = stage.safe(page(line, "Cache-Control: max-age=60"));
        assertThat(page.isReused()).isTrue();
        String name = line.substring(0, line.indexOf(':'));
        assertThat(page.get().field(name)).isEqualTo(line.substring(line.indexOf(' ') + 1));
        assertThat(stage.safe(page(line.replace("no-store", "max-age=60"))).isReused())
                .isFalse();
    }

    @Test
    void targetedFieldsPassOnTheirWay() throws IOException {
        Dialogue page = stage.safe(page("CDN-Cache-Control: max-age=60", "Slipway-CDN-Cache-Control: max-age=70;x"));
        page.get();
        assertThat(page.get().field("CDN-Cache-Control")).isEqualTo("max-age=60");
        assertThat(page.get().field("Slipway-CDN-Cache-Control")).isEqualTo("max-age=70;x");
    }

    @Test
    void mustRevalidateWorksThere() throws IOException {
        Dialogue page = stage.safe(page("CDN-Cache-Control: max-age=60, must-revalidate", "ETag: \"1\""), "");
        page.get();
        stage.skip(90);
        assertThat(page.get().status()).isEqualTo(502);
    }

    @Test
    void noCacheWorksThere() throws IOException {
        Dialogue page = stage.safe(
                page("CDN-Cache-Control: max-age=60, no-cache", "ETag: \"1\""), Scene.response(304, "", "ETag: \"1\""));
        page.get();
        page.get();
        assertThat(page.asked()).hasSize(2);
        Dialogue qualified = stage.safe(page("CDN-Cache-Control: max-age=60, no-cache=\"X-A, x-b\"", "X-A: 1", "X-B: 2"));
        assertThat(qualified.isReused()).isTrue();
        assertThat(qualified.get().field("X-A")).isNull();
        assertThat(qualified.get().field("X-B")).isNull();
    }

    @Test
    void privateWorksThere() throws IOException {
        Dialogue page = stage.safe(page("CDN-Cache-Control: max-age=60, private=\"X-A\"", "X-A: 1"));
        assertThat(page.isReused()).isTrue();
        assertThat(page.get().field("X-A")).isNull();
        assertThat(stage.safe(page("CDN-Cache-Control: max-age=60, private=1")).isReused())
                .as("what nobody understands closes")
                .isFalse();
    }

    @Test
    void staleWindowsWorkThere() throws IOException {
        Dialogue page = stage.safe(
                page("CDN-Cache-Control: max-age=60, stale-if-error=600", "ETag: \"1\""), Scene.response(503, "down"));
        page.get();
        stage.skip(90);
        assertThat(page.get().text()).isEqualTo("a page");
        Dialogue other = stage.safe(page("CDN-Cache-Control: max-age=60, stale-while-revalidate=600"));
        other.get();
        stage.skip(90);
        assertThat(other.isHit()).isTrue();
    }

    @Test
    void aValidationMayChangeThem() throws IOException {
        Dialogue page = stage.safe(
                page("CDN-Cache-Control: max-age=60", "ETag: \"1\""),
                Scene.response(304, "", "ETag: \"1\"", "CDN-Cache-Control: max-age=600"));
        page.get();
        stage.skip(90);
        page.get();
        assertThat(ttl(page.get())).isBetween(598L, 600L);
    }

    @Test
    void inARequestTheyMeanNothing() throws IOException {
        Dialogue page = stage.letter(page("Cache-Control: max-age=60"));
        page.get("CDN-Cache-Control: no-store");
        assertThat(page.isHit("CDN-Cache-Control: no-cache")).isTrue();
    }
}
