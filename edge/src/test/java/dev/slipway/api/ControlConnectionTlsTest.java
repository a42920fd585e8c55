package dev.slipway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.certificates.Credentials;
import dev.slipway.certificates.SelfSigned;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A token goes to nobody but the host that was named, and whom somebody vouches for. */
class ControlConnectionTlsTest {
    private SSLContext trusting;
    private SSLServerSocket node;

    @BeforeEach
    void start() throws Exception {
        Credentials credentials = SelfSigned.make(List.of("localhost"), Instant.now());
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(
                "node", credentials.key(), new char[0], credentials.chain().toArray(Certificate[]::new));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        SSLContext serving = SSLContext.getInstance("TLS");
        serving.init(keys.getKeyManagers(), null, null);
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("node", credentials.chain().getFirst());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        trusting = SSLContext.getInstance("TLS");
        trusting.init(null, trust.getTrustManagers(), null);
        node = (SSLServerSocket)
                serving.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::answerAll);
    }

    @AfterEach
    void stop() throws IOException {
        node.close();
    }

    private void answerAll() {
        while (!node.isClosed()) {
            try (Socket socket = node.accept()) {
                if (socket.getInputStream().read(new byte[1000]) > 0) {
                    socket.getOutputStream()
                            .write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
                                    .getBytes(StandardCharsets.US_ASCII));
                }
            } catch (IOException e) {
                continue; // a client that does not trust this one
            }
        }
    }

    private URI url(String host) {
        return URI.create("https://" + host + ":" + node.getLocalPort());
    }

    @Test
    void aHostThatIsTrustedAnswers() throws IOException {
        try (ControlConnection connection = ControlConnection.open(url("localhost"), trusting::getSocketFactory)) {
            connection.send("GET / HTTP/1.1\r\nHost: localhost\r\n", 0, out -> {});
            ControlConnection.Answer answer = connection.answer(Duration.ofSeconds(30));
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body().readAllBytes()).asString().isEqualTo("ok");
        }
    }

    @Test
    void aCertificateOfAnotherHostIsRefused() {
        assertThatThrownBy(() -> ControlConnection.open(url("127.0.0.1"), trusting::getSocketFactory))
                .isInstanceOf(SSLException.class);
    }

    @Test
    void aCertificateThatNobodyVouchesForIsRefused() {
        assertThatThrownBy(() -> ControlConnection.open(url("localhost"))).isInstanceOf(SSLException.class);
    }
}
