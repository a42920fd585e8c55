package dev.slipway.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.site.AppAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real uvicorn processes that are restarted while requests keep coming. */
class UvicornTest {
    private static final Path PYTHON = Path.of("/usr/bin/python3");
    private static final int RESTARTS = 4;

    @TempDir
    Path folder;

    @Test
    void restartingOneOfTwoProcessesCostsNoSafeRequest() throws Exception {
        assumeTrue(hasUvicorn(), "Debian's python3-uvicorn is not installed");
        Files.writeString(folder.resolve("app.py"), """
                async def app(scope, receive, send):
                    if scope["type"] != "http":
                        return
                    await send({"type": "http.response.start", "status": 200, "headers": []})
                    await send({"type": "http.response.body", "body": b"hello"})
                """);
        int[] ports = {freePort(), freePort()};
        Process[] processes = {start(ports[0]), start(ports[1])};
        AtomicBoolean ended = new AtomicBoolean();
        List<String> failures = new ArrayList<>();
        long[] answered = new long[1];
        try (Client client = Client.of(tcp(ports[0]), tcp(ports[1]))) {
            Thread load = Thread.ofPlatform().start(() -> {
                while (!ended.get()) {
                    ask(client, failures, answered);
                }
            });
            for (int i = 0; i < RESTARTS; i++) {
                int which = i % 2;
                processes[which].destroy();
                assertThat(processes[which].waitFor(20, TimeUnit.SECONDS)).isTrue();
                processes[which] = start(ports[which]);
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

    private static AppAddress tcp(int port) {
        return new AppAddress.Tcp("127.0.0.1", port);
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

    private Process start(int port) throws IOException {
        Process process = new ProcessBuilder(
                        PYTHON.toString(),
                        "-m",
                        "uvicorn",
                        "app:app",
                        "--port",
                        Integer.toString(port),
                        "--log-level",
                        "warning")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("uvicorn-" + port + ".log").toFile())
                .start();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!answers(port)) {
            if (System.nanoTime() > deadline || !process.isAlive()) {
                process.destroyForcibly();
                throw new IOException("uvicorn did not start on port " + port);
            }
            Thread.onSpinWait();
        }
        return process;
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
