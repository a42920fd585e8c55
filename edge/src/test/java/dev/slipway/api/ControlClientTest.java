package dev.slipway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A dialogue with a node that says what the test tells it. */
final class ControlClientTest {
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private HttpServer node;
    private ControlClient client;
    private int status = 200;
    private String answer = "{}";

    @BeforeEach
    void start() throws IOException {
        node = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        node.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Authorization") + " " + body);
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        node.start();
        client = new ControlClient("http://127.0.0.1:" + node.getAddress().getPort() + "/", "secret");
    }

    @AfterEach
    void stop() {
        node.stop(0);
    }

    @Test
    void sendsTheTokenAndReadsRecords() {
        answer = """
                {"version":"1","started":"2026-11-22T10:15:30Z","listen":["http://127.0.0.1:8080"],"sites":[]}""";

        NodeStatus status = client.status();

        assertThat(status.started()).isEqualTo("2026-11-22T10:15:30Z");
        assertThat(requests).containsExactly("GET /v1/status Bearer secret ");
    }

    @Test
    void leavesNullsOutAndEncodesNames() {
        answer = """
                {"number":7,"release":"r","at":"2026-11-22T10:15:30Z","by":"x","kind":"promote","replaces":6}""";

        Activation activation = client.activate("my shop", "a/b", new ActivationRequest("r", 6L, null, "x"));

        assertThat(activation.number()).isEqualTo(7);
        assertThat(requests)
                .containsExactly("POST /v1/sites/my%20shop/environments/a%2Fb/activations Bearer secret "
                        + "{\"release\":\"r\",\"replaces\":6,\"by\":\"x\"}");
    }

    @Test
    void framesContents() {
        answer = "{\"stored\":2}";

        int stored =
                client.sendContents("shop", List.of(content("a".repeat(64), "hello"), content("b".repeat(64), "")));

        assertThat(stored).isEqualTo(2);
        assertThat(requests)
                .containsExactly("POST /v1/sites/shop/contents Bearer secret " + "a".repeat(64) + " 5\nhello"
                        + "b".repeat(64) + " 0\n");
    }

    @Test
    void cutsARequestOffWhoseContentFails() {
        ControlClient.Content broken = new ControlClient.Content() {
            @Override
            public String digest() {
                return "c".repeat(64);
            }

            @Override
            public long size() {
                return 10;
            }

            @Override
            public void writeTo(OutputStream out) {
                throw new IllegalStateException("changed");
            }
        };

        assertThatThrownBy(() -> client.sendContents("shop", List.of(broken))).hasMessage("changed");
        assertThat(requests).isEmpty();
    }

    @Test
    void turnsAProblemIntoAnException() {
        status = 409;
        answer = """
                {"type":"urn:slipway:problem:stale-activation","title":"Another activation came first","status":409,
                 "detail":"it is 7","expected":"6","retry":"after-change","next":"look again"}""";

        ControlException refused = catchThrowableOfType(ControlException.class, () -> client.tokens());

        assertThat(refused.problem().code()).isEqualTo("stale-activation");
        assertThat(refused.problem().next()).isEqualTo("look again");
    }

    @Test
    void saysWhenTheAnswerIsNotTheApis() {
        status = 404;
        answer = "<html>not found</html>";
        assertThat(catchThrowableOfType(ControlException.class, client::status)
                        .problem()
                        .detail())
                .endsWith("answered 404, and the body is no problem document");

        status = 200;
        answer = "{\"version\":\"1\",\"surprise\":true}";
        assertThat(catchThrowableOfType(ControlException.class, client::status)
                        .problem()
                        .code())
                .isEqualTo("unexpected-answer");

        status = 401;
        answer = "";
        assertThat(catchThrowableOfType(ControlException.class, () -> client.publish("s", "r"))
                        .problem()
                        .status())
                .isEqualTo(401);
    }

    @Test
    void readsListingsAndLogs() {
        answer = "{\"entries\":[{\"at\":\"2026-11-22T10:15:30Z\",\"by\":\"ci\",\"action\":\"activate\","
                + "\"subject\":\"shop/production\",\"outcome\":\"done\",\"detail\":\"\"}]}";
        assertThat(client.audit()).extracting(AuditEntry::by).containsExactly("ci");

        answer = "{}";
        assertThat(client.tokens()).isEmpty();

        answer = "{\"a\":1}\n{\"a\":2}\n";
        List<String> lines = new ArrayList<>();
        client.logs(5, false, lines::add);
        assertThat(lines).containsExactly("{\"a\":1}", "{\"a\":2}");
        assertThat(requests).last().isEqualTo("GET /v1/logs?follow=false&lines=5 Bearer secret ");
    }

    @Test
    void aSilentAddressIsUnreachable() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        ControlClient nobody = new ControlClient("http://127.0.0.1:" + free, null);

        assertThatThrownBy(nobody::status)
                .isInstanceOf(UnreachableException.class)
                .hasMessage("no answer from http://127.0.0.1:" + free + ": Connection refused");
    }

    private static ControlClient.Content content(String digest, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new ControlClient.Content() {
            @Override
            public String digest() {
                return digest;
            }

            @Override
            public long size() {
                return bytes.length;
            }

            @Override
            public void writeTo(OutputStream out) throws IOException {
                out.write(bytes);
            }
        };
    }
}
