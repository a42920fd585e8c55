package dev.slipway.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.certificates.Certificates;
import dev.slipway.site.TlsConfig;
import dev.slipway.testing.App;
import dev.slipway.testing.Command;
import dev.slipway.testing.Edge;
import dev.slipway.testing.RawClient;
import dev.slipway.testing.Routes;
import dev.slipway.testing.TestCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS as curl and openssl see it: versions, names, tickets, new certificates, and handshakes that are none. */
class TlsTest {
    private static final String OTHER = "staging.shop.localhost";

    @TempDir
    Path folder;

    private TestCertificate shop;
    private Certificates certificates;
    private App app;
    private Edge edge;

    @BeforeEach
    void start() throws Exception {
        shop = TestCertificate.make(folder, "shop", Edge.HOST);
        TestCertificate staging = TestCertificate.make(folder, "staging", OTHER);
        certificates = new Certificates(hosts -> null);
        certificates.replace(List.of(
                new Certificates.Source(List.of(Edge.HOST), shop.certificate(), shop.key()),
                new Certificates.Source(List.of(OTHER), staging.certificate(), staging.key())));
        app = App.playing(connection -> {
            for (String head; !(head = connection.readHead()).isEmpty(); ) {
                if (head.contains("/broken")) {
                    connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
                    return;
                }
                String body = head.replaceAll("(?s).*(X-Forwarded-Proto: [a-z]+).*", "$1");
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
            }
        });
        edge = Small.site(folder, Routes.app("/app/*"))
                .app(app.port())
                .tls(certificates, new TlsConfig(null, null, true, 365))
                .start();
    }

    @AfterEach
    void stop() throws IOException {
        edge.close();
        app.close();
    }

    private String curl(String... more) throws Exception {
        List<String> words = new ArrayList<>(List.of(
                "curl",
                "-sS",
                "--cacert",
                shop.certificate().toString(),
                "--resolve",
                Edge.HOST + ":" + edge.tlsPort() + ":127.0.0.1",
                "-w",
                "\n%{http_version} %{http_code}"));
        words.addAll(List.of(more));
        Command done = Command.run(words.toArray(String[]::new));
        assertThat(done.exitCode()).as(done.output()).isZero();
        return done.output();
    }

    private String url(String path) {
        return "https://" + Edge.HOST + ":" + edge.tlsPort() + path;
    }

    private String openssl(String input, String... more) throws Exception {
        List<String> words =
                new ArrayList<>(List.of("openssl", "s_client", "-connect", "127.0.0.1:" + edge.tlsPort(), "-ign_eof"));
        words.addAll(List.of(more));
        return Command.with(input, words.toArray(String[]::new)).output();
    }

    private static String lastRequest(String host) {
        return "GET /a HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
    }

    // --- what a browser wants

    @Test
    void bothVersionsOfHttpAreOffered() throws Exception {
        assertThat(curl("--http2", url("/a"))).isEqualTo("content of a\n2 200");
        assertThat(curl("--http1.1", url("/a"))).isEqualTo("content of a\n1.1 200");
        assertThat(curl("--no-alpn", url("/a"))).isEqualTo("content of a\n1.1 200");
    }

    @Test
    void aLargeFileComesWholeInBoth() throws Exception {
        for (String version : List.of("--http2", "--http1.1")) {
            Path got = folder.resolve("got");
            assertThat(curl(version, "-o", got.toString(), url("/big"))).endsWith(" 200");
            assertThat(Files.size(got)).isEqualTo(Small.BIG);
        }
    }

    @Test
    void theAppLearnsThatItIsHttps() throws Exception {
        assertThat(curl("--http1.1", url("/app/"))).startsWith("X-Forwarded-Proto: https");
        assertThat(curl("--http2", url("/app/"))).startsWith("X-Forwarded-Proto: https");
    }

    @Test
    void strictTransportIsSaidOverHttpsOnly() throws Exception {
        assertThat(curl("--http1.1", "-i", url("/a"))).contains("Strict-Transport-Security: max-age=31536000\r\n");
        assertThat(curl("--http2", "-i", url("/a"))).contains("strict-transport-security: max-age=31536000\r\n");
        assertThat(curl("--http2", "-i", url("/missing"))).contains("strict-transport-security: max-age=31536000\r\n");
        try (RawClient client = edge.connect()) {
            assertThat(client.send(Small.get("/a")).read().field("Strict-Transport-Security"))
                    .isNull();
        }
    }

