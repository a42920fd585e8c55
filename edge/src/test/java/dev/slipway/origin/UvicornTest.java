package dev.slipway.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.site.AppAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real uvicorn processes that are restarted while requests keep coming. */
class UvicornTest {
    private static final Path PYTHON = Path.of("/usr/bin/python3");
    private static final int RESTARTS = 4;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void restartingOneOfTwoProcessesCostsNoSafeRequest(boolean unix) throws Exception {
        assumeTrue(hasUvicorn(), "Debian's python3-uvicorn is not installed");
        Files.writeString(folder.resolve("app.py"), """
                async def app(scope, receive, send):
                    if scope["type"] != "http":
                        return
                    await send({"type": "http.response.start", "status": 200, "headers": []})
                    await send({"type": "http.response.body", "body": b"hello"})
                """);
        AppAddress[] addresses = {address(unix, "one.sock"), address(unix, "two.sock")};
        Process[] processes = {start(addresses[0]), start(addresses[1])};
        ReentrantLock batches = new ReentrantLock(true);
        AtomicBoolean ended = new AtomicBoolean();
        List<String> failures = new ArrayList<>();
        long[] answered = new long[1];
        try (Client client = Client.of(addresses)) {
            Thread load = Thread.ofPlatform().start(() -> {
                while (!ended.get()) {
                    batches.lock();
                    try {
                        ask(client, failures, answered);
                    } finally {
                        batches.unlock();
                    }
                }
            });
            for (int i = 0; i < RESTARTS; i++) {
                int which = i % 2;
                processes[which].destroy();
                if (!processes[which].waitFor(5, TimeUnit.SECONDS)) {
                    // A connection that uvicorn takes in the instant it stops keeps it from ending for as long as
                    // requests come over it. Without any, it may be killed as production would.
                    batches.lock();
                    try {
                        processes[which].destroyForcibly().waitFor();
                    } finally {
                        batches.unlock();
                    }
                }
                processes[which] = start(addresses[which]);
            }
            ended.set(true);
            load.join(TimeUnit.SECONDS.toMillis(60));
        } finally {
            ended.set(true);
            for (Process process : processes) {
                process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
            }
        }
        assertThat(failures).isEmpty();
        assertThat(answered[0]).isGreaterThan(100);
    }

    private static void ask(Client client, List<String> failures, long[] answered) {
        try {
            List<Client.Collector> batch = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                batch.add(client.send("GET", "/", null, 0));
            }
            for (Client.Collector one : batch) {
                Client.Answer answer = one.get();
                if (answer.status() != 200 || !answer.body().equals("hello") || answer.bodyFailure() != null) {
                    failures.add(answer.toString());
                }
                answered[0]++;
            }
        } catch (Exception e) {
            failures.add(e.toString());
        }
    }

    private AppAddress address(boolean unix, String name) throws IOException {
        return unix ? new AppAddress.Unix(folder.resolve(name)) : new AppAddress.Tcp("127.0.0.1", freePort());
    }

    private static boolean hasUvicorn() throws IOException, InterruptedException {
        if (!Files.isExecutable(PYTHON)) {
            return false;
        }
        Process asked = new ProcessBuilder(PYTHON.toString(), "-c", "import uvicorn")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return asked.waitFor() == 0;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    private Process start(AppAddress address) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(PYTHON.toString(), "-m", "uvicorn", "app:app", "--log-level", "warning"));
        command.addAll(
                switch (address) {
                    case AppAddress.Tcp(String host, int port) ->
                        List.of("--host", host, "--port", Integer.toString(port));
                    case AppAddress.Unix(Path path) -> List.of("--uds", path.toString());
                });
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("uvicorn.log").toFile()))
                .start();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!answers(address)) {
            if (System.nanoTime() > deadline || !process.isAlive()) {
                process.destroyForcibly();
                throw new IOException("uvicorn did not start at " + address);
            }
            Thread.onSpinWait();
        }
        return process;
    }

    private static boolean answers(AppAddress address) {
        SocketAddress socket = switch (address) {
            case AppAddress.Tcp(String host, int port) -> new InetSocketAddress(host, port);
            case AppAddress.Unix(Path path) -> UnixDomainSocketAddress.of(path);
        };
        try (SocketChannel channel = SocketChannel.open(socket)) {
            return channel.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
