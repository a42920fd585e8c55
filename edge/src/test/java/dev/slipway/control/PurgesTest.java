package dev.slipway.control;

import static dev.slipway.control.RunningNode.as;
import static dev.slipway.control.RunningNode.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.Problem;
import dev.slipway.api.PurgeReceipt;
import dev.slipway.cache.Reuse.Standing;
import dev.slipway.cache.Selection;
import dev.slipway.cache.StoredResponse;
import dev.slipway.exchange.Labels;
import dev.slipway.http.Fields;
import dev.slipway.store.ObjectHead;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Purges as the control API takes them: what must be said, what is refused, and what is kept of them. */
final class PurgesTest {
    private static final String PURGES = "/v1/sites/shop/environments/production/purges";

    @TempDir
    Path folder;

    private RunningNode node;

    @BeforeEach
    void start() throws IOException {
        node = RunningNode.start(folder);
    }

    @AfterEach
    void stop() throws IOException {
        node.close();
    }

    private void store(String environment, String key, String tag) {
        byte[] page = "a page".getBytes(StandardCharsets.UTF_8);
        ByteBuf body = Objects.requireNonNull(node.store.allocate(page.length)).writeBytes(page);
        StoredResponse response =
                new StoredResponse(200, Fields.of("Cache-Control", "max-age=60"), Selection.ALL, 1_000, 1_250, null);
        Set<String> labels = Set.of(Labels.environment("shop", environment), Labels.tag("shop", environment, tag));
        ObjectHead head = new ObjectHead(key, response, labels, List.of(new ObjectHead.Form("", page.length)));
        assertThat(node.store.insert(head, body, node.store.sequence())).isNotNull();
    }

    private boolean isPurged(String key) {
        return node.store.find(key).stream().allMatch(object -> object.standing() != Standing.GOOD);
    }

    @Test
    void whatIsLeftOutNamesNothing() {
        store("production", "http://shop.localhost/a", "news");
        store("production", "http://shop.localhost/b", "other");
        PurgeReceipt receipt = as(node.post(PURGES, Map.of("tags", List.of("news"))), PurgeReceipt.class);
        assertThat(receipt.matched()).isEqualTo(1);
        assertThat(receipt.mode()).isEqualTo("soft");
        assertThat(receipt.selectors()).containsExactly("tag news");
        assertThat(isPurged("http://shop.localhost/a")).isTrue();
        assertThat(isPurged("http://shop.localhost/b")).isFalse();
    }

    @Test
    void everySelectorCountsAndNoObjectTwice() {
        store("production", "http://shop.localhost/a", "news");
        store("production", "http://shop.localhost/a/b", "news");
        store("production", "http://shop.localhost/c", "other");
        Map<String, Object> request =
                Map.of("tags", List.of("news"), "prefixes", List.of("/a"), "urls", List.of("/c", "/none"));
        assertThat(as(node.post(PURGES, request), PurgeReceipt.class).matched()).isEqualTo(3);
    }

    @Test
    void anEnvironmentKeepsToItself() {
        store("staging", "http://staging.shop.localhost/a", "news");
        store("production", "http://shop.localhost/a", "news");
        assertThat(as(node.post(PURGES, Map.of("tags", List.of("news"))), PurgeReceipt.class)
                        .matched())
                .isEqualTo(1);
        assertThat(as(node.post(PURGES, Map.of("everything", true)), PurgeReceipt.class)
                        .matched())
                .isEqualTo(1);
        assertThat(isPurged("http://staging.shop.localhost/a")).isFalse();
    }

    @Test
    void aDryRunTellsAndChangesNothing() {
        store("production", "http://shop.localhost/a", "news");
        PurgeReceipt would = as(node.post(PURGES, Map.of("tags", List.of("news"), "dryRun", true)), PurgeReceipt.class);
        assertThat(would.matched()).isEqualTo(1);
        assertThat(would.number()).isZero();
        assertThat(isPurged("http://shop.localhost/a")).isFalse();
        assertThat(node.get(PURGES).body()).isEqualTo("{\"purges\":[]}");
    }

    @Test
    void receiptsAreKeptOverARestart() throws IOException {
        store("production", "http://shop.localhost/a", "news");
        node.post(PURGES, Map.of("tags", List.of("news"), "hard", true));
        String before = node.get(PURGES).body();
        assertThat(before).contains("\"mode\":\"hard\"", "\"matched\":1");
        node = node.restart(folder);
        assertThat(node.get(PURGES).body()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                        | nothing-named               | 422",
                "{\"tags\":[]}                             | nothing-named               | 422",
                "{\"tags\":\"news\"}                       | bad-body                    | 400",
                "{\"tags\":[null]}                         | bad-body                    | 400",
                "{\"everything\":\"yes\"}                  | bad-body                    | 400",
                "{\"tag\":[\"news\"]}                      | bad-body                    | 400",
                "{\"routes\":[\"none\"]}                   | unknown-route               | 404",
                "{\"prefixes\":[\"news/\"]}                | no-prefix                   | 422",
                "{\"urls\":[\"http://other.example/\"]}    | no-url-of-this-environment  | 422",
                "{\"urls\":[\"ftp://shop.localhost/\"]}    | no-url-of-this-environment  | 422",
                "{\"urls\":[\"http://[\"]}                 | no-url-of-this-environment  | 422",
            })
    void whatNamesNothingHereIsRefused(String body, String code, int status) {
        store("production", "http://shop.localhost/a", "news");
        Problem problem = problem(node.send("POST", PURGES, body.getBytes(StandardCharsets.UTF_8), node.admin));
        assertThat(problem.code()).isEqualTo(code);
        assertThat(problem.status()).isEqualTo(status);
        assertThat(isPurged("http://shop.localhost/a")).isFalse();
    }
}
