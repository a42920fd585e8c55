package dev.slipway.certificates;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.shredzone.acme4j.connector.NetworkSettings;

/**
 * RFC 9773: the authority says when to renew. Debian's pebble does not offer it, so that its directory is served here
 * with one line more; all but the renewal information is pebble's.
 */
class RenewalInformationTest {
    private static final String RENEWAL = "/renewal-info/";

    private final ManualTime time = new ManualTime(Instant.now().truncatedTo(ChronoUnit.SECONDS));
    private final BlockingQueue<Credentials> told = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> asked = new LinkedBlockingQueue<>();

    @TempDir
    Path folder = Path.of("");

    private volatile String window = "";
    private Pebble pebble;
    private HttpServer front;

    @BeforeEach
    void start() throws Exception {
        pebble = Pebble.start(folder);
        front = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        HttpClient towardsPebble = new AuthorityProvider(pebble.roots).createHttpClient(new NetworkSettings());
        front.createContext("/dir", exchange -> answer(exchange, directory(towardsPebble)));
        front.createContext(RENEWAL, exchange -> {
            asked.add(exchange.getRequestURI().getPath().substring(RENEWAL.length()));
            exchange.getResponseHeaders().set("Retry-After", "21600");
            answer(exchange, window);
        });
        front.start();
    }

    @AfterEach
    void stop() throws Exception {
        front.stop(0);
        pebble.close();
    }

    @Test
    void certificateIsRenewedWithinTheWindowOfTheAuthority() throws Exception {
        Instant start = time.instant().plus(Duration.ofDays(10));
        Instant end = start.plus(Duration.ofDays(2));
        window = window(start, end);
        try (AcmeClient client = client();
                AcmeRenewal renewal = renewal(client)) {
            renewal.hosts(List.of("shop.example"));
            Credentials first = next();

            Instant question = time.awaitSleeper();
            assertThat(question).as("it asks again before the window").isBefore(start);
            AcmeState state = Objects.requireNonNull(renewal.states().get("shop.example"));
            Instant chosen = Objects.requireNonNull(state.nextTry());
            assertThat(chosen).isBetween(start, end);
            assertThat(first.dueForRenewal()).as("much earlier than otherwise").isAfter(end);

            time.moveTo(chosen.minusSeconds(1));
            assertThat(time.awaitSleeper()).isEqualTo(chosen);
            assertThat(told).isEmpty();
            time.moveTo(chosen);
            assertThat(next().certificate().getSerialNumber())
                    .isNotEqualTo(first.certificate().getSerialNumber());
        }
    }

    @Test
    void windowThatMovesIsFollowed() throws Exception {
        window = window(time.instant().plus(Duration.ofDays(30)), time.instant().plus(Duration.ofDays(31)));
        try (AcmeClient client = client();
                AcmeRenewal renewal = renewal(client)) {
            renewal.hosts(List.of("shop.example"));
            Credentials first = next();
            Instant question = time.awaitSleeper();

            // Revoked, say: the window has passed already.
            window = window(
                    time.instant().minus(Duration.ofDays(2)), time.instant().minus(Duration.ofDays(1)));
            time.moveTo(question);
            assertThat(next().certificate().getSerialNumber())
                    .isNotEqualTo(first.certificate().getSerialNumber());
            assertThat(asked).hasSizeGreaterThanOrEqualTo(2);
        }
    }

    @Test
    void nonsenseIsNoAdvice() throws Exception {
        window =
                window(time.instant().plus(Duration.ofDays(900)), time.instant().plus(Duration.ofDays(901)));
        try (AcmeClient client = client();
                AcmeRenewal renewal = renewal(client)) {
            renewal.hosts(List.of("shop.example"));
            Credentials first = next();
            time.awaitSleeper();

            assertThat(Objects.requireNonNull(renewal.states().get("shop.example"))
                            .nextTry())
                    .isEqualTo(first.dueForRenewal());
            assertThat(asked).isNotEmpty();
        }
    }

    private AcmeClient client() {
        URI directory = URI.create("http://127.0.0.1:" + front.getAddress().getPort() + "/dir");
        return pebble.client(pebble.settings(directory, Proof.HTTP_01), time);
    }

    private AcmeRenewal renewal(AcmeClient client) {
        return new AcmeRenewal(client, time.time(), (host, credentials) -> told.add(credentials));
    }

    private Credentials next() throws InterruptedException {
        return Objects.requireNonNull(told.poll(60, TimeUnit.SECONDS), "no certificate came");
    }

    private static String window(Instant start, Instant end) {
        return "{\"suggestedWindow\": {\"start\": \"" + start + "\", \"end\": \"" + end + "\"}}";
    }

    private String directory(HttpClient towardsPebble) throws IOException {
        try {
            String pebbles = towardsPebble
                    .send(HttpRequest.newBuilder(pebble.directory()).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
            String renewalInfo =
                    "\"renewalInfo\": \"http://127.0.0.1:" + front.getAddress().getPort() + RENEWAL + "\",";
            return pebbles.replaceFirst("\\{", "{" + renewalInfo);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static void answer(HttpExchange exchange, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
