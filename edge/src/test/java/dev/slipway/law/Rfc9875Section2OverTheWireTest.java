package dev.slipway.law;

import static dev.slipway.testing.Stage.page;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.testing.Dialogue;
import dev.slipway.testing.RawClient;
import dev.slipway.testing.Scene;
import dev.slipway.testing.Stage;
import java.io.IOException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Groups, and who belongs to one. */
class Rfc9875Section2OverTheWireTest {
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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // Cache-Groups; Cache-Group-Invalidation; whether they meet
                "\"a1\"|\"a1\"|true",
                "\"x\", \"a2\", \"y\"|\"z\", \"a2\"|true",
                "\"a3\";revalidate;x=1|\"a3\";y=2|true",
                "\"a b, c\"|\"a b, c\"|true",
                "\"with \\\"quotes\\\"\"|\"with \\\"quotes\\\"\"|true",
                "\"b1\"|\"B1\"|false",
                "\"b2\"|\"b2 \"|false",
                "\"b3\"|b3|false",
                "b4|\"b4\"|false",
                "\"b5\", b5x|\"b5\"|true",
                "\"b6\", (\"b6x\")|\"b6x\"|false",
                "\"b7\" \"x\"|\"b7\"|false",
                "\"b8\"|\"b8\",|false",
                "\"b9|\"b9\"|false",
                "\"\"|\"\"|true"
            })
    void aGroupIsAStringOfAList(String groups, String invalidation, boolean meets) throws IOException {
        Dialogue page = grouped(groups);
        invalidate("POST", 200, invalidation);
        assertThat(page.isHit()).isEqualTo(!meets);
    }

    @Test
    void thirtyTwoGroupsOfThirtyTwoCharactersAndMore() throws IOException {
        String many = IntStream.range(0, 64)
                .mapToObj(i -> "\"" + "g".repeat(60) + i + "\"")
                .collect(Collectors.joining(", "));
        Dialogue page = grouped(many);
        invalidate("POST", 200, many.substring(many.lastIndexOf('"', many.length() - 2)));
        assertThat(page.isHit()).isFalse();
        Dialogue other = grouped("\"" + "g".repeat(60) + "63\"");
        invalidate("POST", 200, many);
        assertThat(other.isHit()).isFalse();
    }

    @Test
    void anInvalidTargetDoesNotTakeItsGroupAlong() throws IOException {
        Dialogue member = grouped("\"d1\"");
        Dialogue target = stage.on(
                "/safe/",
                head -> head.startsWith("GET ")
                        ? page("Cache-Control: max-age=600", "Cache-Groups: \"d1\"")
                        : Scene.response(204, ""));
        target.get();
        target.send("DELETE");
        assertThat(target.isHit()).isFalse();
        assertThat(member.isHit()).isTrue();
    }

    @Test
    void anotherOriginHasGroupsOfItsOwn() throws IOException {
        Dialogue page = grouped("\"o1\"");
        Dialogue change = stage.safe(Scene.response(200, "", "Cache-Group-Invalidation: \"o1\""));
        for (String host : new String[] {"staging.shop.localhost", "shop.localhost:8080"}) {
            try (RawClient client = stage.edge().connect()) {
                client.send("POST " + change.path() + " HTTP/1.1\r\nHost: " + host + "\r\nContent-Length: 0\r\n\r\n")
                        .read();
            }
            assertThat(page.isHit()).as(host).isTrue();
        }
        assertThat(change.asked()).hasSize(2);
    }

    @Test
    void aValidationMayChangeTheGroups() throws IOException {
        Dialogue page = stage.safe(
                page("Cache-Control: max-age=10", "ETag: \"1\"", "Cache-Groups: \"v1\""),
                Scene.response(304, "", "ETag: \"1\"", "Cache-Control: max-age=600", "Cache-Groups: \"v2\""));
        page.get();
        stage.skip(20);
        page.get();
        invalidate("POST", 200, "\"v1\"");
        assertThat(page.isHit()).isTrue();
        invalidate("POST", 200, "\"v2\"");
        assertThat(page.isHit()).isFalse();
    }

    @Test
    void bothFieldsPassOnTheirWay() throws IOException {
        assertThat(grouped("\"p1\";x").get().field("Cache-Groups")).isEqualTo("\"p1\";x");
        Dialogue change = stage.safe(Scene.response(200, "", "Cache-Group-Invalidation: \"p2\""));
        assertThat(change.send("POST", "Content-Length: 0").field("Cache-Group-Invalidation"))
                .isEqualTo("\"p2\"");
    }
}
