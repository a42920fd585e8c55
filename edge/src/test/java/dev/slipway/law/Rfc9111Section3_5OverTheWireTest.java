package dev.slipway.law;

import static dev.slipway.testing.Dialogue.status;
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

/** Answers to requests with Authorization. */
class Rfc9111Section3_5OverTheWireTest {
    @RegisterExtension
    static final Stage stage = new Stage();

    private static final String LOGIN = "Authorization: Bearer x";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "max-age=60|false|false",
                "public, max-age=60|true|true",
                "s-maxage=60|true|true",
                "max-age=60, must-revalidate|false|true",
                "max-age=60, proxy-revalidate|false|false",
                "max-age=60, immutable|false|false",
                "max-age=60, Public|true|true",
                "max-age=60, no-public|false|false",
                "public, private, max-age=60|false|false",
                "public, no-store, max-age=60|false|false"
            })
    void isStoredForOthersWhereAllowed(String control, boolean safe, boolean letter) throws IOException {
        Dialogue safely = stage.safe(page("Cache-Control: " + control));
        safely.get(LOGIN);
        assertThat(safely.isHit()).as("safe").isEqualTo(safe);
        Dialogue literally = stage.letter(page("Cache-Control: " + control));
        literally.get(LOGIN);
        assertThat(literally.isHit()).as("letter").isEqualTo(letter);
    }

    @Test
    void targetedDirectivesAllowItToo() throws IOException {
        Dialogue page = stage.safe(page("CDN-Cache-Control: max-age=60"));
        page.get(LOGIN);
        assertThat(page.isHit()).isTrue();
    }

    @Test
    void whatWasStoredForAllAnswersALoginByTheLetter() throws IOException {
        Dialogue letter = stage.letter(page("Cache-Control: max-age=60"));
        letter.get();
        assertThat(letter.isHit(LOGIN)).isTrue();
        Dialogue safe = stage.safe(page("Cache-Control: max-age=60"));
        safe.get();
        assertThat(safe.isHit(LOGIN)).isFalse();
        assertThat(safe.isHit()).as("and leaves what is stored as it was").isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/safe/", "/letter/"})
    void whatAValidationForOneUserBringsIsNotForOthers(String prefix) throws IOException {
        Dialogue page = stage.on(prefix, head -> {
            boolean login = !Scene.field(head, "Authorization").isEmpty();
            return login && !Scene.field(head, "If-None-Match").isEmpty()
                    ? Scene.response(304, "", "ETag: \"1\"", "Cache-Control: max-age=600", "X-User: alice")
                    : page(
                            "ETag: \"1\"",
                            "Cache-Control: public, max-age=10",
                            "X-User: " + (login ? "alice" : "nobody"));
        });
        page.get();
        stage.skip(20);
        assertThat(page.get(LOGIN).text()).isEqualTo("a page");
        assertThat(page.get().field("X-User")).isEqualTo("nobody");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/safe/", "/letter/"})
    void whatAValidationForOneUserBringsIsForOthersWhereItSaysSo(String prefix) throws IOException {
        Dialogue page = stage.on(
                prefix,
                page("ETag: \"1\"", "Cache-Control: public, max-age=10"),
                Scene.response(304, "", "ETag: \"1\"", "Cache-Control: public, max-age=600", "X-New: 1"));
        page.get();
        stage.skip(20);
        assertThat(page.get(LOGIN).status()).isEqualTo(200);
        Response other = page.get();
        assertThat(status(other)).startsWith("slipway; hit");
        assertThat(other.field("X-New")).isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Cookie: session=1", "X-API-Key: 1", "Cookie: _ga=1; sid=2", "Proxy-Authorization: Basic x"})
    void safelyOtherSignsOfAUserCountToo(String line) throws IOException {
        Dialogue safe = stage.safe(page("Cache-Control: max-age=60"));
        safe.get(line);
        assertThat(safe.isHit()).isFalse();
        assertThat(safe.isHit(line)).isFalse();
        Dialogue letter = stage.letter(page("Cache-Control: max-age=60"));
        letter.get(line);
        assertThat(letter.isHit()).isTrue();
    }
}
