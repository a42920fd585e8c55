package dev.slipway.certificates;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Certificates through the years, on a clock that the test moves, with a real authority. */
class AcmeRenewalTest {
    private record Told(String host, Credentials credentials) {}

    private final ManualTime time = new ManualTime(Instant.now());
    private final BlockingQueue<Told> told = new LinkedBlockingQueue<>();

    @TempDir
    Path folder = Path.of("");

    @Test
    void missingCertificateIsGotAndRenewedWhenAThirdOfItsLifeIsLeft() throws Exception {
        try (Pebble pebble = Pebble.start(folder);
                AcmeClient client = client(pebble);
                AcmeRenewal renewal = renewal(client)) {
            renewal.hosts(List.of("Shop.Example"));
            Told first = next();
            assertThat(first.host()).isEqualTo("shop.example");

            Instant due = sleepsUntilDue(first.credentials());
            Instant twoThirds = first.credentials()
                    .validFrom()
                    .plus(Pebble.LIFETIME.dividedBy(3).multipliedBy(2));
            assertThat(due).isBetween(twoThirds.minusSeconds(1), twoThirds.plusSeconds(1));
            AcmeState state = state(renewal, "shop.example");
            assertThat(state.validUntil()).isEqualTo(first.credentials().validUntil());
            assertThat(state.lastFailure()).isNull();
            assertThat(told).as("nothing was ordered before it was due").isEmpty();

            time.moveTo(due);
            Told second = next();
            assertThat(second.credentials().certificate().getSerialNumber())
                    .isNotEqualTo(first.credentials().certificate().getSerialNumber());
            assertThat(second.credentials().key().getEncoded())
                    .as("a new key, too")
                    .isNotEqualTo(first.credentials().key().getEncoded());

            // By the clock of the test the new one is due when it comes: it is not ordered in a loop.
            assertThat(time.awaitSleeper()).isAfter(time.instant().plus(Duration.ofMinutes(59)));
            assertThat(told).isEmpty();
        }
    }

    @Test
    void restartTellsOfTheKeptCertificateAtOnceAndOrdersNothing() throws Exception {
        try (Pebble pebble = Pebble.start(folder)) {
            Credentials before;
            try (AcmeClient client = client(pebble);
                    AcmeRenewal renewal = renewal(client)) {
                renewal.hosts(List.of("shop.example"));
                before = next().credentials();
            }
            try (AcmeClient client = client(pebble);
                    AcmeRenewal renewal = renewal(client)) {
                renewal.hosts(List.of("shop.example"));
                Told kept = Objects.requireNonNull(told.poll(), "told before hosts() returned");
                assertThat(kept.credentials().chain()).isEqualTo(before.chain());
                assertThat(time.awaitSleeper()).isAfter(time.instant());
            }
            assertThat(pebble.log().lines().filter(line -> line.contains("Issued certificate")))
                    .hasSize(1);
        }
    }

    @Test
    void failureKeepsWhatThereIsAndWaitsLongerEachTime() throws Exception {
        try (Pebble pebble = Pebble.start(folder);
                AcmeClient client = client(pebble);
                AcmeRenewal renewal = renewal(client)) {
            renewal.hosts(List.of("shop.example"));
            Told first = next();
            Instant due = sleepsUntilDue(first.credentials());
            pebble.stop();
            time.moveTo(due);

            long minutes = 1;
            for (int i = 0; i < 12; i++) {
                Instant again = time.awaitSleeper();
                Duration wait = Duration.between(time.instant(), again);
                assertThat(wait).isBetween(Duration.ofSeconds(minutes * 45), Duration.ofMinutes(minutes));
                AcmeState state = state(renewal, "shop.example");
                assertThat(state.nextTry()).isEqualTo(again);
                assertThat(state.validUntil()).isEqualTo(first.credentials().validUntil());
                assertThat(state.lastFailure()).containsAnyOf("cannot be reached", "the connection broke");
                time.moveTo(again);
                minutes = Math.min(minutes * 2, 360);
            }
            assertThat(told).isEmpty();

            time.awaitSleeper();
            pebble.startAgain();
            time.moveTo(time.awaitSleeper());
            assertThat(next().credentials()).isNotEqualTo(first.credentials());
            time.awaitSleeper();
            assertThat(state(renewal, "shop.example").lastFailure()).isNull();
        }
    }

    @Test
    void hostThatFailsKeepsNoOtherWaiting() throws Exception {
        try (Pebble pebble = Pebble.start(folder);
                AcmeClient client = client(pebble);
                AcmeRenewal renewal = renewal(client)) {
            renewal.hosts(List.of("blocked.example", "a.shop.example", "b.shop.example"));

            assertThat(List.of(next().host(), next().host()))
                    .containsExactlyInAnyOrder("a.shop.example", "b.shop.example");
            time.awaitSleeper();
            assertThat(renewal.states().keySet())
                    .containsExactly("a.shop.example", "b.shop.example", "blocked.example");
        }
    }

