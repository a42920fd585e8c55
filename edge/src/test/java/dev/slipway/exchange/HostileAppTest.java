package dev.slipway.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.store.Mode;
import dev.slipway.store.Selector;
import dev.slipway.testing.RawClient;
import dev.slipway.testing.RawClient.Response;
import dev.slipway.testing.Scene;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An app, or those who ask it, that would make the cache grow without bound or answer wrongly. */
class HostileAppTest {
    private static final int VARIANTS = 2_000;

    /** How many variants of one key are kept: docs/limits.md. */
    private static final int MOST_VARIANTS = 32;

    @TempDir
    Path folder;

    private static String ask(RawClient client, String target, String... lines) throws IOException {
        return client.send(Scene.request("GET", target, lines)).read().text();
    }

    private static String tags(int count, String prefix) {
        return IntStream.range(0, count).mapToObj(i -> prefix + i).collect(Collectors.joining(","));
    }

    @Test
    void everyOneOfAThousandTagsPurges() throws IOException {
        String lines = "Cache-Tag: " + tags(500, "a") + "\r\nSurrogate-Key: "
                + tags(500, "b").replace(',', ' ');
        try (Scene scene = Scene.origin(folder, head -> Scene.response(200, "", "Cache-Control: max-age=60", lines))) {
            for (String tag : List.of("a0", "a499", "b0", "b499")) {
                scene.get("/a");
                assertThat(scene.get("/a").field("Cache-Status")).startsWith("slipway; hit");
                scene.edge()
                        .store()
                        .purge(List.of(new Selector.Label(Labels.tag("shop", "production", tag))), Mode.SOFT);
                assertThat(scene.get("/a").field("Cache-Status")).as(tag).startsWith("slipway; fwd=stale");
            }
        }
    }

    @Test
    void whatHasMoreTagsThanCanBeKeptIsNotStored() throws IOException {
        String many = "Cache-Tag: " + tags(1_001, "");
        String longest = "Cache-Tag: a, " + "x".repeat(1_025);
        try (Scene scene = Scene.origin(
                folder,
                head -> Scene.response(
                        200, "", "Cache-Control: max-age=60", head.startsWith("GET /many") ? many : longest))) {
            for (String target : List.of("/many", "/long")) {
                for (int i = 0; i < 2; i++) {
                    assertThat(scene.get(target).field("Cache-Status"))
                            .isEqualTo("slipway; fwd=uri-miss; detail=too-many-tags");
                }
            }
        }
    }

    @Test
    void variantsWithoutEndAreAnsweredRightAndFewAreKept() throws IOException {
        try (Scene scene = Scene.origin(
                        folder,
                        head -> Scene.response(
                                200, Scene.field(head, "X-Kind"), "Cache-Control: max-age=60", "Vary: X-Kind"));
                RawClient client = scene.edge().connect()) {
            for (int i = 0; i < VARIANTS; i++) {
                assertThat(ask(client, "/a", "X-Kind: " + i)).isEqualTo(String.valueOf(i));
            }
            assertThat(scene.edge().store().find("http://shop.localhost/a")).hasSize(MOST_VARIANTS);
            int last = VARIANTS - 1;
            assertThat(ask(client, "/a", "X-Kind: " + last)).isEqualTo(String.valueOf(last));
            assertThat(scene.asked()).as("the newest are kept").hasSize(VARIANTS);
        }
    }

    @Test
    void aVaryThatChangesWithEveryAnswerGivesNobodyAnothersPage() throws IOException {
        AtomicInteger answers = new AtomicInteger();
        List<String> names = List.of("X-A", "X-B", "X-C", "X-A, X-B", "x-b , X-C", "X-C, X-A, X-B");
        try (Scene scene = Scene.origin(folder, head -> {
                    String vary = names.get(answers.getAndIncrement() % names.size());
                    String body = Scene.field(head, "X-A") + Scene.field(head, "X-B") + Scene.field(head, "X-C");
                    return Scene.response(200, vary + "|" + body, "Cache-Control: max-age=60", "Vary: " + vary);
                });
                RawClient client = scene.edge().connect()) {
            for (int i = 0; i < 600; i++) {
                String a = "a" + i % 3;
                String b = "b" + i % 5;
                String c = "c" + i % 7;
                String answer = ask(client, "/a", "X-A: " + a, "X-B: " + b, "X-C: " + c);
                String varied = answer.substring(0, answer.indexOf('|')).toUpperCase(java.util.Locale.ROOT);
                String body = answer.substring(answer.indexOf('|') + 1);
                assertThat(varied.contains("X-A") ? body.startsWith(a) : true)
                        .as(answer + " to " + a)
                        .isTrue();
                assertThat(varied.contains("X-B") ? body.contains(b) : true)
                        .as(answer + " to " + b)
                        .isTrue();
                assertThat(varied.contains("X-C") ? body.endsWith(c) : true)
                        .as(answer + " to " + c)
                        .isTrue();
            }
            assertThat(scene.asked().size()).as("and some were hits").isLessThan(600);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 1_000, 4_000, 7_900})
    void keysOfEveryLengthAreKeptApart(int length) throws IOException {
        try (Scene scene =
                Scene.origin(folder, head -> Scene.response(200, head.split(" ", 3)[1], "Cache-Control: max-age=60"))) {
            String one = "/" + "k".repeat(length - 1) + "1";
            String two = "/" + "k".repeat(length - 1) + "2";
            for (String target : List.of(one, two, one, two)) {
                assertThat(scene.get(target).text()).isEqualTo(target);
            }
            assertThat(scene.asked()).hasSize(2);
        }
    }

    @Test
    void whatIsLargerThanTheMemoryTierIsPassedOnWhole() throws IOException {
        String body = "0123456789abcdef".repeat(1 << 20); // 16 MiB, of 64 MiB an eighth may be one object
        try (Scene scene = Scene.origin(folder, head -> Scene.response(200, body, "Cache-Control: max-age=60"))) {
            for (int i = 0; i < 2; i++) {
                Response response = scene.get("/large");
                assertThat(response.text()).isEqualTo(body);
                assertThat(response.field("Cache-Status")).isEqualTo("slipway; fwd=uri-miss; detail=too-large");
            }
            assertThat(scene.edge().store().stats().memoryBytes()).isZero();
        }
    }
}
