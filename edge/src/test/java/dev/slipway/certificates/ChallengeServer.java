package dev.slipway.certificates;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** A gate that answers an authority's questions from {@link Challenges}: HTTP on one port, handshakes on another. */
final class ChallengeServer implements AutoCloseable {
    private static final String PATH = "/.well-known/acme-challenge/";

    final AtomicInteger httpAsked = new AtomicInteger();
    final AtomicInteger tlsProved = new AtomicInteger();

    /** What is answered in place of the right thing over HTTP; null for the right thing. */
    volatile @Nullable String wrongAnswer;

    private final Challenges challenges;
    private final HttpServer http;
    private final SSLServerSocket tls;
    private final Thread thread;

    ChallengeServer(Challenges challenges) throws IOException, GeneralSecurityException {
        this.challenges = challenges;
        InetAddress loopback = InetAddress.getLoopbackAddress();
        http = HttpServer.create(new InetSocketAddress(loopback, 0), 0);
        http.createContext(PATH, exchange -> {
            httpAsked.incrementAndGet();
            String right = challenges.http(exchange.getRequestURI().getPath().substring(PATH.length()));
            String wrong = wrongAnswer;
            String answer = wrong == null ? right : wrong;
            byte[] body = (answer == null ? "nothing here" : answer).getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(answer == null ? 404 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        http.start();
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(new KeyManager[] {new ByName()}, null, null);
        tls = (SSLServerSocket) context.getServerSocketFactory().createServerSocket(0, 50, loopback);
        SSLParameters parameters = tls.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"acme-tls/1"});
        tls.setSSLParameters(parameters);
        thread = Thread.ofVirtual().name("challenge-server").start(this::serve);
    }

    int httpPort() {
        return http.getAddress().getPort();
    }

    int tlsPort() {
        return tls.getLocalPort();
    }

    private void serve() {
        while (!tls.isClosed()) {
            try (SSLSocket socket = (SSLSocket) tls.accept()) {
                socket.startHandshake();
                tlsProved.incrementAndGet();
            } catch (IOException e) {
                // Closed, or a handshake that failed: the authority says what it thinks of that.
            }
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        http.stop(0);
        tls.close();
        thread.join();
    }

    /** The challenge's certificate for the name that the client asks for. */
    private final class ByName extends X509ExtendedKeyManager {
        @Override
        public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, Socket socket) {
            ExtendedSSLSession session = (ExtendedSSLSession) ((SSLSocket) socket).getHandshakeSession();
            return session.getRequestedServerNames().stream()
                    .map(name -> ((SNIHostName) name).getAsciiName())
                    .filter(name -> keyType.equals("EC") && challenges.alpn(name) != null)
                    .findFirst()
                    .orElse(null);
        }

        @Override
        public X509Certificate @Nullable [] getCertificateChain(String alias) {
            Credentials found = challenges.alpn(alias);
            return found == null ? null : found.chain().toArray(X509Certificate[]::new);
        }

        @Override
        public @Nullable PrivateKey getPrivateKey(String alias) {
            Credentials found = challenges.alpn(alias);
            return found == null ? null : found.key();
        }

        @Override
        public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
            return null;
        }

        @Override
        public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
            return null;
        }

        @Override
        public @Nullable String chooseClientAlias(String[] keyType, Principal @Nullable [] issuers, Socket socket) {
            return null;
        }
    }
}
