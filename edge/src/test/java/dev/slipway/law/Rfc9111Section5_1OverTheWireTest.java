package dev.slipway.law;

import static dev.slipway.testing.Dialogue.ttl;
import static dev.slipway.testing.Stage.page;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.testing.Dialogue;
import dev.slipway.testing.RawClient.Response;
import dev.slipway.testing.Stage;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The Age that an app, or a cache before it, sends. */
class Rfc9111Section5_1OverTheWireTest {
    @RegisterExtension
    static final Stage stage = new Stage();

    private static long age(Response response) {
        return Long.parseLong(String.valueOf(response.field("Age")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // the Age lines, apart by ~; the age with which it arrives
                "7|7",
                "0|0",
                "007|7",
                "  7  |7",
                "7, 9|7",
                "7,|7",
                "7~9|7",
                "9~7|9",
                "abc|0",
                "-1|0",
                "-100|0",
                "+7|0",
                "7.5|0",
                "7s|0",
                "\"7\"|0",
                "7;a=b|0",
                "0x10|0",
                "abc, 7|0",
                ", 7|0",
                "7 7|0"
            })
    void theAgeThatCame(String age, long expected) throws IOException {
        String[] lines = ("Cache-Control: max-age=600~Age: " + age.replace("~", "~Age: ")).split("~", -1);
        Dialogue page = stage.safe(page(lines));
        assertThat(ttl(page.get())).isBetween(600 - expected - 2, 600 - expected);
        stage.skip(50);
        Response stored = page.get();
        assertThat(age(stored)).isBetween(expected + 50, expected + 52);
        assertThat(ttl(stored)).isEqualTo(600 - age(stored));
    }

    @ParameterizedTest
    @CsvSource({"2147483648", "99999999999999999999", "601"})
    void aHugeAgeIsStaleAtOnceAndOverflowsNothing(String age) throws IOException {
        Dialogue page = stage.safe(page("Cache-Control: max-age=600", "Age: " + age, "ETag: \"1\""));
        assertThat(ttl(page.get())).isNegative();
        assertThat(page.isHit()).isFalse();
        Dialogue longer = stage.safe(page("Cache-Control: max-age=99999999999", "Age: " + age, "ETag: \"1\""));
        longer.get();
        assertThat(longer.isHit()).isEqualTo(age.equals("601"));
    }

    @Test
    void whatComesFreshFromTheAppSaysNoAgeUnlessTheAppDid() throws IOException {
        assertThat(stage.safe(page("Cache-Control: max-age=600")).get().field("Age"))
                .isNull();
        assertThat(stage.safe(page("Cache-Control: no-store", "Age: 7")).get().field("Age"))
                .isEqualTo("7");
        assertThat(stage.safe(page("Cache-Control: max-age=600", "Age: 7"))
                        .get()
                        .all("Age"))
                .hasSize(1);
    }
}
