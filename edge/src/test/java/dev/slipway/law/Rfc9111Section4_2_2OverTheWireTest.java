package dev.slipway.law;

import static dev.slipway.testing.Stage.page;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.testing.Dialogue;
import dev.slipway.testing.Stage;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Freshness that nobody states. */
class Rfc9111Section4_2_2OverTheWireTest {
    @RegisterExtension
    static final Stage stage = new Stage();

    @ParameterizedTest
    @CsvSource({
        "200, true", "203, true", "204, true", "300, true", "301, true", "308, true", "404, true", "405, true",
        "410, true", "414, true", "501, true", "201, false", "202, false", "299, false", "302, false", "303, false",
        "307, false", "400, false", "401, false", "403, false", "499, false", "500, false", "503, false", "599, false"
    })
    void theHeuristicIsForSomeStatusesAndTheLetter(int code, boolean cacheable) throws IOException {
        String answer = "HTTP/1.1 " + code + " Test\r\nLast-Modified: " + stage.date(-10_000)
                + (code == 204 ? "\r\n\r\n" : "\r\nContent-Length: 0\r\n\r\n");
        Dialogue page = stage.letter(answer);
        page.get();
        assertThat(page.isHit()).isEqualTo(cacheable);
        stage.skip(990);
        assertThat(page.isHit()).as("a tenth of the time").isEqualTo(cacheable);
        stage.skip(15);
        assertThat(page.isHit()).as("and no more").isFalse();
        assertThat(stage.safe(answer).isReused()).as("nobody expects it").isFalse();
    }

    @Test
    void publicAllowsTheHeuristicForAnyStatus() throws IOException {
        String modified = "\r\nLast-Modified: " + stage.date(-10_000) + "\r\nContent-Length: 0\r\n\r\n";
        assertThat(stage.letter("HTTP/1.1 599 Odd\r\nCache-Control: public" + modified)
                        .isReused())
                .isTrue();
    }

    @Test
    void theHeuristicIsNeverUsedBesideAStatedLifetime() throws IOException {
        String modified = "Last-Modified: " + stage.date(-900_000);
        assertThat(stage.letter(page("Cache-Control: max-age=0", modified)).isReused())
                .isFalse();
        assertThat(stage.letter(page("Expires: 0", modified)).isReused()).isFalse();
        assertThat(stage.letter(page("Expires: " + stage.date(-5), modified)).isReused())
                .isFalse();
        assertThat(stage.letter(page("Cache-Control: max-age=x", modified)).isReused())
                .isFalse();
        assertThat(stage.letter(page("Cache-Control: no-cache", modified)).isReused())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"yesterday", "0", "", "Thu, 01 Jan 2099 00:00:00 GMT"})
    void theHeuristicNeedsADateInThePast(String modified) throws IOException {
        assertThat(stage.letter(page("Last-Modified: " + modified)).isReused()).isFalse();
    }
}
