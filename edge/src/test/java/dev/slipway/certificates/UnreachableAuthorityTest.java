package dev.slipway.certificates;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Authorities that are down, silent, slow or strange: each failure says which, and none waits for ever. */
class UnreachableAuthorityTest {
    @TempDir
    Path folder = Path.of("");

    @Test
    void authorityThatIsDown() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        failsWith(URI.create("https://127.0.0.1:" + port + "/dir"), "cannot be reached");
    }

    @Test
    void authorityThatTakesTheConnectionAndSaysNothing() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            failsWith(URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/dir"), "did not answer in time");
        }
    }

    @Test
    void authorityThatBeginsToAnswerAndStops() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/dir", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            asked.countDown();
        });
        server.start();
        try {
            failsWith(uri(server), "did not come to an end with a certificate for shop.example");
            asked.await();
        } finally {
            server.stop(0);
        }
    }

    @Test
    void somethingThatIsNoAuthority() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/dir", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "text/html");
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write("hi".getBytes(StandardCharsets.US_ASCII));
            exchange.close();
        });
        server.start();
        try {
            failsWith(uri(server), "answered what was not understood");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void authorityWhoseHttpsNobodyVouchesFor() throws Exception {
        try (Pebble pebble = Pebble.start(folder)) {
            failsWith(pebble.directory(), "is not trusted");
        }
    }

    private void failsWith(URI directory, String words) {
        AcmeSettings settings = new AcmeSettings(
                directory,
                "",
                true,
                null,
                List.of(Proof.HTTP_01),
                new AcmeSettings.Patience(Duration.ofSeconds(2), Duration.ofSeconds(4)));
        try (AcmeClient client =
                new AcmeClient(settings, folder.resolve("state"), new Challenges(), InstantSource.system())) {
            assertThatThrownBy(() -> client.order(List.of("shop.example")))
                    .isInstanceOf(AcmeFailure.class)
                    .hasMessageContaining(directory.toString())
                    .hasMessageContaining(words);
        }
    }

    private static URI uri(HttpServer server) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/dir");
    }
}
