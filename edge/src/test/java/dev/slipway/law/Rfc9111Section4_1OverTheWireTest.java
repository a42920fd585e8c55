package dev.slipway.law;

import static dev.slipway.testing.Dialogue.status;
import static dev.slipway.testing.Stage.page;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.testing.Dialogue;
import dev.slipway.testing.RawClient.Response;
import dev.slipway.testing.Stage;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Vary, however it is written. */
class Rfc9111Section4_1OverTheWireTest {
    @RegisterExtension
    static final Stage stage = new Stage();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                " * ",
                "X-A, *",
                "*, X-A",
                ", *",
                "*,",
                ",,*,,",
                "X-A,*,X-B",
                "\t*",
                "X-A ,\t* ",
                "*|X-A",
                "X-A|*",
                "X-A|, *|X-B"
            })
    void anAsteriskNeverMatches(String vary) throws IOException {
        String[] lines = vary.split("\\|", -1);
        String[] fields = new String[lines.length + 1];
        fields[0] = "Cache-Control: max-age=60, public";
        for (int i = 0; i < lines.length; i++) {
            fields[i + 1] = (i % 2 == 0 ? "Vary: " : "VARY: ") + lines[i];
        }
        for (String prefix : new String[] {"/safe/", "/letter/"}) {
            Dialogue page = stage.on(prefix, page(fields));
            assertThat(page.isReused()).isFalse();
            assertThat(page.isHit()).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                // what Vary says; the first request; the second one; whether it is answered with the same
                "X-A ~ X-A: 1 ~ X-A: 1 ~ true",
                "x-a ~ X-A: 1 ~ x-A: 1 ~ true",
                "X-A ~ X-A: 1 ~ X-A: 2 ~ false",
                "X-A ~ X-A: 1 ~ X-B: 1 ~ false",
                "X-A ~ X-B: 1 ~ X-B: 2 ~ true",
                "X-A ~ X-A: ~ X-B: 1 ~ false",
                "X-A ~ X-B: 1 ~ X-A: ~ false",
                "X-A ~ X-A: 1 ~ X-A:   1   ~ true",
                "X-A ~ X-A: 1,2 ~ X-A: 1, 2 ~ true",
                "X-A ~ X-A: 1 , 2 ~ X-A: 1|X-A: 2 ~ true",
                "X-A ~ X-A: 1, 2 ~ X-A: 2, 1 ~ false",
                "X-A ~ X-A: a ~ X-A: A ~ false",
                "X-A ~ X-A: a b ~ X-A: a  b ~ false",
                "X-A ~ X-A: \"a, b\" ~ X-A: \"a,b\" ~ false",
                "X-A, X-B ~ X-A: 1|X-B: 1 ~ X-B: 1|X-A: 1 ~ true",
                "X-A, X-B ~ X-A: 1|X-B: 1 ~ X-A: 1|X-B: 2 ~ false",
                "X-A|Vary: X-B ~ X-A: 1|X-B: 1 ~ X-A: 1|X-B: 2 ~ false",
                "X-A|Vary: X-B ~ X-A: 1|X-B: 1 ~ X-A: 2|X-B: 1 ~ false",
                ", X-A ,, ~ X-A: 1 ~ X-A: 2 ~ false",
                ", ~ X-A: 1 ~ X-A: 2 ~ true",
                "X-A, x-a, X-A ~ X-A: 1 ~ X-A: 1 ~ true",
                "Accept-Language ~ Accept-Language: de, en ~ Accept-Language: DE,EN ~ true",
                "Accept-Language ~ Accept-Language: de, en ~ Accept-Language: en, de ~ false",
                "Accept-Encoding ~ Accept-Encoding: gzip, br ~ Accept-Encoding: br,gzip;q=1 ~ true",
                "Accept-Encoding ~ Accept-Encoding: gzip ~ Accept-Encoding: br ~ false",
                "Accept ~ Accept: text/html ~ Accept: text/plain ~ false",
                "User-Agent ~ User-Agent: a/1 ~ User-Agent: a/2 ~ false",
                "Cookie ~ Cookie: _ga=1 ~ Cookie: _ga=2 ~ false",
                "Host ~ X-A: 1 ~ X-A: 2 ~ true",
                "X-Odd name ~ X-A: 1 ~ X-A: 2 ~ true"
            })
    void theNamedFieldsHaveToMatch(String vary, String first, String second, boolean same) throws IOException {
        for (String prefix : new String[] {"/safe/", "/letter/"}) {
            AtomicInteger number = new AtomicInteger();
            String[] lines = ("Vary: " + vary).split("\\|", -1);
            String[] fields = new String[lines.length + 1];
            System.arraycopy(lines, 0, fields, 1, lines.length);
            Dialogue page = stage.on(prefix, head -> {
                fields[0] = "Cache-Control: max-age=60";
                return page(fields).replace("a page", "page " + number.incrementAndGet());
            });
            assertThat(page.get(first.split("\\|", -1)).text()).isEqualTo("page 1");
            Response next = page.get(second.split("\\|", -1));
            assertThat(next.text()).as(prefix).isEqualTo(same ? "page 1" : "page 2");
            assertThat(status(next)).startsWith(same ? "slipway; hit" : "slipway; fwd=vary-miss");
            assertThat(page.get(first.split("\\|", -1)).text())
                    .as("both are kept")
                    .isEqualTo("page 1");
        }
    }

    @Test
    void aResponseWithVaryGoesBeforeOneThatForgotIt() throws IOException {
        for (String prefix : new String[] {"/safe/", "/letter/"}) {
            Dialogue page = stage.on(
                    prefix,
                    page(
                            "Cache-Control: max-age=600",
                            "Vary: Accept-Language",
                            "X-Is: chosen",
                            "Date: " + stage.date(-60)),
                    page("Cache-Control: max-age=600", "X-Is: default", "Date: " + stage.date(0)),
                    page("Cache-Control: no-store"));
            page.get("Accept-Language: de");
            assertThat(page.get().field("X-Is")).isEqualTo("default");
            assertThat(page.get("Accept-Language: de").field("X-Is")).isEqualTo("chosen");
            assertThat(page.get("Accept-Language: fr").field("X-Is")).isEqualTo("default");
            assertThat(page.asked()).hasSize(2);
        }
    }

    @Test
    void whatStoppedToVaryIsForgotten() throws IOException {
        Dialogue page = stage.letter(
                page("Cache-Control: max-age=10", "Vary: X-A", "X-Is: old"),
                page("Cache-Control: max-age=600", "X-Is: new"),
                page("Cache-Control: no-store"));
        page.get("X-A: 1");
        stage.skip(20);
        assertThat(page.get("X-A: 1").field("X-Is")).isEqualTo("new");
        assertThat(page.get("X-A: 1").field("X-Is")).isEqualTo("new");
        assertThat(page.asked()).hasSize(2);
    }

    @Test
    void whatBeganToVaryIsForgotten() throws IOException {
        AtomicInteger number = new AtomicInteger();
        Dialogue page = stage.on("/letter/", head -> switch (number.incrementAndGet()) {
            case 1 -> page("Cache-Control: max-age=10", "X-Is: for all");
            case 2 -> page("Cache-Control: max-age=600", "Vary: X-A", "X-Is: one");
            default -> page("Cache-Control: max-age=600", "Vary: X-A", "X-Is: other");
        });
        page.get("X-A: 1");
        stage.skip(20);
        assertThat(page.get("X-A: 1").field("X-Is")).isEqualTo("one");
        assertThat(page.get("X-A: 2").field("X-Is")).isEqualTo("other");
        assertThat(page.get("X-A: 1").field("X-Is")).isEqualTo("one");
        assertThat(page.asked()).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Forwarded-For", "Forwarded", "X-Request-Id", "Slipway-Release"})
    void whatTheEdgeTellsTheAppItselfNeverMatches(String name) throws IOException {
        assertThat(stage.letter(page("Cache-Control: max-age=60", "Vary: " + name))
                        .isReused())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Forwarded-Prefix", "X-Real-IP", "X-Forwarded-Scheme"})
    void whatOnlyATrustedProxyMaySaySelectsNothing(String name) throws IOException {
        Dialogue page = stage.letter(page("Cache-Control: max-age=60", "Vary: " + name));
        page.get(name + ": evil");
        assertThat(page.lastAsked(name)).isEmpty();
        assertThat(page.isHit()).as("kept for those who do not say it").isTrue();
    }

    @Test
    void aCodingThatAClientDoesNotTakeIsNotForIt() throws IOException {
        Dialogue page = stage.letter(page("Cache-Control: max-age=60", "Content-Encoding: gzip"), page("X-Plain: 1"));
        page.get("Accept-Encoding: gzip");
        assertThat(page.get().field("X-Plain")).isEqualTo("1");
        assertThat(page.isHit("Accept-Encoding: gzip;q=0.5")).isTrue();
    }
}
