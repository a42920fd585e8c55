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

/** Age, with clocks that run wrong. */
class Rfc9111Section4_2_3OverTheWireTest {
    @RegisterExtension
    static final Stage stage = new Stage();

    private static long age(Response response) {
        return Long.parseLong(String.valueOf(response.field("Age")));
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
    void theEdgesOwnClockMayJump() throws IOException {
        Dialogue page = stage.safe(page("Cache-Control: max-age=600"));
        page.get();
        stage.skip(-300);
        assertThat(age(page.get())).as("never negative").isBetween(0L, 2L);
        stage.skip(300 + 500);
        assertThat(age(page.get())).isBetween(500L, 502L);
        stage.skip(200);
        assertThat(page.isHit()).isFalse();
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
}
