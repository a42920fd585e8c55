package dev.slipway.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.slipway.check.inspect.Inspection;
import dev.slipway.testing.TestCertificate;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule finds its fault, and nothing is found where there is none. */
class InspectionTest {
    private static final CheckTime TIME = new CheckTime(InstantSource.system(), System::nanoTime);

    @TempDir
    Path folder;

    /** Of these {@link #findsWhatOnlyTlsShows} and {@link #nothingListensThere}. */
    private static final Set<String> ELSEWHERE = Set.of("mixed-content", "no-hsts", "no-answer");

    static Stream<String> rules() {
        return Inspection.rules().stream().map(Inspection.RuleView::id).filter(id -> !ELSEWHERE.contains(id));
    }

    private static CheckReport inspect(List<Acceptance> accepted, String... urls) throws InterruptedException {
        CheckClient client = new CheckClient(CheckClient.Options.usual(), TIME);
        return new Inspection(client, accepted, Severity.NOTE).run("test", List.of(urls), done -> {});
    }

    @ParameterizedTest
    @MethodSource("rules")
    void findsTheFault(String rule) throws Exception {
        try (FaultySite site = new FaultySite()) {
            String path = rule.startsWith("fingerprint") ? "/" + rule + "/style.0a1b2c3d4e5f.css" : "/" + rule;

            CheckReport report = inspect(List.of(), site.url(path));

            assertThat(report.findings()).extracting(Finding::rule).contains(rule);
            assertThat(report.verdict()).isEqualTo(CheckReport.Verdict.FAILED);
            assertThat(report.findings()).allSatisfy(finding -> {
                assertThat(finding.found()).isNotBlank();
                assertThat(finding.expected()).isNotBlank();
                assertThat(finding.fix()).isNotEmpty();
                assertThat(finding.reference()).isNotBlank();
            });
        }
    }

    @Test
    void findsNothingWhereNothingIsWrong() throws Exception {
        try (FaultySite site = new FaultySite()) {
            CheckReport report = inspect(List.of(), site.url("/clean/page"), site.url("/clean/ranges"));

            assertThat(report.findings()).isEmpty();
            assertThat(report.verdict()).isEqualTo(CheckReport.Verdict.PASSED);
        }
    }

    @Test
    void nothingListensThere() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }

        CheckReport report = inspect(List.of(), "http://127.0.0.1:" + port + "/");

        assertThat(report.findings()).extracting(Finding::rule).containsExactly("no-answer");
    }

    /** These two show under TLS alone. */
    @Test
    void findsWhatOnlyTlsShows() throws Exception {
        TestCertificate own = TestCertificate.make(folder, "own", "localhost");
        HttpsServer server = HttpsServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(contextOf(own)));
        server.createContext("/", exchange -> {
            byte[] page = "<!doctype html><html><body><img src=\"http://other.invalid/a.png\"></body></html>"
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
            boolean head = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(200, head ? -1 : page.length);
            if (!head) {
                exchange.getResponseBody().write(page);
            }
            exchange.close();
        });
        server.start();
        try {
            CheckClient client = new CheckClient(
                    new CheckClient.Options(null, CheckClient.Options.PATIENCE, OpenTrust.sockets()), TIME);
            String url = "https://localhost:" + server.getAddress().getPort() + "/";

            CheckReport report =
                    new Inspection(client, List.of(), Severity.ERROR).run("test", List.of(url), done -> {});

            assertThat(report.findings()).extracting(Finding::rule).contains("mixed-content", "no-hsts");
        } finally {
            server.stop(0);
        }
    }

    private static SSLContext contextOf(TestCertificate own) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        String pem = Files.readString(own.key()).replaceAll("-----[A-Z ]+-----|\\s", "");
        PrivateKey key = KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem)));
        try (InputStream in = Files.newInputStream(own.certificate())) {
            keys.setKeyEntry("own", key, new char[0], new Certificate[] {
                CertificateFactory.getInstance("X.509").generateCertificate(in)
            });
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    @Test
    void hasRulesEnoughAndEachOnce() {
        List<String> ids =
                Inspection.rules().stream().map(Inspection.RuleView::id).toList();

        assertThat(ids).hasSizeGreaterThanOrEqualTo(40).doesNotHaveDuplicates();
        assertThat(ids).allMatch(id -> id.matches("[a-z]+(-[a-z]+)*"));
        assertThat(Inspection.rules().stream()
                        .flatMap(rule -> rule.fix().stream())
                        .collect(Collectors.joining()))
                .contains("FastAPI", "Django", "Flask");
    }

    @Test
    void bearsWithWhatIsAcceptedUntilItsDay() throws Exception {
        try (FaultySite site = new FaultySite()) {
            LocalDate today = LocalDate.now(java.time.ZoneOffset.UTC);
            String url = site.url("/no-charset");

            CheckReport borne = inspect(List.of(new Acceptance("no-charset", "/no-*", "old page", today)), url);
            CheckReport over =
                    inspect(List.of(new Acceptance("no-charset", "/no-*", "old page", today.minusDays(1))), url);

            assertThat(borne.findings()).isEmpty();
            assertThat(borne.accepted()).hasSize(1);
            assertThat(borne.verdict()).isEqualTo(CheckReport.Verdict.PASSED);
            assertThat(over.findings()).extracting(Finding::rule).containsExactly("no-charset");
            assertThat(over.facts())
                    .contains("what [[check.accept]] says of no-charset at /no-* ended on " + today.minusDays(1));
        }
    }

    @Test
    void writesEveryFormat() throws Exception {
        try (FaultySite site = new FaultySite()) {
            CheckReport report = inspect(List.of(), site.url("/no-charset"));

            assertThat(Sarif.of(List.of(report)).toString())
                    .contains("version=2.1.0", "ruleId=no-charset", "level=warning");
            assertThat(JunitXml.of(List.of(report)))
                    .contains(
                            "<testsuite name=\"inspect\" tests=\"1\" failures=\"1\"", "inspect.no-charset", "<failure");
            CheckReport borne = new Inspection(
                            new CheckClient(CheckClient.Options.usual(), TIME), List.of(), Severity.ERROR)
                    .run("test", List.of(site.url("/no-charset")), done -> {});
            assertThat(JunitXml.of(List.of(borne)))
                    .contains("tests=\"1\" failures=\"0\"", "<system-out>warning: found")
                    .doesNotContain("<failure");
            assertThat(HtmlReport.of("report", List.of(report), List.of()))
                    .contains("<article class=\"warning\">", "no-charset");
        }
    }
}
