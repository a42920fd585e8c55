package dev.slipway.control;

import static dev.slipway.control.RunningNode.as;
import static dev.slipway.control.RunningNode.problem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.api.Token;
import dev.slipway.api.TokenRequest;
import dev.slipway.control.RunningNode.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may speak to the control API, and who may ask it for what. */
final class AccessTest {
    private static final byte[] EMPTY = new byte[0];

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

    @Test
    void healthAndTheDocumentNeedNoToken() {
        assertThat(node.send("GET", "/health", EMPTY, null).body()).isEqualTo("{\"ok\":true}");
        assertThat(node.send("GET", "/ready", EMPTY, null).statusCode()).isEqualTo(200);
        assertThat(node.send("GET", "/metrics", EMPTY, null).body()).isEqualTo("up 1\n");
        assertThat(node.send("GET", "/openapi.json", EMPTY, null).body()).contains("\"3.1.0\"");
        assertThat(problem(node.send("GET", "/v1/status", EMPTY, null)).status())
                .isEqualTo(401);
        assertThat(problem(node.send("GET", "/v1/status", EMPTY, "slw_wrong")).code())
                .isEqualTo("unknown-token");
    }

    @Test
    void theAdminTokenIsItsOwnersAlone() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(node.state.adminToken())))
                .isEqualTo("rw-------");
        assertThat(Files.readString(node.state.adminToken()).strip()).isEqualTo(node.admin);
        String before = node.admin;
        node = node.restart(folder);
        assertThat(node.admin).isEqualTo(before);
        assertThat(problem(node.send("DELETE", "/v1/tokens/admin", EMPTY, node.admin))
                        .code())
                .isEqualTo("admin-token");
    }

    @Test
    void rolesReachAsFarAsTheyShould() {
        String viewer = token("viewer", List.of());
        String deployer = token("deployer", List.of());
        String releases = "/v1/sites/shop/releases";
        assertThat(node.send("GET", releases, EMPTY, viewer).statusCode()).isEqualTo(200);
        assertThat(problem(node.send("POST", releases, RunningNode.bytes(RunningNode.draft()), viewer))
                        .code())
                .isEqualTo("role-too-low");
        assertThat(problem(node.send("GET", "/v1/tokens", EMPTY, deployer)).status())
                .isEqualTo(403);
        assertThat(problem(node.send("GET", "/v1/audit", EMPTY, deployer)).status())
                .isEqualTo(403);
        assertThat(node.get("/v1/audit").body()).contains("role-too-low").doesNotContain(viewer);
    }

    @Test
    void limitsHold() {
        String release = node.deploy(new File("/static/a.txt", "a"));
        byte[] promote = RunningNode.bytes(Map.of("release", release));
        String staging = token("deployer", List.of("shop/staging"));
        String environments = "/v1/sites/shop/environments/";
        assertThat(node.send("POST", environments + "staging/activations", promote, staging)
                        .statusCode())
                .isEqualTo(200);
        assertThat(problem(node.send("POST", environments + "production/activations", promote, staging))
                        .code())
                .isEqualTo("other-environment");
        String elsewhere = token("deployer", List.of("blog/staging"));
        assertThat(problem(node.send("GET", "/v1/sites/shop/releases", EMPTY, elsewhere))
                        .code())
                .isEqualTo("other-environment");
        String limitedAdmin = token("admin", List.of("shop/staging"));
        byte[] wish = RunningNode.bytes(new TokenRequest("more", "admin", List.of(), null));
        assertThat(problem(node.send("POST", "/v1/tokens", wish, limitedAdmin)).code())
                .isEqualTo("other-environment");
        assertThat(problem(node.send("GET", "/v1/logs", EMPTY, limitedAdmin)).code())
                .isEqualTo("other-environment");
    }

    @Test
    void tokensExpireAndAreRevoked() throws IOException {
        Instant expires = node.now.get().plus(Duration.ofHours(1));
        Token token = as(node.post("/v1/tokens", new TokenRequest("ci", "viewer", List.of(), expires)), Token.class);
        String secret = java.util.Objects.requireNonNull(token.secret());
        assertThat(node.send("GET", "/v1/status", EMPTY, secret).statusCode()).isEqualTo(200);
        assertThat(node.get("/v1/tokens").body()).contains("\"ci\"").doesNotContain(secret);
        node = node.restart(folder);
        assertThat(node.send("GET", "/v1/status", EMPTY, secret).statusCode()).isEqualTo(200);
        node.now.set(expires);
        assertThat(node.send("GET", "/v1/status", EMPTY, secret).statusCode()).isEqualTo(401);
        String other = token("viewer", List.of());
        assertThat(node.send("DELETE", "/v1/tokens/viewer-0", EMPTY, node.admin).statusCode())
                .isEqualTo(200);
        assertThat(node.send("GET", "/v1/status", EMPTY, other).statusCode()).isEqualTo(401);
        assertThat(problem(node.send("DELETE", "/v1/tokens/viewer-0", EMPTY, node.admin))
                        .code())
                .isEqualTo("unknown-token");
    }

    @ParameterizedTest
    @CsvSource({"a b,viewer,", "x,king,", "x,viewer,nonsense"})
    void refusesTokenRequests(String name, String role, String environment) {
        List<String> environments = environment == null ? List.of() : List.of(environment);
        assertThat(problem(node.post("/v1/tokens", new TokenRequest(name, role, environments, null)))
                        .status())
                .isEqualTo(422);
        assertThat(problem(node.post("/v1/tokens", new TokenRequest("late", "viewer", List.of(), Instant.EPOCH)))
                        .code())
                .isEqualTo("invalid-token-request");
        token("viewer", List.of());
        assertThat(problem(node.post("/v1/tokens", new TokenRequest("viewer-0", "viewer", List.of(), null)))
                        .code())
                .isEqualTo("token-exists");
    }

    @ParameterizedTest
    @CsvSource({
        "evil.example,,421",
        "127.0.0.1.evil.example:80,,421",
        "localhost,http://evil.example,403",
        "127.0.0.1,null,403",
        "LOCALHOST:9090,,200",
        "[::1]:9090,,200",
        "localhost,http://localhost,200"
    })
    void refusesForeignPages(String host, String origin, int status) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(node.server.address());
            OutputStream out = socket.getOutputStream();
            String fields = "Host: " + host + "\r\n" + (origin == null ? "" : "Origin: " + origin + "\r\n");
            out.write(("GET /health HTTP/1.1\r\n" + fields + "Connection: close\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            assertThat(new String(in.readAllBytes(), StandardCharsets.US_ASCII)).startsWith("HTTP/1.1 " + status);
        }
    }

    @Test
    void listensOnThisMachineOnly() {
        assertThatThrownBy(() -> new ControlServer(
                        node.plane,
                        new InetSocketAddress("0.0.0.0", 0),
                        new ControlServer.Sources(
                                () -> {
                                    throw new IllegalStateException();
                                },
                                Map::of,
                                () -> "",
                                (lines, follow, taker) -> {},
                                (site, environment) -> java.util.List.of())))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("loopback");
    }

    @Test
    void followsTheLogUntilTheNodeStops() throws IOException {
        try (InputStream log = follow()) {
            assertThat(new String(log.readNBytes(22), StandardCharsets.UTF_8))
                    .isEqualTo("{\"line\":0}\n{\"line\":1}\n");
            node.server.close();
            assertThat(log.read()).isNegative();
        }
    }

    private InputStream follow() throws IOException {
        java.net.URLConnection connection =
                node.uri("/v1/logs?follow=true&lines=2").toURL().openConnection();
        connection.setRequestProperty("Authorization", "Bearer " + node.admin);
        connection.setReadTimeout(10_000);
        return connection.getInputStream();
    }

    private String token(String role, List<String> environments) {
        String name = role
                + (environments.isEmpty() ? "-0" : "-" + environments.getFirst().replace('/', '-'));
        Token token = as(node.post("/v1/tokens", new TokenRequest(name, role, environments, null)), Token.class);
        return java.util.Objects.requireNonNull(token.secret());
    }
}