    @Test
    void whatComesInTheClearIsSentToHttps() throws Exception {
        try (RawClient client = edge.connect()) {
            RawClient.Response answer = client.send(Small.get("/a?b=c")).read();
            assertThat(answer.status()).isEqualTo(308);
            assertThat(answer.field("Location")).isEqualTo("https://" + Edge.HOST + "/a?b=c");
            assertThat(answer.field("Cache-Control")).isEqualTo("no-store");
        }
    }

    // --- versions, names, tickets

    @Test
    void oldVersionsAreRefused() throws Exception {
        assertThat(openssl("", "-tls1_1", "-cipher", "ALL:@SECLEVEL=0")).contains("alert protocol version");
        assertThat(openssl(lastRequest(Edge.HOST), "-tls1_2")).contains("content of a");
        assertThat(openssl(lastRequest(Edge.HOST), "-tls1_3")).contains("content of a");
    }

    @Test
    void ciphersWithoutForwardSecrecyAreRefused() throws Exception {
        assertThat(openssl("", "-tls1_2", "-cipher", "AES128-GCM-SHA256")).contains("handshake failure");
        assertThat(openssl("", "-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-SHA")).contains("handshake failure");
    }

    @Test
    void theNameChoosesTheCertificate() throws Exception {
        assertThat(openssl(lastRequest(OTHER), "-servername", OTHER)).contains("CN = " + OTHER);
        assertThat(openssl(lastRequest(OTHER), "-servername", OTHER.toUpperCase(java.util.Locale.ROOT)))
                .contains("CN = " + OTHER);
        assertThat(openssl(lastRequest(Edge.HOST), "-servername", Edge.HOST)).contains("CN = " + Edge.HOST);
    }

    @Test
    void anUnknownNameAndNoneGetTheFirstCertificate() throws Exception {
        assertThat(openssl(lastRequest("elsewhere.test"), "-servername", "elsewhere.test"))
                .contains("CN = " + Edge.HOST)
                .contains("HTTP/1.1 421 ");
        assertThat(openssl(lastRequest(Edge.HOST), "-noservername"))
                .contains("CN = " + Edge.HOST)
                .contains("content of a");
    }

    @Test
    void theEndIsSaidInTlsToo() throws Exception {
        assertThat(openssl(lastRequest(Edge.HOST), "-servername", Edge.HOST))
                .contains("content of a")
                .doesNotContain("unexpected eof");
    }

