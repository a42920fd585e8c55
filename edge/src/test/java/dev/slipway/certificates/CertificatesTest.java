package dev.slipway.certificates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.slipway.certificates.Certificates.Origin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which certificate a name gets, and what is said of it. */
class CertificatesTest {
    private static final String LOCAL = "shop.localhost";
    private static final String PUBLIC = "shop.example";

    @TempDir
    Path folder;

    private final Certificates certificates = new Certificates(hosts -> SelfSigned.make(hosts, Instant.now()));

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anAuthoritysCertificateIsUsedWhereverItsNameStands(boolean first) {
        List<String> hosts = first ? List.of(PUBLIC, LOCAL) : List.of(LOCAL, PUBLIC);
        certificates.replace(List.of(new Certificates.Source(hosts, null, null)));
        Credentials given = SelfSigned.make(List.of(PUBLIC), Instant.now());
        certificates.give(PUBLIC, given);
        assertThat(certificates.find(PUBLIC)).isSameAs(given);
        assertThat(certificates.find(LOCAL)).isNotSameAs(given);
        assertThat(certificates.inUse(List.of(PUBLIC, LOCAL)))
                .extracting(Certificates.InUse::host, Certificates.InUse::origin)
                .containsExactlyInAnyOrder(tuple(PUBLIC, Origin.AUTHORITY), tuple(LOCAL, Origin.SELF_SIGNED));
    }

    @Test
    void aFileThatBreaksIsSaidBesideTheOneThatIsStillUsed() throws Exception {
        Credentials own = SelfSigned.make(List.of(PUBLIC), Instant.now());
        Path file = folder.resolve("own.pem");
        own.write(file);
        certificates.replace(List.of(new Certificates.Source(List.of(PUBLIC), file, file)));
        assertThat(certificates.inUse(List.of(PUBLIC))).singleElement().satisfies(used -> {
            assertThat(used.origin()).isEqualTo(Origin.FILE);
            assertThat(used.validUntil()).isEqualTo(own.validUntil());
            assertThat(used.problem()).isNull();
        });
        Files.delete(file);
        certificates.refresh();
        assertThat(certificates.inUse(List.of(PUBLIC))).singleElement().satisfies(used -> {
            assertThat(used.origin()).isEqualTo(Origin.FILE);
            assertThat(used.problem()).contains("own.pem");
        });
        assertThat(certificates.inUse(List.of(LOCAL))).isEmpty();
    }
}
