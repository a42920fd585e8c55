package dev.slipway.law;

import static dev.slipway.testing.Dialogue.status;
import static dev.slipway.testing.Stage.page;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.testing.Dialogue;
import dev.slipway.testing.Scene;
import dev.slipway.testing.Stage;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What makes a group invalid. */
class Rfc9875Section3OverTheWireTest {
    @RegisterExtension
    static final Stage stage = new Stage();

    private static Dialogue grouped(String groups) throws IOException {
        Dialogue page = stage.safe(page("Cache-Control: max-age=600", "ETag: \"1\"", "Cache-Groups: " + groups));
        page.get();
        assertThat(page.isHit()).isTrue();
        return page;
    }

    private static void invalidate(String method, int code, String... groups) throws IOException {
        String[] lines = new String[groups.length];
        for (int i = 0; i < groups.length; i++) {
            lines[i] = "Cache-Group-Invalidation: " + groups[i];
        }
        stage.safe(Scene.response(code, "", lines)).send(method, "Content-Length: 0");
    }

    @Test
    void overSeveralLines() throws IOException {
        Dialogue page = stage.safe(page("Cache-Control: max-age=600", "Cache-Groups: \"l1\"", "Cache-Groups: \"l2\""));
        page.get();
        invalidate("POST", 200, "\"l0\"", "\"l2\"");
        assertThat(status(page.get())).startsWith("slipway; fwd=stale");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "DELETE", "PATCH", "FOO"})
    void anyUnsafeMethodMay(String method) throws IOException {
        Dialogue page = grouped("\"unsafe\"");
        invalidate(method, 200, "\"unsafe\"");
        assertThat(page.isHit()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "OPTIONS"})
    void noSafeMethodMay(String method) throws IOException {
        Dialogue page = grouped("\"safe\"");
        invalidate(method, 200, "\"safe\"");
        assertThat(page.isHit()).isTrue();
    }

    @Test
    void itDoesNotCascade() throws IOException {
        Dialogue one = grouped("\"c1\", \"c2\"");
        Dialogue next = grouped("\"c2\", \"c3\"");
        Dialogue last = grouped("\"c3\"");
        invalidate("POST", 200, "\"c1\"");
        assertThat(List.of(one.isHit(), next.isHit(), last.isHit())).containsExactly(false, true, true);
    }
}
