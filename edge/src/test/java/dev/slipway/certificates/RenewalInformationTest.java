package dev.slipway.certificates;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * RFC 9773: the authority says when to renew. Debian's pebble does not offer it, so that its directory is served here
 * with one line more; all but the renewal information is pebble's.
 */
class RenewalInformationTest {
    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.RFC_1123_DATE_TIME.withZone(ZoneOffset.UTC);

    private final ManualTime time = new ManualTime(Instant.now().truncatedTo(ChronoUnit.SECONDS));
    private final BlockingQueue<Credentials> told = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> asked = new LinkedBlockingQueue<>();

    @TempDir
    Path folder = Path.of("");

    private volatile String window = "";
    private Pebble pebble;
    private DirectoryFront front;

    @BeforeEach
    void start() throws Exception {
        pebble = Pebble.start(folder);
        front = new DirectoryFront(pebble);
        front.take("renewalInfo", exchange -> {
            asked.add(exchange.getRequestURI().getPath());
            exchange.getResponseHeaders().set("Retry-After", "21600");
            DirectoryFront.answer(exchange, 200, "application/json", window);
        });
    }

    @AfterEach
    void stop() throws Exception {
        front.close();
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

    /** The authority's limits are met on purpose: what it is asked then says which certificate the new one is for. */
    @Test
    void orderSaysWhichCertificateItReplacesAndALimitIsWaitedFor() throws Exception {
        Instant start = time.instant().plus(Duration.ofDays(10));
        window = window(start, start.plusSeconds(1));
        Instant wanted = start.plus(Duration.ofHours(2));
        BlockingQueue<String> orders = new LinkedBlockingQueue<>();
        try (AcmeClient client = client();
                AcmeRenewal renewal = renewal(client)) {
            renewal.hosts(List.of("shop.example"));
            Credentials first = next();
            time.awaitSleeper();
            front.take("newOrder", exchange -> {
                String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.US_ASCII);
                orders.add(DirectoryFront.payload(body));
                exchange.getResponseHeaders().set("Retry-After", HTTP_DATE.format(wanted));
                DirectoryFront.answer(exchange, 429, "application/problem+json", """
                        {"type": "urn:ietf:params:acme:error:rateLimited", "detail": "too many orders today"}
                        """);
            });

            time.moveTo(start.plusSeconds(1));
            String order = Objects.requireNonNull(orders.poll(60, TimeUnit.SECONDS), "no order came");
            assertThat(order).contains("\"replaces\":\"" + certificateId(first) + "\"");
            Instant again = time.awaitSleeper();
            AcmeState state = Objects.requireNonNull(renewal.states().get("shop.example"));
            assertThat(state.lastFailure()).contains("takes no more orders for now: too many orders today");
            assertThat(state.validUntil()).isEqualTo(first.validUntil());
            assertThat(state.nextTry()).isEqualTo(again).isEqualTo(wanted);
            assertThat(orders).as("asked once, not again at once").isEmpty();
        }
    }

    /** RFC 9773 §4.1: the key identifier of the authority and the serial number, both in base64url. */
    private static String certificateId(Credentials credentials) {
        byte[] extension = ASN1OctetString.getInstance(credentials.certificate().getExtensionValue("2.5.29.35"))
                .getOctets();
        byte[] key = AuthorityKeyIdentifier.getInstance(extension).getKeyIdentifierOctets();
        byte[] serial = credentials.certificate().getSerialNumber().toByteArray();
        Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
        return encoder.encodeToString(key) + "." + encoder.encodeToString(serial);
    }

    private AcmeClient client() {
        return pebble.client(pebble.settings(front.directory(), Proof.HTTP_01), time);
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
}
