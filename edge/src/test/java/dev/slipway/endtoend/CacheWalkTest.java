package dev.slipway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.api.Json;
import dev.slipway.testing.RawClient;
import dev.slipway.testing.RawClient.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The walk of a team that purges: a product's page is a hit, it is purged by its tag while clients ask, only that product
 * is fetched again, the receipt says what the access log shows, the node is killed, and nothing stale comes back. With real
 * uvicorn behind the edge.
 */
class CacheWalkTest {
    private static final Pattern PRODUCT = Pattern.compile("href=\"(/products/[^\"]+)\"");
    private static final Pattern OWN_TAG = Pattern.compile("product-\\d+");
    private static final int NEIGHBOURS = 4;

    @TempDir
    Path temporary;

    /** What a page answered: whether from the cache, and when the app made it. */
    private record Seen(String cacheStatus, String date) {}

    @Test
    void purgesOneProductUnderLoadAndForgetsNothingWhenItIsKilled() throws Exception {
        List<Seen> before = new ArrayList<>();
        List<String> pages;
        String refetched;
        int port;
        try (RunningDemo demo = new RunningDemo(temporary)) {
            port = demo.port();
            pages = products(port);
            for (String page : pages) {
                get(port, page);
            }
            String tag = tag(port, pages.getFirst());
            // The dates below tell the old page from the new one: they count in seconds, and uvicorn's may be one
            // behind.
            Eventually.get(
                    () -> Integer.parseInt(
                            String.valueOf(get(port, pages.getFirst()).field("Age"))),
                    age -> age >= 3);
            for (String page : pages) {
                before.add(seen(port, page));
            }
            assertThat(before).allMatch(seen -> seen.cacheStatus().startsWith("slipway; hit"));

            JsonNode receipt;
            Instant ordered = Instant.now();
            try (Load load = new Load(demo.shell(), temporary, port, pages)) {
                Eventually.get(() -> lines(demo, ordered).size(), count -> count > 100);
                receipt = purge(demo, tag);
                int asked = lines(demo, ordered).size();
                Eventually.get(() -> lines(demo, ordered).size(), count -> count > asked + 100);
                load.stopAndExpectNoFailure(demo.shell());
            }

            assertThat(receipt.get("matched").asInt()).as(receipt.toString()).isEqualTo(1);
            assertThat(receipt.at("/samples/0/url").asText()).endsWith(pages.getFirst());
            assertThat(receipt.at("/samples/0/status").asInt()).isEqualTo(200);
            List<JsonNode> fetched = lines(demo, ordered).stream()
                    .filter(line -> !line.get("outcome").asText().equals("hit"))
                    .toList();
            assertThat(fetched)
                    .as("one fetch, of that product: all others are hits, and those who asked meanwhile shared it")
                    .isNotEmpty()
                    .allMatch(line -> line.get("path").asText().equals(pages.getFirst()));
            assertThat(fetched.stream().filter(line -> !line.get("app_ms").isNull()))
                    .hasSize(1);

            for (int i = 1; i < pages.size(); i++) {
                assertThat(seen(port, pages.get(i)).date())
                        .as(pages.get(i))
                        .isEqualTo(before.get(i).date());
            }
            Seen now = seen(port, pages.getFirst());
            assertThat(now.cacheStatus()).startsWith("slipway; hit");
            assertThat(now.date()).isNotEqualTo(before.getFirst().date());
            refetched = now.date();
            Eventually.get(() -> onDisk(demo), count -> count >= pages.size());
            demo.kill();
        }

        try (RunningDemo demo = new RunningDemo(temporary, port)) {
            Seen first = seen(demo.port(), pages.getFirst());
            assertThat(first.date()).isNotEqualTo(before.getFirst().date());
            assertThat(first.date()).isEqualTo(refetched);
            for (int i = 1; i < pages.size(); i++) {
                Seen neighbour = seen(demo.port(), pages.get(i));
                assertThat(neighbour.cacheStatus()).as(pages.get(i)).startsWith("slipway; hit");
                assertThat(neighbour.date()).isEqualTo(before.get(i).date());
            }
        }
    }

    private static List<String> products(int port) throws IOException {
        Matcher link = PRODUCT.matcher(get(port, "/").text());
        List<String> pages = new ArrayList<>();
        while (pages.size() <= NEIGHBOURS && link.find()) {
            if (!pages.contains(link.group(1))) {
                pages.add(link.group(1));
            }
        }
        assertThat(pages).hasSize(NEIGHBOURS + 1);
        return pages;
    }

    /** The tag that no other product has. */
    private static String tag(int port, String page) throws IOException {
        Matcher own = OWN_TAG.matcher(String.valueOf(get(port, page).field("Cache-Tag")));
        assertThat(own.find()).isTrue();
        return own.group();
    }

    private static Response get(int port, String path) throws IOException {
        try (RawClient client = RawClient.to(port)) {
            client.send("GET " + path + " HTTP/1.1\r\nHost: shop.localhost\r\n\r\n");
            Response response = client.read();
            assertThat(response.status()).isEqualTo(200);
            return response;
        }
    }

    private static Seen seen(int port, String path) throws IOException {
        Response response = get(port, path);
        return new Seen(
                Objects.requireNonNull(response.field("Cache-Status")), Objects.requireNonNull(response.field("Date")));
    }

    private static JsonNode purge(RunningDemo demo, String tag) throws Exception {
        List<String> command = new ArrayList<>(Shell.slipway("purge", "production", "--tag", tag, "--json"));
        command.addAll(List.of("-C", demo.shop().toString()));
        Shell.Result result = demo.shell().run(command);
        assertThat(result.code()).as(result.out() + result.err()).isZero();
        return Json.MAPPER.readTree(result.out());
    }

    /** The lines of the access log about products since then. */
    private static List<JsonNode> lines(RunningDemo demo, Instant since) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        String text = Files.readString(demo.state().resolve("access.log"));
        for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
            JsonNode parsed = Json.MAPPER.readTree(line);
            boolean recent = !Instant.parse(parsed.get("time").asText()).isBefore(since);
            if (recent && parsed.get("path").asText().startsWith("/products/")) {
                lines.add(parsed);
            }
        }
        return lines;
    }

    private static long onDisk(RunningDemo demo) throws IOException {
        try (var files = Files.walk(demo.state().resolve("cache/objects"))) {
            return files.filter(Files::isRegularFile).count();
        }
    }
}
