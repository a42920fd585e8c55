package dev.slipway.control;

import static dev.slipway.control.RunningNode.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.ConfigurationRequest;
import dev.slipway.control.RunningNode.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which configuration of a site is in force, and what may replace it. */
final class ConfigurationTest {
    private static final String PATH = "/v1/sites/shop/configuration";
    private static final String OTHER = RunningNode.TOML.replace("staging.shop.localhost", "stage.shop.localhost");

    @TempDir
    Path folder;

    @Test
    void acknowledgedMeansKeptUntilTheFileChanges() throws IOException {
        RunningNode node = RunningNode.start(folder);
        String release = node.deploy(new File("/static/a.txt", "a"));
        node.activate("staging", release);
        AtomicInteger rebuilt = new AtomicInteger();
        node.plane.onConfigured(rebuilt::incrementAndGet);

        RunningNode.check(node.put(PATH, request(OTHER)), 200);
        assertThat(rebuilt).hasValue(1);
        assertThat(stagingHost(node)).isEqualTo("stage.shop.localhost");
        assertThat(node.live("staging")).isEqualTo(release);
        node = node.restart(folder);
        assertThat(stagingHost(node)).isEqualTo("stage.shop.localhost");
        assertThat(node.live("staging")).isEqualTo(release);
        node.close();
        String edited = RunningNode.TOML.replace("staging.shop.localhost", "edited.shop.localhost");
        node = new RunningNode(folder, node.now, edited);
        assertThat(stagingHost(node)).isEqualTo("edited.shop.localhost");
        node.close();
    }

    @Test
    void refusalsChangeNothing() throws IOException {
        try (RunningNode node = RunningNode.start(folder)) {
            assertThat(code(node, request("site = "))).isEqualTo("invalid-configuration");
            assertThat(code(node, request(OTHER.replace("\"shop\"", "\"blog\""))))
                    .isEqualTo("other-site");
            assertThat(code(node, request(OTHER + "\n[node]\ncontrol = \"127.0.0.1:9999\"\n")))
                    .isEqualTo("needs-restart");
            assertThat(code(node, new ConfigurationRequest(OTHER, "relative"))).isEqualTo("no-such-folder");
            assertThat(code(node, new ConfigurationRequest(OTHER, folder + "/missing")))
                    .isEqualTo("no-such-folder");
            assertThat(stagingHost(node)).isEqualTo("staging.shop.localhost");
        }
    }

    @Test
    void aConfigurationThatCannotBePutIntoForceIsTakenBack() throws IOException {
        RunningNode node = RunningNode.start(folder);
        AtomicInteger calls = new AtomicInteger();
        node.plane.onConfigured(() -> {
            if (calls.incrementAndGet() == 1) {
                throw new IllegalStateException("no such socket");
            }
        });

        assertThat(node.put(PATH, request(OTHER)).statusCode()).isEqualTo(500);
        assertThat(stagingHost(node)).isEqualTo("staging.shop.localhost");
        node = node.restart(folder);
        assertThat(stagingHost(node)).isEqualTo("staging.shop.localhost");
        node.close();
    }

    @Test
    void readsPyprojectToo() throws IOException {
        String pyproject = """
                [project]
                name = "shop"

                [tool.slipway]
                site = "shop"

                [tool.slipway.environment.staging]
                hosts = ["py.shop.localhost"]
                app = ["http://127.0.0.1:8001"]
                """;
        try (RunningNode node = RunningNode.start(folder)) {
            RunningNode.check(node.put(PATH, request(pyproject)), 200);
            assertThat(stagingHost(node)).isEqualTo("py.shop.localhost");
        }
    }

    @Test
    void validateListsEveryComplaint() throws IOException {
        try (RunningNode node = RunningNode.start(folder)) {
            assertThat(node.post("/v1/validate", request(OTHER)).body()).isEqualTo("{\"complaints\":[]}");
            assertThat(node.post("/v1/validate", request("site = 1\ncolour = 2"))
                            .body())
                    .contains("site", "colour");
        }
    }

    private String code(RunningNode node, ConfigurationRequest request) {
        return problem(node.put(PATH, request)).code();
    }

    private ConfigurationRequest request(String toml) {
        return new ConfigurationRequest(toml, folder.toString());
    }

    private static String stagingHost(RunningNode node) {
        return java.util.Objects.requireNonNull(node.plane
                        .sites()
                        .iterator()
                        .next()
                        .site()
                        .environments()
                        .get("staging"))
                .hosts()
                .getFirst();
    }
}
