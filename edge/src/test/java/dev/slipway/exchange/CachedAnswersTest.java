package dev.slipway.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cache.CacheMode;
import dev.slipway.cache.CachePolicy;
import dev.slipway.store.Mode;
import dev.slipway.store.Selector;
import dev.slipway.testing.Edge;
import dev.slipway.testing.RawClient;
import dev.slipway.testing.RawClient.Response;
import dev.slipway.testing.Scene;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cache on the road to the app, over real sockets: what is shared, with whom, and what the app is asked. */
class CachedAnswersTest {
    @TempDir
    Path folder;

    private static String page(String... lines) {
        return Scene.response(200, "a page", lines);
    }

    @Test
    void aFreshResponseAnswersTheNextRequest() throws IOException {
        try (Scene scene = Scene.origin(folder, head -> page("Cache-Control: max-age=60", "ETag: \"1\""))) {
            Response first = scene.get("/a");
            assertThat(first.field("Cache-Status")).isEqualTo("slipway; fwd=uri-miss; ttl=60; stored");
            assertThat(first.field("Age")).isNull();
            Response second = scene.get("/a");
            assertThat(second.status()).isEqualTo(200);
            assertThat(second.text()).isEqualTo("a page");
            assertThat(second.field("Cache-Status")).isEqualTo("slipway; hit; ttl=60");
            assertThat(second.field("Age")).isEqualTo("0");
            scene.edge().skip(Duration.ofSeconds(20));
            Response later = scene.get("/a");
            assertThat(later.field("Age")).isEqualTo("20");
            assertThat(later.field("Cache-Status")).isEqualTo("slipway; hit; ttl=40");
            assertThat(scene.asked()).hasSize(1);
        }
    }

    @Test
    void conditionsAndRangesAreJudgedAgainstWhatIsStored() throws IOException {
        try (Scene scene = Scene.origin(folder, head -> page("Cache-Control: max-age=60", "ETag: \"1\""))) {
            assertThat(scene.get("/a", "If-None-Match: \"1\"").status())
                    .as("fetched whole, and judged here")
                    .isEqualTo(304);
            assertThat(Scene.field(scene.asked().getFirst(), "If-None-Match")).isEmpty();
            assertThat(scene.get("/a", "If-None-Match: \"1\"").status()).isEqualTo(304);
            assertThat(scene.get("/a", "If-None-Match: \"2\"").status()).isEqualTo(200);
            Response range = scene.get("/a", "Range: bytes=2-3");
            assertThat(range.status()).isEqualTo(206);
            assertThat(range.text()).isEqualTo("pa");
            assertThat(scene.send("HEAD", "/a").field("Content-Length")).isEqualTo("6");
            assertThat(scene.asked()).hasSize(1);
        }
    }

    @Test
    void aStaleResponseIsValidated() throws IOException {
        AtomicInteger version = new AtomicInteger();
        try (Scene scene = Scene.origin(
                folder,
                head -> Scene.field(head, "If-None-Match").equals("\"1\"")
                        ? Scene.response(
                                304,
                                "",
                                "ETag: \"1\"",
                                "Cache-Control: max-age=30",
                                "X-Version: " + version.incrementAndGet())
                        : page("Cache-Control: max-age=10", "ETag: \"1\""))) {
            scene.get("/a");
            scene.edge().skip(Duration.ofSeconds(11));
            Response validated = scene.get("/a");
            assertThat(validated.status()).isEqualTo(200);
            assertThat(validated.text()).isEqualTo("a page");
            assertThat(validated.field("Cache-Status")).isEqualTo("slipway; fwd=stale; fwd-status=304");
            assertThat(validated.field("X-Version")).isEqualTo("1");
            scene.edge().skip(Duration.ofSeconds(20));
            assertThat(scene.get("/a").field("Cache-Status")).isEqualTo("slipway; hit; ttl=10");
            assertThat(scene.asked()).hasSize(2);
        }
    }

