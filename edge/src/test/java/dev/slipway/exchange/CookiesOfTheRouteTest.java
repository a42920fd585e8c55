package dev.slipway.exchange;

import static dev.slipway.testing.Dialogue.status;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cache.CacheMode;
import dev.slipway.cache.CachePolicy;
import dev.slipway.site.Route;
import dev.slipway.testing.App;
import dev.slipway.testing.Contents;
import dev.slipway.testing.Edge;
import dev.slipway.testing.RawClient;
import dev.slipway.testing.RawClient.Response;
import dev.slipway.testing.Scene;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a stored response sets, under the route that is live: cookies that it does not name go neither way. */
class CookiesOfTheRouteTest {
    private static final Route LETTER = route(CacheMode.RFC9111);
    private static final Route LETTER_WITH_LANG = route(CacheMode.RFC9111, "lang");
    private static final Route SAFE = route(CacheMode.ORIGIN);
    private static final Route SAFE_WITH_LANG = route(CacheMode.ORIGIN, "lang");

    @TempDir
    Path folder;

    private static Route route(CacheMode mode, String... cookies) {
        CachePolicy policy = new CachePolicy(mode, List.of(cookies), List.of(), Set.of(), Set.of(), false, false);
        return Scene.route("/*", policy);
    }

    private static Response get(Edge edge) throws IOException {
        try (RawClient client = edge.connect()) {
            return client.send(Scene.request("GET", "/a")).read();
        }
    }

    private Edge edge(App app, Route route) throws IOException {
        return Edge.with(new Contents(folder)).routes(route).app(app.port()).start();
    }

    private static App settingCookies() throws IOException {
        return App.answering(Scene.response(
                200, "a page", "Cache-Control: max-age=600", "Set-Cookie: session=1", "Set-Cookie: lang=de"));
    }

    @Test
    void whatHeadSetsIsStoredWithoutThem() throws IOException {
        try (Scene scene = Scene.with(
                folder,
                head -> head.startsWith("HEAD ")
                        ? "HTTP/1.1 200 OK\r\nETag: \"1\"\r\nSet-Cookie: session=1\r\nSet-Cookie: lang=de\r\n\r\n"
                        : Scene.response(200, "a page", "Cache-Control: max-age=600", "ETag: \"1\""),
                LETTER_WITH_LANG)) {
            scene.get("/a");
            scene.send("HEAD", "/a", "Cache-Control: no-cache");
            Response hit = scene.get("/a");
            assertThat(status(hit)).startsWith("slipway; hit");
            assertThat(hit.all("Set-Cookie")).containsExactly("lang=de");
        }
    }

    @Test
    void anotherRouteShowsWhatIsStoredWithoutThem() throws IOException {
        try (App app = settingCookies();
                Edge edge = edge(app, LETTER)) {
            get(edge);
            assertThat(get(edge).all("Set-Cookie")).containsExactly("session=1", "lang=de");
            // The same variant for both: no cookie is sent.
            edge.activate(2, List.of(LETTER_WITH_LANG));
            get(edge);
            Response hit = get(edge);
            assertThat(status(hit)).startsWith("slipway; hit");
            assertThat(hit.all("Set-Cookie")).containsExactly("lang=de");
        }
    }

    @Test
    void whereTheSafeDefaultsHoldWhatSetsCookiesIsNotUsedAgain() throws IOException {
        try (App app = settingCookies();
                Edge edge = edge(app, LETTER)) {
            get(edge);
            edge.activate(2, List.of(SAFE));
            assertThat(status(get(edge))).startsWith("slipway; fwd=");
            edge.activate(3, List.of(SAFE_WITH_LANG));
            assertThat(status(get(edge))).startsWith("slipway; fwd=");
        }
    }

    @Test
    void whereTheSafeDefaultsHoldOnlyForeignCookiesAreInNobodysWay() throws IOException {
        try (App app = App.answering(
                        Scene.response(200, "a page", "Cache-Control: max-age=600", "Set-Cookie: session=1"));
                Edge edge = edge(app, LETTER)) {
            get(edge);
            edge.activate(2, List.of(SAFE_WITH_LANG));
            Response hit = get(edge);
            assertThat(status(hit)).startsWith("slipway; hit");
            assertThat(hit.all("Set-Cookie")).isEmpty();
        }
    }

    @Test
    void norDoesItStandInForAnAppThatFails() throws IOException {
        try (App app = settingCookies();
                Edge edge = edge(app, LETTER)) {
            get(edge);
            edge.activate(2, List.of(SAFE));
            app.close();
            assertThat(get(edge).status()).isEqualTo(502);
        }
    }
}
