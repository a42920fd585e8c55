package dev.slipway.law;

import static dev.slipway.testing.Dialogue.ttl;
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

/** Directives for this cache alone, and what they do. */
class Rfc9213Section2_2OverTheWireTest {
    @RegisterExtension
    static final Stage stage = new Stage();

    private static long lifetime(String... lines) throws IOException {
        return ttl(stage.safe(page(lines)).get());
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
        Dialogue qualified =
                stage.safe(page("CDN-Cache-Control: max-age=60, no-cache=\"X-A, x-b\"", "X-A: 1", "X-B: 2"));
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
