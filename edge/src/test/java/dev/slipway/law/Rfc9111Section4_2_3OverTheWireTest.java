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

/** Age, with clocks that run wrong (§4.2.3, §5.1). */
class Rfc9111Section4_2_3OverTheWireTest {
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
    void anOldDateAgesToo() throws IOException {
        Dialogue page = stage.safe(page("Cache-Control: max-age=600", "Date: " + stage.date(-100)));
        page.get();
        stage.skip(50);
        assertThat(age(page.get())).isBetween(150L, 152L);
        Dialogue both = stage.safe(page("Cache-Control: max-age=600", "Date: " + stage.date(-100), "Age: 300"));
        both.get();
        assertThat(age(both.get())).as("the greater of the two").isBetween(300L, 302L);
        Dialogue less = stage.safe(page("Cache-Control: max-age=600", "Date: " + stage.date(-300), "Age: 100"));
        less.get();
        assertThat(age(less.get())).isBetween(300L, 302L);
        Dialogue dead = stage.safe(page("Cache-Control: max-age=600", "Date: " + stage.date(-700), "ETag: \"1\""));
        assertThat(dead.isReused()).isFalse();
    }

    @Test
    void aDateInTheFutureMakesNothingYounger() throws IOException {
        Dialogue page = stage.safe(page("Cache-Control: max-age=600", "Date: " + stage.date(5000)));
        assertThat(ttl(page.get())).isBetween(598L, 600L);
        stage.skip(595);
        assertThat(page.isHit()).isTrue();
        assertThat(age(page.get())).isBetween(595L, 597L);
        stage.skip(6);
        assertThat(page.isHit()).isFalse();
    }

    @Test
    void aDateThatIsNoneCountsAsTheArrival() throws IOException {
        for (String date : new String[] {"0", "yesterday", ""}) {
            Dialogue page = stage.safe(page("Cache-Control: max-age=600", "Date: " + date));
            assertThat(ttl(page.get())).as(date).isBetween(598L, 600L);
        }
    }

    @Test
    void severalDatesLeaveOne() throws IOException {
        Dialogue page = stage.safe(
                page("Cache-Control: max-age=600", "Date: " + stage.date(-100), "Date: " + stage.date(-200)));
        // The client itself checks that there is exactly one.
        page.get();
        assertThat(age(page.get())).isGreaterThanOrEqualTo(100);
    }

    @Test
    void theTimeThatTheAppTookCounts() throws IOException {
        Dialogue page = stage.on("/safe/", head -> {
            stage.skip(40);
            return page("Cache-Control: max-age=600", "Age: 10");
        });
        page.get();
        assertThat(age(page.get())).as("Age counts from the question").isBetween(50L, 52L);
    }

    @Test
    void ageGrowsWhileItRests() throws IOException {
        Dialogue page = stage.safe(page("Cache-Control: max-age=600"));
        page.get();
        for (int second = 100; second <= 500; second += 100) {
            stage.skip(100);
            assertThat(age(page.get())).isBetween((long) second, second + 2L);
        }
    }

    @Test
    void whatComesFreshFromTheAppSaysNoAgeUnlessTheAppDid() throws IOException {
        assertThat(stage.safe(page("Cache-Control: max-age=600")).get().field("Age")).isNull();
        assertThat(stage.safe(page("Cache-Control: no-store", "Age: 7")).get().field("Age")).isEqualTo("7");
        assertThat(stage.safe(page("Cache-Control: max-age=600", "Age: 7")).get().all("Age")).hasSize(1);
    }
}
