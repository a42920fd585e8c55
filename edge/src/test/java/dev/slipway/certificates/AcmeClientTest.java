package dev.slipway.certificates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Orders of a real authority: both proofs, what fails, and what outlives the process. */
class AcmeClientTest {
    @TempDir
    Path folder = Path.of("");

    @Test
    void orderIsProvedOverHttp() throws Exception {
        try (Pebble pebble = Pebble.start(folder);
                AcmeClient client = pebble.client(Proof.HTTP_01)) {
            Credentials got = client.order(List.of("shop.example", "www.shop.example"));

            assertThat(got.certificate().getSubjectAlternativeNames().stream().map(name -> name.get(1)))
                    .map(String::valueOf)
                    .containsExactlyInAnyOrder("shop.example", "www.shop.example");
            assertThat(got.chain()).as("with the one that signed it").hasSize(2);
            got.certificate().verify(got.chain().get(1).getPublicKey());
            assertThat(pebble.gate.httpAsked).hasPositiveValue();
            assertThat(pebble.gate.tlsProved).hasValue(0);
            assertThat(pebble.challenges.isEmpty()).isTrue();
        }
    }

    @Test
    void orderIsProvedByHandshake() throws Exception {
        try (Pebble pebble = Pebble.start(folder);
                AcmeClient client = pebble.client(Proof.TLS_ALPN_01)) {
            Credentials got = client.order(List.of("Shop.Example"));

            assertThat(got.certificate().getSubjectAlternativeNames()).contains(List.of(2, "shop.example"));
            assertThat(pebble.gate.httpAsked).hasValue(0);
            assertThat(pebble.gate.tlsProved).hasPositiveValue();
            assertThat(pebble.challenges.isEmpty()).isTrue();
        }
    }

    @Test
    void oneProofThatFailsIsFollowedByTheOther() throws Exception {
        try (Pebble pebble = Pebble.start(folder);
                AcmeClient client = pebble.client(Proof.HTTP_01, Proof.TLS_ALPN_01)) {
            pebble.gate.wrongAnswer = "somebody else answers on port 80";

            assertThat(client.order(List.of("shop.example"))).isNotNull();
            assertThat(pebble.gate.httpAsked).hasPositiveValue();
            assertThat(pebble.gate.tlsProved).hasPositiveValue();
        }
    }

    @Test
    void wrongAnswerIsToldInPlainWords() throws Exception {
        try (Pebble pebble = Pebble.start(folder);
                AcmeClient client = pebble.client(Proof.HTTP_01)) {
            pebble.gate.wrongAnswer = "somebody else answers on port 80";

            assertThatThrownBy(() -> client.order(List.of("shop.example")))
                    .isInstanceOf(AcmeFailure.class)
                    .hasMessageContaining("shop.example could not be proved to " + pebble.directory())
                    .hasMessageContaining("HTTP-01: ")
                    .hasMessageContaining("somebody else answers on port 80");
            assertThat(pebble.challenges.isEmpty()).isTrue();
            assertThat(client.kept("shop.example")).isNull();
        }
    }

    @Test
    void refusedNameIsToldInTheWordsOfTheAuthority() throws Exception {
        try (Pebble pebble = Pebble.start(folder);
                AcmeClient client = pebble.client(Proof.HTTP_01)) {
            assertThatThrownBy(() -> client.order(List.of("blocked.example")))
                    .isInstanceOf(AcmeFailure.class)
                    .hasMessageContaining(pebble.directory() + " refused: ")
                    .hasMessageContaining("blocked.example");
        }
    }

