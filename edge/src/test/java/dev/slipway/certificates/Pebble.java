package dev.slipway.certificates;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Debian's {@code pebble}, an authority of one's own: a process on a free port of 127.0.0.1 that asks a
 * {@link ChallengeServer} and resolves names with a {@link NameServer}. It forgets everything when it ends.
 */
final class Pebble implements AutoCloseable {
    static final Duration LIFETIME = Duration.ofDays(90);

    final Challenges challenges = new Challenges();
    final ChallengeServer gate;
    final Path roots;

    private final Path folder;
    private final NameServer names;
    private final int port;
    private final int noncesRefusedPercent;
    private final int httpPort;
    private final int tlsPort;
    private Process process;

    private Pebble(Path folder, int noncesRefusedPercent, int httpPort, int tlsPort)
            throws IOException, GeneralSecurityException {
        this.folder = folder;
        this.noncesRefusedPercent = noncesRefusedPercent;
        this.gate = new ChallengeServer(challenges);
        this.httpPort = httpPort == 0 ? gate.httpPort() : httpPort;
        this.tlsPort = tlsPort == 0 ? gate.tlsPort() : tlsPort;
        this.names = new NameServer();
        this.port = freePort();
        this.roots = folder.resolve("pebble.pem");
        SelfSigned.make(List.of("127.0.0.1"), Instant.now()).write(roots);
        this.process = launch();
    }

    /** One that answers at once and takes every nonce. */
    static Pebble start(Path folder) throws Exception {
        return start(folder, 0);
    }

    static Pebble start(Path folder, int noncesRefusedPercent) throws Exception {
        return start(new Pebble(folder, noncesRefusedPercent, 0, 0));
    }

    /** One that asks these ports, and not its own gate. */
    static Pebble asking(Path folder, int httpPort, int tlsPort) throws Exception {
        return start(new Pebble(folder, 0, httpPort, tlsPort));
    }

    private static Pebble start(Pebble pebble) throws Exception {
        try {
            pebble.awaitListening();
        } catch (AssertionError e) {
            pebble.close();
            throw e;
        }
        return pebble;
    }

    URI directory() {
        return URI.create("https://127.0.0.1:" + port + "/dir");
    }

    AcmeSettings settings(Proof... proofs) {
        return settings(directory(), proofs);
    }

    AcmeSettings settings(URI directory, Proof... proofs) {
        return new AcmeSettings(
                directory,
                "ops@shop.example",
                true,
                roots,
                List.of(proofs),
                new AcmeSettings.Patience(Duration.ofSeconds(20), Duration.ofSeconds(60)));
    }

    AcmeClient client(Proof... proofs) {
        return client(settings(proofs), InstantSource.system());
    }

    AcmeClient client(AcmeSettings settings, InstantSource clock) {
        return new AcmeClient(settings, folder.resolve("state"), challenges, clock);
    }

    Path stateFolder() {
        return folder.resolve("state").resolve("127.0.0.1_" + port + "_dir");
    }

    /** What it wrote so far. */
    String log() throws IOException {
        return Files.readString(folder.resolve("pebble.log"));
    }

    void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    /** Another process on the same port, which knows nothing of what was. */
    void startAgain() throws Exception {
        process = launch();
        awaitListening();
    }

    @Override
    public void close() throws Exception {
        stop();
        gate.close();
        names.close();
    }

    private Process launch() throws IOException {
        Path config = folder.resolve("pebble.json");
        Files.writeString(config, """
                {"pebble": {
                  "listenAddress": "127.0.0.1:%d",
                  "managementListenAddress": "",
                  "certificate": "%s",
                  "privateKey": "%s",
                  "httpPort": %d,
                  "tlsPort": %d,
                  "domainBlocklist": ["blocked.example"],
                  "certificateValidityPeriod": %d
                }}
                """.formatted(port, roots, roots, httpPort, tlsPort, LIFETIME.toSeconds()));
        ProcessBuilder builder = new ProcessBuilder(
                new ArrayList<>(List.of("pebble", "-config", config.toString(), "-dnsserver", names.address())));
        builder.environment().put("PEBBLE_VA_NOSLEEP", "1");
        builder.environment().put("PEBBLE_AUTHZREUSE", "0");
        builder.environment().put("PEBBLE_WFE_NONCEREJECT", Integer.toString(noncesRefusedPercent));
        builder.redirectErrorStream(true);
        builder.redirectOutput(
                ProcessBuilder.Redirect.appendTo(folder.resolve("pebble.log").toFile()));
        return builder.start();
    }

    private void awaitListening() throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (process.isAlive() && System.nanoTime() < deadline) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
                return;
            } catch (IOException e) {
                Thread.sleep(10);
            }
        }
        try {
            throw new AssertionError("pebble (Debian: ./dev setup) does not listen: " + log());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
