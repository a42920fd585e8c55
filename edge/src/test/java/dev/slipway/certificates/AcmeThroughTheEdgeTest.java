package dev.slipway.certificates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.site.TlsConfig;
import dev.slipway.testing.Command;
import dev.slipway.testing.Contents;
import dev.slipway.testing.Edge;
import dev.slipway.testing.RawClient;
import dev.slipway.testing.Routes;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A real authority asks a real edge, and the certificate that it gives is served to whoever comes next. */
class AcmeThroughTheEdgeTest {
    private static final String PUBLIC = "shop.example";

    @TempDir
    Path folder = Path.of("");

    private Certificates certificates;
    private Edge edge;

    private Edge start(Certificates with) throws Exception {
        Contents contents = new Contents(folder.resolve("contents"));
        return Edge.with(contents)
                .routes(Routes.release("/*"))
                .files(contents.file("/a", "text/plain", "content of a"))
                .tls(with, new TlsConfig(null, null, true, 0))
                .start();
    }

    @BeforeEach
    void begin() throws Exception {
        certificates = new Certificates(hosts -> SelfSigned.make(hosts, Instant.now()));
        certificates.replace(List.of(new Certificates.Source(List.of(PUBLIC, Edge.HOST), null, null)));
        edge = start(certificates);
    }

    @AfterEach
    void end() {
        edge.close();
    }

    @ParameterizedTest
    @EnumSource
    void theProofIsSeenAndTheCertificateServed(Proof proof) throws Exception {
        try (Pebble pebble = Pebble.asking(folder, edge.port(), edge.tlsPort());
                AcmeClient client = new AcmeClient(
                        pebble.settings(proof),
                        folder.resolve("node"),
                        certificates.challenges(),
                        InstantSource.system())) {
            assertThat(issuer(PUBLIC)).contains("CN = " + PUBLIC);
            AcmeRenewal.Time time = new AcmeRenewal.Time(
                    InstantSource.system(), Pause.sleeping(InstantSource.system()), RandomGenerator.getDefault());
            try (AcmeRenewal renewal = new AcmeRenewal(client, time, certificates::give)) {
                renewal.hosts(Certificates.orderable(
                        List.of(new Certificates.Source(List.of(PUBLIC, Edge.HOST), null, null))));
                Edge.await("the authority's certificate is there", () -> isOfTheAuthority(PUBLIC));
                assertThat(renewal.states()).containsOnlyKeys(PUBLIC);
            }
            assertThat(issuer(PUBLIC)).contains("Pebble");
            assertThat(issuer(Edge.HOST)).as("no authority knows it").doesNotContain("Pebble");
        }
    }

    private boolean isOfTheAuthority(String host) {
        return Objects.requireNonNull(certificates.find(host)).chain().size() > 1;
    }

    private String issuer(String host) throws Exception {
        return Command.run("openssl", "s_client", "-connect", "127.0.0.1:" + edge.tlsPort(), "-servername", host)
                .output()
                .lines()
                .filter(line -> line.startsWith("issuer="))
                .findFirst()
                .orElse("");
    }

    @Test
    void whatNobodyWaitsForIsRouted() throws Exception {
        try (RawClient client = edge.connect()) {
            client.send("GET /.well-known/acme-challenge/none HTTP/1.1\r\nHost: " + Edge.HOST + "\r\n\r\n");
            assertThat(client.read().status())
                    .as("redirected as everything else")
                    .isEqualTo(308);
        }
    }
}