    @Test
    void restartKeepsAccountAndCertificate() throws Exception {
        try (Pebble pebble = Pebble.start(folder)) {
            Credentials first;
            try (AcmeClient client = pebble.client(Proof.HTTP_01)) {
                first = client.order(List.of("shop.example"));
            }
            Path account = pebble.stateFolder().resolve("account.pem");
            Path kept = pebble.stateFolder().resolve("shop.example.pem");
            String key = Files.readString(account);
            for (Path each : List.of(account, kept)) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
                        .isEqualTo("rw-------");
            }
            try (AcmeClient client = pebble.client(Proof.HTTP_01)) {
                Credentials found = Objects.requireNonNull(client.kept("shop.example"));
                assertThat(found.chain()).isEqualTo(first.chain());
                assertThat(found.key().getEncoded()).isEqualTo(first.key().getEncoded());
                client.order(List.of("shop.example"));
            }
            assertThat(Files.readString(account)).isEqualTo(key);
            assertThat(pebble.log().lines().filter(line -> line.contains("There are now 1 accounts")))
                    .hasSize(1);
            assertThat(pebble.log()).doesNotContain("There are now 2 accounts");
        }
    }

    @Test
    void accountThatTheAuthorityForgotIsMadeAnew() throws Exception {
        try (Pebble pebble = Pebble.start(folder);
                AcmeClient client = pebble.client(Proof.HTTP_01)) {
            client.order(List.of("shop.example"));
            pebble.stop();
            pebble.startAgain();

            assertThat(client.order(List.of("shop.example"))).isNotNull();
        }
    }

    @Test
    void refusedNoncesAreTriedAgain() throws Exception {
        try (Pebble pebble = Pebble.start(folder, 20);
                AcmeClient client = pebble.client(Proof.HTTP_01)) {
            long refused = 0;
            for (int orders = 1; refused == 0 && orders <= 50; orders++) {
                assertThat(client.order(List.of("shop" + orders + ".example"))).isNotNull();
                // Requests that an order needs once each: any more came again.
                refused = requests(pebble) - 4L * orders;
            }
            assertThat(refused).isPositive();
        }
    }

    private static long requests(Pebble pebble) throws IOException {
        return pebble.log()
                .lines()
                .filter(line -> line.matches(".*POST /(order-plz|finalize-order/|chalZ/|certZ/) -> calling handler.*"))
                .count();
    }

    @Test
    void termsThatNobodyAgreedToMakeNoAccount() throws Exception {
        try (Pebble pebble = Pebble.start(folder)) {
            AcmeSettings agreed = pebble.settings(Proof.HTTP_01);
            AcmeSettings settings = new AcmeSettings(
                    agreed.directory(), agreed.email(), false, agreed.roots(), agreed.proofs(), agreed.patience());
            try (AcmeClient client = pebble.client(settings, InstantSource.system())) {
                assertThatThrownBy(() -> client.order(List.of("shop.example")))
                        .isInstanceOf(AcmeFailure.class)
                        .hasMessageContaining("terms of service that nobody agreed to");
            }
        }
    }

    @Test
    void damagedAccountKeyIsNamedAndNotReplaced() throws Exception {
        try (Pebble pebble = Pebble.start(folder);
                AcmeClient client = pebble.client(Proof.HTTP_01)) {
            Files.createDirectories(pebble.stateFolder());
            Path account = Files.writeString(pebble.stateFolder().resolve("account.pem"), "half a k");

            assertThatThrownBy(() -> client.order(List.of("shop.example")))
                    .isInstanceOf(AcmeFailure.class)
                    .hasMessageContaining(account.toString())
                    .hasMessageContaining("remove it: then a new account is made");
            assertThat(account).hasContent("half a k");
        }
    }

    @Test
    void certificateThatTheDiskDoesNotTakeIsReturnedAllTheSame() throws Exception {
        try (Pebble pebble = Pebble.start(folder);
                AcmeClient client = pebble.client(Proof.HTTP_01)) {
            Files.createDirectories(
                    pebble.stateFolder().resolve("shop.example.pem").resolve("a-folder-in-its-place"));

            assertThat(client.order(List.of("shop.example")).chain()).hasSize(2);
        }
    }

    @Test
    void accountThatTheDiskDoesNotTakeIsNotMade() throws Exception {
        try (Pebble pebble = Pebble.start(folder);
                AcmeClient client = pebble.client(Proof.HTTP_01)) {
            Files.writeString(folder.resolve("state"), "a file in the folder's place");

            assertThatThrownBy(() -> client.order(List.of("shop.example")))
                    .isInstanceOf(AcmeFailure.class)
                    .hasMessageContaining("the account cannot be kept")
                    .hasMessageContaining(folder.resolve("state").toString());
            assertThat(pebble.log()).doesNotContain("/sign-me-up");
        }
    }
}
