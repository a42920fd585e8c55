package dev.slipway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.certificates.Certificates;
import dev.slipway.site.TlsConfig;
import dev.slipway.testing.Command;
import dev.slipway.testing.Edge;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * What Debian's {@code testssl} finds in the listener under TLS: nothing of medium severity or above. It takes a minute, so
 * that {@code ./dev check} asks for it and {@code ./dev test} does not.
 */
@EnabledIfSystemProperty(named = "slipway.testssl", matches = "true")
class TestsslTest {
    private static final Pattern FINDING = Pattern.compile(
            "\"id\"\\s*:\\s*\"([^\"]*)\"[^}]*?\"severity\"\\s*:\\s*\"([A-Z]+)\"[^}]*?\"finding\"\\s*:\\s*\"([^\"]*)\"");

    @TempDir
    Path folder;

    @Test
    void findsNothingOfMediumSeverityOrAbove() throws Exception {
        Path chain = signedByAnAuthority();
        Certificates certificates = new Certificates(hosts -> null);
        certificates.replace(List.of(new Certificates.Source(List.of(Edge.HOST), chain, folder.resolve("shop.key"))));
        Path report = folder.resolve("report.json");
        try (Edge edge = Small.site(folder)
                .tls(certificates, new TlsConfig(null, null, false, 365))
                .start()) {
            Process testssl = new ProcessBuilder(
                            "testssl",
                            "--quiet",
                            "--warnings",
                            "off",
                            "--nodns",
                            "none",
                            "--ip",
                            "127.0.0.1",
                            "--add-ca",
                            folder.resolve("ca.pem").toString(),
                            "--jsonfile",
                            report.toString(),
                            "https://" + Edge.HOST + ":" + edge.tlsPort() + "/a")
                    .redirectErrorStream(true)
                    .redirectInput(new File("/dev/null"))
                    .redirectOutput(folder.resolve("said.txt").toFile())
                    .start();
            assertThat(testssl.waitFor(10, TimeUnit.MINUTES)).isTrue();
        }
        List<String> findings = FINDING.matcher(Files.readString(report))
                .results()
                .filter(finding ->
                        List.of("MEDIUM", "HIGH", "CRITICAL", "FATAL").contains(finding.group(2)))
                .map(TestsslTest::describe)
                .toList();
        assertThat(Files.readString(report)).as("it ran to its end").contains("\"scanTime\"", "\"cipher_x1302\"");
        assertThat(findings).isEmpty();
    }

    private static String describe(MatchResult finding) {
        return finding.group(2) + " " + finding.group(1) + ": " + finding.group(3);
    }

    /** A certificate with what a public one has: an authority above it, and where its revocations are told. */
    private Path signedByAnAuthority() throws Exception {
        Files.writeString(folder.resolve("extensions"), """
                subjectAltName = DNS:%s
                crlDistributionPoints = URI:http://authority.test/revoked.crl
                basicConstraints = critical, CA:FALSE
                keyUsage = critical, digitalSignature
                extendedKeyUsage = serverAuth
                """.formatted(Edge.HOST));
        openssl("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 -subj /O=Authority"
                + " -keyout ca.key -out ca.pem");
        openssl("req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=" + Edge.HOST
                + " -keyout shop.key -out shop.csr");
        openssl(
                "x509 -req -in shop.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 90 -extfile extensions -out shop.pem");
        return folder.resolve("shop.pem");
    }

    private void openssl(String arguments) throws Exception {
        Command done = Command.run("sh", "-c", "cd '" + folder + "' && openssl " + arguments);
        assertThat(done.exitCode()).as(done.output()).isZero();
    }
}
