package dev.slipway.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.testing.Edge;
import dev.slipway.testing.RawClient;
import dev.slipway.testing.Scene;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The key in Cache-Status: told where developers test, not to everybody. */
class Rfc9211Section2_7Test {
    private static final String STAGING = "staging.shop.localhost";

    @TempDir
    Path folder;

    private static String status(Scene scene, String host, String... lines) throws IOException {
        try (RawClient client = scene.edge().connect()) {
            client.send(Scene.request("GET", "/a?q=1", lines).replace("Host: " + Edge.HOST, "Host: " + host));
            return String.valueOf(client.read().field("Cache-Status"));
        }
    }

    @Test
    void stagingTellsTheKeyOfWhatIsStored() throws IOException {
        try (Scene scene = Scene.origin(folder, head -> Scene.response(200, "page", "Cache-Control: max-age=60"))) {
            String key = "; key=\"http://" + STAGING + "/a?q=1\"";
            assertThat(status(scene, STAGING)).isEqualTo("slipway; fwd=uri-miss; ttl=60; stored" + key);
            assertThat(status(scene, STAGING)).isIn("slipway; hit; ttl=60" + key, "slipway; hit; ttl=59" + key);
            assertThat(status(scene, STAGING + ":81")).endsWith("; key=\"http://" + STAGING + "/a?q=1 :81\"");
        }
    }

    @Test
    void productionTellsNobody() throws IOException {
        try (Scene scene = Scene.origin(folder, head -> Scene.response(200, "page", "Cache-Control: max-age=60"))) {
            assertThat(status(scene, Edge.HOST)).isEqualTo("slipway; fwd=uri-miss; ttl=60; stored");
            assertThat(status(scene, Edge.HOST)).isIn("slipway; hit; ttl=60", "slipway; hit; ttl=59");
        }
    }

    @Test
    void whatIsNotStoredHasNoKey() throws IOException {
        try (Scene scene = Scene.origin(folder, head -> Scene.response(200, "page"))) {
            assertThat(status(scene, STAGING)).isEqualTo("slipway; fwd=uri-miss; detail=no-freshness");
        }
    }
}