    @Test
    void anAnswerThatBreaksOffDoesNotEndInOrder() throws Exception {
        try (Socket client = secure()) {
            client.setSoTimeout(20_000);
            client.getOutputStream()
                    .write(("GET /app/broken HTTP/1.0\r\nHost: " + Edge.HOST + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            assertThatThrownBy(() -> client.getInputStream().readAllBytes())
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(java.net.SocketTimeoutException.class);
        }
    }

    @Test
    void aTicketIsTakenUntilItsKeyIsForgotten() throws Exception {
        Path session = folder.resolve("session");
        openssl(lastRequest(Edge.HOST), "-tls1_2", "-sess_out", session.toString());
        String[] again = {"-tls1_2", "-sess_in", session.toString()};
        assertThat(openssl(lastRequest(Edge.HOST), again)).contains("Reused, TLSv1.2");
        edge.skip(Duration.ofHours(9));
        assertThat(openssl(lastRequest(Edge.HOST), again)).contains("Reused, TLSv1.2");
        for (int i = 0; i < 3; i++) {
            edge.skip(Duration.ofHours(9));
            openssl(lastRequest(Edge.HOST), "-tls1_2");
        }
        assertThat(openssl(lastRequest(Edge.HOST), again))
                .contains("New, TLSv1.2")
                .contains("content of a");
    }

    @Test
    void aNewCertificateIsServedAndOldConnectionsGoOn() throws Exception {
        try (Socket before = secure()) {
            String old = serial();
            TestCertificate next = TestCertificate.make(folder, "next", Edge.HOST);
            replace(next.key(), shop.key());
            certificates.refresh();
            assertThat(certificates.problems())
                    .as("only one of the two files is new yet")
                    .hasSizeLessThanOrEqualTo(1);
            replace(next.certificate(), shop.certificate());
            certificates.refresh();
            assertThat(certificates.problems()).isEmpty();
            assertThat(serial()).isNotEqualTo(old);
            before.getOutputStream().write(lastRequest(Edge.HOST).getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(before.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .endsWith("content of a");
        }
    }

    @Test
    void aBrokenCertificateLeavesTheOneBefore() throws Exception {
        String old = serial();
        Files.writeString(shop.certificate(), "no certificate");
        Files.setLastModifiedTime(
                shop.certificate(), FileTime.from(Instant.now().plusSeconds(60)));
        certificates.refresh();
        assertThat(certificates.problems()).containsOnlyKeys(Edge.HOST);
        assertThat(certificates.problems().get(Edge.HOST))
                .contains(shop.certificate().toString());
        assertThat(serial()).isEqualTo(old);
    }

    private static void replace(Path from, Path to) throws IOException {
        Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
        Files.setLastModifiedTime(to, FileTime.from(Instant.now().plusSeconds(60)));
    }

    private String serial() throws Exception {
        String hello = openssl(lastRequest(Edge.HOST), "-servername", Edge.HOST);
        int begin = hello.indexOf("-----BEGIN CERTIFICATE-----");
        return hello.substring(begin, hello.indexOf("-----END CERTIFICATE-----"));
    }

    private Socket secure() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        java.security.KeyStore store = java.security.KeyStore.getInstance(java.security.KeyStore.getDefaultType());
        store.load(null);
        store.setCertificateEntry(
                "shop",
                java.util.Objects.requireNonNull(certificates.find(Edge.HOST)).certificate());
        javax.net.ssl.TrustManagerFactory trust =
                javax.net.ssl.TrustManagerFactory.getInstance(javax.net.ssl.TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        context.init(null, trust.getTrustManagers(), null);
        javax.net.ssl.SSLSocket socket = (javax.net.ssl.SSLSocket)
                context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), edge.tlsPort());
        socket.startHandshake();
        return socket;
    }

    // --- handshakes that are none

    @Test
    void whatIsNoHandshakeIsClosed() throws IOException {
        for (String said : List.of(
                lastRequest(Edge.HOST),
                "\u0016\u0003\u0001\u0000\u0004\u0001\u0000\u0000\u0000",
                "\u0000".repeat(100))) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), edge.tlsPort())) {
                socket.setSoTimeout(20_000);
                socket.getOutputStream().write(said.getBytes(StandardCharsets.ISO_8859_1));
                awaitEnd(socket);
            }
        }
        Edge.await("each was counted", () -> edge.recorder().refusals().size() == 3);
        assertThat(edge.recorder().refusals()).containsOnly("tls-handshake");
    }

    private static void awaitEnd(Socket socket) throws IOException {
        try {
            socket.getInputStream().readAllBytes();
        } catch (java.net.SocketException reset) {
            return;
        }
    }

    @Test
    void aHandshakeMayComeInPieces() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), edge.tlsPort())) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(20_000);
            for (byte octet : hello()) {
                socket.getOutputStream().write(octet);
            }
            assertThat(socket.getInputStream().read()).as("a handshake record").isEqualTo(22);
        }
    }

    private static byte[] hello() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, null, null);
        SSLEngine engine = context.createSSLEngine(Edge.HOST, 443);
        engine.setUseClientMode(true);
        ByteBuffer out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), out);
        byte[] bytes = new byte[out.flip().remaining()];
        out.get(bytes);
        return bytes;
    }

    @Test
    void aHandshakeThatStallsIsTimedOut() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), edge.tlsPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(java.util.Arrays.copyOf(hello(), 20));
            Edge.await("it is a connection", () -> edge.listener().connections() == 1);
            edge.skip(Duration.ofSeconds(11));
            awaitEnd(socket);
        }
        assertThat(edge.recorder().refusals()).contains("slow-tls-handshake");
    }

    @Test
    void aClientThatLeavesInTheHandshakeIsForgotten() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), edge.tlsPort())) {
            socket.getOutputStream().write(hello());
            assertThat(socket.getInputStream().read()).isEqualTo(22);
        }
        Edge.await("nothing is left of it", () -> edge.listener().connections() == 0);
    }
}