    @Test
    void namesThatNoAuthorityKnowsAreSelfSignedAndNeverOrdered() throws Exception {
        List<String> names = List.of("localhost", "shop.localhost", "127.0.0.1", "[::1]", "shop");
        try (Pebble pebble = Pebble.start(folder);
                AcmeClient client = client(pebble)) {
            Map<String, Credentials> made = new HashMap<>();
            try (AcmeRenewal renewal = renewal(client)) {
                renewal.hosts(names);
                for (int i = 0; i < names.size(); i++) {
                    Told each = next();
                    made.put(each.host(), each.credentials());
                    assertThat(each.credentials().chain()).hasSize(1);
                    each.credentials()
                            .certificate()
                            .verify(each.credentials().certificate().getPublicKey());
                    assertThat(state(renewal, each.host()).selfSigned()).isTrue();
                }
            }
            assertThat(made).containsOnlyKeys(names);
            try (AcmeRenewal renewal = renewal(client)) {
                renewal.hosts(names);
                for (int i = 0; i < names.size(); i++) {
                    Told each = next();
                    assertThat(each.credentials().chain()).as("kept").isEqualTo(chainOf(made, each.host()));
                }
            }
            assertThat(pebble.log()).as("not even an account").doesNotContain("GET /dir");
        }
    }

    private static List<X509Certificate> chainOf(Map<String, Credentials> made, String host) {
        return Objects.requireNonNull(made.get(host)).chain();
    }

    @Test
    void hostThatWentIsNotRenewedAnyMoreAndMayComeBack() throws Exception {
        try (Pebble pebble = Pebble.start(folder);
                AcmeClient client = client(pebble);
                AcmeRenewal renewal = renewal(client)) {
            renewal.hosts(List.of("shop.example"));
            Told first = next();
            sleepsUntilDue(first.credentials());

            renewal.hosts(List.of());
            assertThat(renewal.states()).isEmpty();
            renewal.hosts(List.of("shop.example"));
            assertThat(next().credentials().chain())
                    .isEqualTo(first.credentials().chain());
            assertThat(pebble.log().lines().filter(line -> line.contains("Issued certificate")))
                    .hasSize(1);
        }
    }

    @Test
    void damagedFileIsReplacedByANewCertificate() throws Exception {
        try (Pebble pebble = Pebble.start(folder);
                AcmeClient client = client(pebble);
                AcmeRenewal renewal = renewal(client)) {
            Files.createDirectories(pebble.stateFolder());
            Files.writeString(pebble.stateFolder().resolve("shop.example.pem"), "-----BEGIN NONSENSE-----");
            renewal.hosts(List.of("shop.example"));

            assertThat(next().credentials().chain()).hasSize(2);
        }
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void closingEndsAnOrderUnderWay() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            AcmeSettings settings = new AcmeSettings(
                    URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/dir"),
                    "",
                    true,
                    null,
                    List.of(Proof.HTTP_01),
                    new AcmeSettings.Patience(Duration.ofHours(1), Duration.ofHours(2)));
            Challenges challenges = new Challenges();
            try (AcmeClient client = new AcmeClient(settings, folder, challenges, time);
                    AcmeRenewal renewal = renewal(client)) {
                renewal.hosts(List.of("shop.example"));
                Socket asking = silent.accept();
                renewal.close();
                assertThat(renewal.states()).isEmpty();
                asking.close();
            }
            assertThat(told).isEmpty();
        }
    }

    private AcmeClient client(Pebble pebble) {
        return pebble.client(pebble.settings(Proof.HTTP_01), time);
    }

    private AcmeRenewal renewal(AcmeClient client) {
        return new AcmeRenewal(client, time.time(), (host, credentials) -> told.add(new Told(host, credentials)));
    }

    private Told next() throws InterruptedException {
        return Objects.requireNonNull(told.poll(60, TimeUnit.SECONDS), "no certificate came");
    }

    private static AcmeState state(AcmeRenewal renewal, String host) {
        return Objects.requireNonNull(renewal.states().get(host));
    }

    /** Moves from one waking to the next, as days go by, until only the renewal itself is waited for. */
    private Instant sleepsUntilDue(Credentials credentials) throws InterruptedException {
        Instant next = time.awaitSleeper();
        while (next.isBefore(credentials.dueForRenewal())) {
            time.moveTo(next);
            next = time.awaitSleeper();
        }
        return next;
    }
}
