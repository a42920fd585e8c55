package dev.slipway.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cache.CacheMode;
import dev.slipway.cache.CachePolicy;
import dev.slipway.telemetry.CacheUse;
import dev.slipway.telemetry.ExchangeEvent;
import dev.slipway.testing.App;
import dev.slipway.testing.Contents;
import dev.slipway.testing.Edge;
import dev.slipway.testing.RawClient;
import dev.slipway.testing.Scene;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each exchange reports of the cache's part in it. */
class CacheUseTest {
    private static final String STORABLE = Scene.response(200, "page", "Cache-Control: max-age=60");

    @TempDir
    Path folder;

    /** The event of the only exchange that was added since. */
    private static ExchangeEvent last(Scene scene, int number) {
        Edge.await(
                "exchange " + number + " is recorded",
                () -> scene.edge().recorder().recorded() == number);
        return scene.edge().recorder().events().getLast();
    }

    @Test
    void aNewUrlIsNamedWithoutWhatTheKeyLeavesOut() throws IOException {
        CachePolicy policy =
                new CachePolicy(CacheMode.ORIGIN, List.of(), List.of("utm_*"), Set.of(), Set.of(), false, false);
        try (Scene scene = Scene.with(folder, policy, head -> STORABLE)) {
            scene.get("/a?utm_source=x&page=2");
            ExchangeEvent miss = last(scene, 1);
            assertThat(miss.outcome()).isEqualTo("miss");
            assertThat(miss.cache()).isEqualTo(CacheUse.newUrl("http://" + Edge.HOST + "/a?page=2"));

            scene.get("/a?page=2&utm_source=y");
            ExchangeEvent hit = last(scene, 2);
            assertThat(hit.outcome()).isEqualTo("hit");
            assertThat(hit.cache()).isSameAs(CacheUse.ANSWERABLE);
        }
    }

    @Test
    void aStaleObjectThatIsReplacedIsNoNewUrl() throws IOException {
        try (Scene scene = Scene.origin(folder, head -> Scene.response(200, "page", "Cache-Control: max-age=1"))) {
            scene.get("/a");
            assertThat(last(scene, 1).outcome()).isEqualTo("miss");
            scene.edge().skip(java.time.Duration.ofSeconds(10));
            scene.get("/a");
            ExchangeEvent event = last(scene, 2);
            assertThat(event.outcome()).isEqualTo("miss");
            assertThat(event.cache()).isEqualTo(CacheUse.ANSWERABLE);
        }
    }

    @Test
    void aCookieCostsWhereItAloneKeepsTheAnswerOut() throws IOException {
        try (Scene scene = Scene.origin(folder, head -> STORABLE)) {
            scene.get("/a", "Cookie: _ga=1; sessionid=2; other=3");
            ExchangeEvent event = last(scene, 1);
            assertThat(event.outcome()).isEqualTo("bypass");
            assertThat(event.cache()).isEqualTo(CacheUse.personal("cookie sessionid"));
        }
    }

    @Test
    void aCookieCostsNothingWhereNobodysAnswerWouldBeStored() throws IOException {
        try (Scene scene = Scene.origin(folder, head -> Scene.response(200, "page"))) {
            scene.get("/a", "Cookie: sessionid=2");
            assertThat(last(scene, 1).cache()).isEqualTo(CacheUse.ANSWERABLE);
        }
    }

    @Test
    void aCookieCostsNothingWhereTheAnswerIsForEverybody() throws IOException {
        String publicly = Scene.response(200, "page", "Cache-Control: public, max-age=60");
        try (Scene scene = Scene.origin(folder, head -> publicly)) {
            scene.get("/a", "Cookie: sessionid=2");
            assertThat(last(scene, 1).outcome()).isEqualTo("miss");
            scene.get("/a", "Cookie: sessionid=3");
            ExchangeEvent event = last(scene, 2);
            assertThat(event.outcome()).isEqualTo("hit");
            assertThat(event.cache().personal()).isEmpty();
        }
    }

    @Test
    void whoReadsAnothersAnswerIsCollapsedAndBringsNoNewUrl() throws IOException {
        CountDownLatch rest = new CountDownLatch(1);
        try (App app = App.playing(connection -> {
                    connection.readHead();
                    connection.send("HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nContent-Length: 8\r\n\r\nhalf");
                    Edge.await("the rest may come", () -> rest.getCount() == 0);
                    connection.send("rest");
                });
                Edge edge = Edge.with(new Contents(folder))
                        .routes(Scene.route("/*", CachePolicy.DEFAULT))
                        .app(app.port())
                        .start();
                RawClient first = edge.connect().send(Scene.request("GET", "/a"));
                RawClient second = edge.connect()) {
            first.readBytes(1);
            second.send(Scene.request("GET", "/a")).readBytes(1);
            rest.countDown();
            Edge.await("both are recorded", () -> edge.recorder().recorded() == 2);
            assertThat(edge.recorder().events())
                    .extracting(event -> event.outcome() + " " + event.cache().newUrl())
                    .containsExactlyInAnyOrder("miss http://" + Edge.HOST + "/a", "collapsed ");
        }
    }

    @Test
    void otherMethodsAndRoutesThatStoreNothingAreNotTheCaches() throws IOException {
        try (Scene scene = Scene.with(
                folder,
                head -> STORABLE,
                Scene.route("/never/*", CachePolicy.NEVER),
                Scene.route("/*", CachePolicy.DEFAULT))) {
            scene.send("POST", "/a", "Content-Length: 0");
            assertThat(last(scene, 1).cache()).isSameAs(CacheUse.NONE);
            scene.get("/never/a");
            assertThat(last(scene, 2).cache()).isSameAs(CacheUse.NONE);
            scene.send("HEAD", "/a");
            assertThat(last(scene, 3).cache()).isSameAs(CacheUse.ANSWERABLE);
        }
    }
}