    @Test
    void aThousandClientsOnOneColdKeyAreOneFetch() throws Exception {
        CountDownLatch all = new CountDownLatch(1);
        int clients = 1_000;
        try (Scene scene = Scene.origin(folder, head -> {
            await(all);
            return page("Cache-Control: max-age=60");
        })) {
            List<RawClient> waiting = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                waiting.add(scene.edge().connect().send(Scene.request("GET", "/cold")));
            }
            Edge.await("all of them have asked", () -> scene.edge().recorder().open() >= clients);
            all.countDown();
            int collapsed = 0;
            for (RawClient client : waiting) {
                Response response = client.read();
                assertThat(response.text()).isEqualTo("a page");
                collapsed += String.valueOf(response.field("Cache-Status")).contains("collapsed") ? 1 : 0;
                client.close();
            }
            assertThat(scene.asked()).hasSize(1);
            assertThat(collapsed).isPositive();
        }
    }

    @Test
    void nobodyJoinsABodyThatHasStalled() throws IOException {
        AtomicInteger number = new AtomicInteger();
        try (Scene scene = Scene.origin(
                folder,
                head -> number.incrementAndGet() == 1
                        ? "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nContent-Length: 6\r\n\r\na p"
                        : page("Cache-Control: max-age=60"))) {
            try (RawClient stuck = scene.edge().connect()) {
                stuck.send(Scene.request("GET", "/a")).readBytes(100);
                scene.edge().skip(Fetches.PATIENCE);
                assertThat(scene.get("/a").text()).isEqualTo("a page");
                assertThat(scene.asked()).hasSize(2);
            }
        }
    }

    @Test
    void whoMayNotShareGoesAheadAtOnceAndThatIsRemembered() throws Exception {
        CountDownLatch first = new CountDownLatch(1);
        AtomicInteger number = new AtomicInteger();
        try (Scene scene = Scene.origin(folder, head -> {
            if (number.incrementAndGet() == 1) {
                await(first);
            }
            return page("Cache-Control: private", "X-Number: " + number.get());
        })) {
            List<RawClient> waiting = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                waiting.add(scene.edge().connect().send(Scene.request("GET", "/mine")));
            }
            Edge.await("one is asked", () -> scene.asked().size() == 1);
            first.countDown();
            for (RawClient client : waiting) {
                assertThat(client.read().field("Cache-Status")).isEqualTo("slipway; fwd=uri-miss; detail=private");
                client.close();
            }
            assertThat(scene.asked()).hasSize(10);
        }
    }

    /** One client's 406, or the page of one who is logged in, is no reason to let all others go to the app at once. */
    @Test
    void whatOneAloneWasRefusedOthersStillShare() throws Exception {
        CountDownLatch all = new CountDownLatch(1);
        try (Scene scene = Scene.origin(folder, head -> {
            if (Scene.field(head, "Accept").equals("image/x")) {
                return Scene.response(406, "none", "Cache-Control: no-store");
            }
            if (!Scene.field(head, "Cookie").isEmpty()) {
                return page("Cache-Control: private");
            }
            await(all);
            return page("Cache-Control: max-age=60", "Vary: Accept");
        })) {
            assertThat(scene.get("/a", "Accept: image/x").status()).isEqualTo(406);
            assertThat(scene.get("/a", "Cookie: session=1").status()).isEqualTo(200);
            List<RawClient> waiting = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                waiting.add(scene.edge().connect().send(Scene.request("GET", "/a")));
            }
            Edge.await("all of them have asked", () -> scene.edge().recorder().open() >= 10);
            all.countDown();
            for (RawClient client : waiting) {
                assertThat(client.read().text()).isEqualTo("a page");
                client.close();
            }
            assertThat(scene.asked()).hasSize(3);
        }
    }

    @Test
    void aPersonalRequestIsAnsweredOnlyWithWhatIsForEverybody() throws IOException {
        try (Scene scene = Scene.origin(
                folder,
                head -> head.startsWith("GET /public")
                        ? page("Cache-Control: public, max-age=60")
                        : page("Cache-Control: max-age=60", "X-Cookie: " + Scene.field(head, "Cookie")))) {
            Response mine = scene.get("/a", "Cookie: session=1");
            assertThat(mine.field("Cache-Status"))
                    .isEqualTo("slipway; fwd=uri-miss; detail=\"personal request: cookie session\"");
            assertThat(scene.get("/a").field("X-Cookie")).isEmpty();
            assertThat(scene.get("/a").field("Cache-Status")).startsWith("slipway; hit");
            assertThat(scene.get("/a", "Cookie: session=2").field("X-Cookie")).isEqualTo("session=2");
            assertThat(scene.get("/a", "Cookie: _ga=GA1").field("Cache-Status")).startsWith("slipway; hit");
            scene.get("/public", "Authorization: Bearer x");
            assertThat(scene.get("/public").field("Cache-Status")).startsWith("slipway; hit");
            assertThat(scene.get("/public", "Cookie: session=2").field("Cache-Status"))
                    .startsWith("slipway; hit");
        }
    }

    @Test
    void aResponseThatSetsACookieIsNotStored() throws IOException {
        try (Scene scene = Scene.origin(folder, head -> page("Cache-Control: max-age=60", "Set-Cookie: a=b"))) {
            for (int i = 0; i < 2; i++) {
                Response response = scene.get("/a");
                assertThat(response.field("Cache-Status")).isEqualTo("slipway; fwd=uri-miss; detail=set-cookie");
                assertThat(response.field("Set-Cookie")).isEqualTo("a=b");
            }
        }
    }

    @Test
    void whatIsQualifiedAsPrivateReachesTheOneWhoAskedAlone() throws IOException {
        try (Scene scene = Scene.origin(
                folder,
                head -> page(
                        "Cache-Control: max-age=60, private=\"Set-Cookie, X-Mine\"", "Set-Cookie: a=b", "X-Mine: 1"))) {
            Response mine = scene.get("/a");
            assertThat(mine.field("Set-Cookie")).isEqualTo("a=b");
            assertThat(mine.field("X-Mine")).isEqualTo("1");
            Response stored = scene.get("/a");
            assertThat(stored.field("Cache-Status")).startsWith("slipway; hit");
            assertThat(stored.field("Set-Cookie")).isNull();
            assertThat(stored.field("X-Mine")).isNull();
        }
    }

    @Test
    void whatWasPurgedIsKeptUntilTheNewResponseIsComplete() throws IOException {
        AtomicInteger number = new AtomicInteger();
        try (Scene scene = Scene.origin(folder, head -> switch (number.incrementAndGet()) {
            case 1 -> page("Cache-Control: max-age=60", "ETag: \"1\"");
            case 2 ->
                "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "5\r\nhello\r\nno chunk\r\n";
            default -> "";
        })) {
            scene.get("/a");
            scene.edge().store().purge(List.of(new Selector.Key("http://shop.localhost/a")), Mode.SOFT);
            try (RawClient client = scene.edge().connect()) {
                client.send(Scene.request("GET", "/a")).readUntilGone();
            }
            assertThat(scene.get("/a").text())
                    .as("the app is gone, and the old bytes are there")
                    .isEqualTo("a page");
        }
    }

    @Test
    void onlyTheCookiesThatARouteNamesReachAppAndSelection() throws IOException {
        CachePolicy policy =
                new CachePolicy(CacheMode.ORIGIN, List.of("lang"), List.of("utm_*"), Set.of(), Set.of(), false, false);
        try (Scene scene = Scene.with(
                folder,
                policy,
                head -> page(
                        "Cache-Control: max-age=60",
                        "X-Cookie: " + Scene.field(head, "Cookie"),
                        "Set-Cookie: session=new"))) {
            Response german = scene.get("/a", "Cookie: session=1; lang=de");
            assertThat(german.field("X-Cookie")).isEqualTo("lang=de");
            assertThat(german.field("Set-Cookie")).isNull();
            assertThat(scene.get("/a?utm_source=x", "Cookie: lang=de").field("Cache-Status"))
                    .startsWith("slipway; hit");
            assertThat(scene.get("/a", "Cookie: lang=en").field("X-Cookie")).isEqualTo("lang=en");
            assertThat(scene.get("/a").field("X-Cookie")).isEmpty();
            assertThat(scene.asked()).hasSize(3);
        }
    }

    @Test
    void anUnsafeRequestInvalidates() throws IOException {
        try (Scene scene = Scene.origin(
                folder,
                head -> head.startsWith("POST")
                        ? Scene.response(201, "", "Location: /b", "Content-Location: http://other.example/c")
                        : page("Cache-Control: max-age=60"))) {
            for (String path : List.of("/a", "/b", "/c")) {
                scene.get(path);
            }
            scene.send("POST", "/a", "Content-Length: 0");
            assertThat(scene.get("/a").field("Cache-Status")).startsWith("slipway; fwd=stale");
            assertThat(scene.get("/b").field("Cache-Status")).startsWith("slipway; fwd=stale");
            assertThat(scene.get("/c").field("Cache-Status")).startsWith("slipway; hit");
        }
    }

    @Test
    void varyKeepsVariantsApart() throws IOException {
        try (Scene scene = Scene.origin(
                folder,
                head -> page("Cache-Control: max-age=60", "Vary: X-Kind", "X-Kind: " + Scene.field(head, "X-Kind")))) {
            assertThat(scene.get("/a", "X-Kind: one").field("X-Kind")).isEqualTo("one");
            Response two = scene.get("/a", "X-Kind: two");
            assertThat(two.field("X-Kind")).isEqualTo("two");
            assertThat(two.field("Cache-Status")).startsWith("slipway; fwd=vary-miss");
            assertThat(scene.get("/a", "X-Kind: one").field("X-Kind")).isEqualTo("one");
            assertThat(scene.asked()).hasSize(2);
        }
    }

    @Test
    void staleWhileRevalidateAnswersAtOnceAndAsksBehind() throws IOException {
        AtomicInteger number = new AtomicInteger();
        try (Scene scene = Scene.origin(
                folder,
                head -> page(
                        "Cache-Control: max-age=10, stale-while-revalidate=60",
                        "X-Number: " + number.incrementAndGet()))) {
            scene.get("/a");
            scene.edge().skip(Duration.ofSeconds(15));
            Response stale = scene.get("/a");
            assertThat(stale.field("X-Number")).isEqualTo("1");
            assertThat(stale.field("Cache-Status")).isEqualTo("slipway; hit; ttl=-5; detail=stale-while-revalidate");
            Edge.await("the new one is stored", () -> {
                try {
                    return "2".equals(scene.get("/a").field("X-Number"));
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            assertThat(scene.asked()).hasSize(2);
        }
    }

    @Test
    void aFailingAppIsBridgedWhereTheLawAllows() throws IOException {
        AtomicInteger number = new AtomicInteger();
        try (Scene scene = Scene.origin(
                folder,
                head -> number.incrementAndGet() <= 2
                        ? page(
                                "Cache-Control: max-age=10"
                                        + (head.startsWith("GET /window")
                                                ? ", stale-if-error=60"
                                                : ", must-revalidate"),
                                "ETag: \"1\"")
                        : Scene.response(503, "down"))) {
            scene.get("/window");
            scene.get("/bound");
            scene.edge().skip(Duration.ofSeconds(15));
            Response bridged = scene.get("/window");
            assertThat(bridged.status()).isEqualTo(200);
            assertThat(bridged.field("Cache-Status")).isEqualTo("slipway; fwd=stale; fwd-status=503; detail=app-error");
            assertThat(scene.get("/bound").status()).isEqualTo(503);
            scene.edge().skip(Duration.ofSeconds(60));
            assertThat(scene.get("/window").status()).isEqualTo(503);
        }
    }

    @Test
    void anAppThatIsGoneIsBridgedUnlessForbidden() throws IOException {
        AtomicInteger number = new AtomicInteger();
        try (Scene scene = Scene.origin(
                folder,
                head -> number.incrementAndGet() <= 2
                        ? page(
                                "Cache-Control: max-age=10"
                                        + (head.startsWith("GET /bound") ? ", must-revalidate" : ""),
                                "ETag: \"1\"")
                        : "")) {
            scene.get("/free");
            scene.get("/bound");
            scene.edge().skip(Duration.ofSeconds(15));
            assertThat(scene.get("/free").status()).isEqualTo(200);
            assertThat(scene.get("/bound").status()).isEqualTo(502);
        }
    }

    @Test
    void aPurgeIsEffectiveWhenItReturns() throws IOException {
        AtomicInteger number = new AtomicInteger();
        try (Scene scene = Scene.origin(
                folder,
                head -> page(
                        "Cache-Control: max-age=60",
                        "Surrogate-Key: news sport",
                        "X-Number: " + number.incrementAndGet()))) {
            scene.get("/a");
            String tag = Labels.tag("shop", "production", "news");
            assertThat(scene.edge()
                            .store()
                            .purge(List.of(new Selector.Label(tag)), Mode.SOFT)
                            .matched())
                    .isEqualTo(1);
            Response next = scene.get("/a");
            assertThat(next.field("X-Number")).isEqualTo("2");
            assertThat(next.field("Cache-Status")).startsWith("slipway; fwd=stale");
            scene.edge().store().purge(List.of(new Selector.Label(tag)), Mode.HARD);
            assertThat(scene.get("/a").field("Cache-Status")).startsWith("slipway; fwd=uri-miss");
        }
    }

    /** RFC 9111 §3.5 and §4.3.4: what the app tells one user is not for others, also where it comes in a 304. */
    @Test
    void theFieldsOfA304ToOneUserReachNobodyElse() throws IOException {
        try (Scene scene = Scene.origin(folder, head -> {
            boolean his = head.contains("Authorization");
            return Scene.field(head, "If-None-Match").isEmpty()
                    ? page("Cache-Control: public, max-age=60", "ETag: \"1\"")
                    : his
                            ? Scene.response(304, "", "ETag: \"1\"", "Cache-Control: max-age=60", "X-Name: Anna")
                            : Scene.response(304, "", "ETag: \"1\"");
        })) {
            scene.get("/a");
            scene.edge().skip(Duration.ofMinutes(2));
            Response his = scene.get("/a", "Authorization: Basic x");
            assertThat(his.field("X-Name")).isEqualTo("Anna");
            assertThat(his.text()).isEqualTo(scene.get("/a").text());
            Response others = scene.get("/a");
            assertThat(others.field("X-Name")).isNull();
            assertThat(others.field("Cache-Control")).isEqualTo("public, max-age=60");
        }
    }

    /** RFC 9111 §3.5 and §4.3.5 */
    @Test
    void theFieldsOfAHeadOfOneUserReachNobodyElse() throws IOException {
        try (Scene scene = Scene.origin(
                folder,
                head -> head.startsWith("HEAD")
                        ? "HTTP/1.1 200 OK\r\nETag: \"1\"\r\nCache-Control: private\r\nX-Name: Anna\r\n\r\n"
                        : page("Cache-Control: public, max-age=60", "ETag: \"1\""))) {
            scene.get("/a");
            Response his = scene.send("HEAD", "/a", "Authorization: Basic x", "If-Match: \"1\"");
            assertThat(his.field("X-Name")).isEqualTo("Anna");
            Response others = scene.get("/a");
            assertThat(others.field("X-Name")).isNull();
            assertThat(others.field("Cache-Status")).startsWith("slipway; hit");
        }
    }

    @Test
    void aHeadThatAsksForSomethingElseDescribesNothing() throws IOException {
        try (Scene scene = Scene.origin(
                folder,
                head -> head.startsWith("HEAD")
                        ? "HTTP/1.1 200 OK\r\nETag: \"1\"\r\nCache-Control: max-age=60\r\nX-Name: Eve\r\n\r\n"
                        : page("Cache-Control: max-age=60", "ETag: \"1\""))) {
            scene.get("/a");
            scene.send("HEAD", "/a", "X-Original-URL: /b");
            assertThat(scene.get("/a").field("X-Name")).isNull();
        }
    }

    @Test
    void aHeadShowsTheAppNoIgnoredParameters() throws IOException {
        CachePolicy policy =
                new CachePolicy(CacheMode.ORIGIN, List.of(), List.of("utm_*"), Set.of(), Set.of(), false, false);
        try (Scene scene = Scene.with(
                folder,
                policy,
                head -> head.startsWith("HEAD")
                        ? "HTTP/1.1 200 OK\r\nETag: \"1\"\r\nX-Target: " + head.split(" ", 3)[1] + "\r\n\r\n"
                        : page("Cache-Control: max-age=60", "ETag: \"1\""))) {
            scene.get("/a");
            scene.edge().skip(Duration.ofMinutes(2));
            scene.send("HEAD", "/a?utm_source=mail");
            assertThat(scene.get("/a").field("X-Target")).isEqualTo("/a");
        }
    }

    /** RFC 9111 §4.1: also who waited for another's validation gets his own variant or none. */
    @Test
    void whatStandsInForAnErrorIsTheVariantOfTheOneWhoGetsIt() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger asked = new AtomicInteger();
        try (Scene scene = Scene.origin(folder, head -> {
                    String language = Scene.field(head, "Accept-Language");
                    if (asked.incrementAndGet() == 1) {
                        return page(
                                "Cache-Control: max-age=60, stale-if-error=3600",
                                "Vary: Accept-Language",
                                "Content-Language: " + language);
                    }
                    await(go);
                    return Scene.response(503, "", "Cache-Control: no-store");
                });
                RawClient german = scene.edge().connect();
                RawClient english = scene.edge().connect()) {
            scene.get("/a", "Accept-Language: de");
            scene.edge().skip(Duration.ofMinutes(2));
            german.send(Scene.request("GET", "/a", "Accept-Language: de"));
            Edge.await("the app is asked", () -> scene.asked().size() == 2);
            english.send(Scene.request("GET", "/a", "Accept-Language: en"));
            // A round trip later it has joined, nearly always; where it comes too late, it asks for itself.
            scene.get("/b", "Cache-Control: only-if-cached");
            go.countDown();
            assertThat(german.read().field("Content-Language")).isEqualTo("de");
            assertThat(english.read().status()).isEqualTo(503);
        }
    }

    @Test
    void aFetchThatBeganBeforeAPurgeIsNotStored() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger number = new AtomicInteger();
        try (Scene scene = Scene.origin(folder, head -> {
                    int mine = number.incrementAndGet();
                    if (mine == 1) {
                        await(go);
                    }
                    return page("Cache-Control: max-age=60", "X-Number: " + mine);
                });
                RawClient early = scene.edge().connect()) {
            early.send(Scene.request("GET", "/a"));
            Edge.await("the app is asked", () -> scene.asked().size() == 1);
            scene.edge().store().purge(List.of(new Selector.Prefix("http://shop.localhost/")), Mode.SOFT);
            assertThat(scene.get("/a").field("X-Number"))
                    .as("a later request does not join it")
                    .isEqualTo("2");
            go.countDown();
            assertThat(early.read().field("X-Number")).isEqualTo("1");
            assertThat(scene.get("/a").field("X-Number")).isEqualTo("2");
        }
    }

    @Test
    void aLongBodyReachesFastAndSlowReaders() throws IOException {
        int bytes = 6 << 20;
        String body = "0123456789abcdef".repeat(bytes / 16);
        try (Scene scene = Scene.origin(folder, head -> Scene.response(200, body, "Cache-Control: max-age=60"));
                RawClient slow = RawClient.narrow(scene.edge().port())) {
            slow.send(Scene.request("GET", "/large"));
            assertThat(scene.get("/large").body()).hasSize(bytes);
            assertThat(slow.read().body()).hasSize(bytes);
            Response stored = scene.get("/large");
            assertThat(stored.body()).hasSize(bytes);
            assertThat(stored.field("Cache-Status")).startsWith("slipway; hit");
        }
    }

    @Test
    void aBodyTooLongToKeepIsPassedOn() throws IOException {
        int bytes = 20 << 20;
        String body = "0123456789abcdef".repeat(bytes / 16);
        String chunked = Integer.toHexString(bytes) + "\r\n" + body + "\r\n0\r\n\r\n";
        try (Scene scene = Scene.origin(
                folder,
                head -> head.startsWith("GET /chunked")
                        ? "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked
                        : Scene.response(200, body, "Cache-Control: max-age=60"))) {
            for (int i = 0; i < 2; i++) {
                assertThat(scene.get("/large").text()).isEqualTo(body);
                assertThat(scene.get("/chunked").text()).isEqualTo(body);
            }
            assertThat(scene.asked()).hasSize(4);
        }
    }

    @Test
    void textIsCompressedOnceForWhatIsStored() throws IOException {
        String body = "a line of text that repeats itself\n".repeat(200);
        try (Scene scene = Scene.origin(
                folder,
                head -> Scene.response(
                        200, body, "Cache-Control: max-age=60", "Content-Type: text/html", "ETag: \"1\""))) {
            assertThat(scene.get("/a").field("Vary")).isEqualTo("Accept-Encoding");
            Edge.await("it is compressed", () -> {
                try {
                    return "br".equals(scene.get("/a", "Accept-Encoding: br").field("Content-Encoding"));
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            Response br = scene.get("/a", "Accept-Encoding: br");
            assertThat(br.field("ETag")).isEqualTo("W/\"1\"");
            assertThat(br.body().length).isLessThan(body.length() / 5);
            assertThat(scene.get("/a", "Accept-Encoding: gzip").field("Content-Encoding"))
                    .isEqualTo("gzip");
            Response plain = scene.get("/a");
            assertThat(plain.field("Content-Encoding")).isNull();
            assertThat(plain.text()).isEqualTo(body);
            assertThat(scene.get("/a", "Accept-Encoding: br", "If-None-Match: W/\"1\"")
                            .status())
                    .isEqualTo(304);
            assertThat(scene.asked()).hasSize(1);
        }
    }

    @Test
    void partsAreStoredAndCombined() throws IOException {
        String whole = "0123456789";
        try (Scene scene = Scene.origin(folder, head -> {
            String range = Scene.field(head, "Range");
            if (range.isEmpty()) {
                return Scene.response(200, whole, "Cache-Control: max-age=60", "ETag: \"1\"");
            }
            int first = range.charAt(6) - '0';
            int last = range.charAt(8) - '0';
            return Scene.response(
                    206,
                    whole.substring(first, last + 1),
                    "Cache-Control: max-age=60",
                    "ETag: \"1\"",
                    "Content-Range: bytes " + first + "-" + last + "/10");
        })) {
            Response first = scene.get("/a", "Range: bytes=2-4");
            assertThat(first.status()).isEqualTo(206);
            assertThat(first.field("Content-Range")).isEqualTo("bytes 2-4/10");
            assertThat(first.text()).isEqualTo("234");
            Response within = scene.get("/a", "Range: bytes=3-4");
            assertThat(within.status()).isEqualTo(206);
            assertThat(within.text()).isEqualTo("34");
            assertThat(within.field("Content-Range")).isEqualTo("bytes 3-4/10");
            assertThat(scene.asked()).hasSize(1);
            scene.get("/a", "Range: bytes=0-1");
            scene.get("/a", "Range: bytes=5-9");
            assertThat(scene.asked()).hasSize(3);
            Response all = scene.get("/a");
            assertThat(all.status()).isEqualTo(200);
            assertThat(all.text()).isEqualTo(whole);
            assertThat(scene.asked()).hasSize(3);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
