package dev.slipway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Clients that ask all the time while something else happens: a Python client for a mix, and wrk for one page. */
final class Load implements AutoCloseable {
    /** Asks in a circle over keep-alive connections until it is told to stop, and prints each answer that is not good. */
    private static final String PYTHON = """
            import http.client, signal, sys
            running = True
            def stop(*_):
                global running
                running = False
            signal.signal(signal.SIGTERM, stop)
            port, paths = int(sys.argv[1]), sys.argv[2:]
            connection, asked, failed = http.client.HTTPConnection("127.0.0.1", port, timeout=20), 0, 0
            while running:
                path = paths[asked % len(paths)]
                asked += 1
                try:
                    connection.request("GET", path, headers={"Host": "shop.localhost"})
                    answer = connection.getresponse()
                    body = answer.read()
                    length = answer.headers.get("Content-Length")
                    if answer.status >= 400 or (length and int(length) != len(body)):
                        failed += 1
                        print("failed", path, answer.status, body[:200], flush=True)
                except Exception as problem:
                    failed += 1
                    print("failed", path, repr(problem), flush=True)
                    connection.close()
            print("asked", asked, "failed", failed, flush=True)
            """;

    private static final Pattern ASKED = Pattern.compile("asked (\\d+) failed (\\d+)");
    private static final Pattern REQUESTS = Pattern.compile("(\\d+) requests in");

    private final Path folder;
    private final @Nullable Process wrk;
    private final Process python;

    /** The mix alone. */
    Load(Shell shell, Path folder, int port, List<String> mix) throws IOException {
        this.folder = folder;
        this.wrk = null;
        this.python = python(shell, folder, port, mix);
    }

    /** @param page what wrk asks for */
    Load(Shell shell, Path folder, int port, String page, List<String> mix) throws IOException {
        this.folder = folder;
        this.wrk = shell.start(
                folder.resolve("wrk.out"),
                folder.resolve("wrk.err"),
                List.of(
                        "wrk",
                        "-t1",
                        "-c4",
                        "-d600s",
                        "--timeout",
                        "20s",
                        "-H",
                        "Host: shop.localhost",
                        "http://127.0.0.1:" + port + page));
        this.python = python(shell, folder, port, mix);
    }

    private static Process python(Shell shell, Path folder, int port, List<String> mix) throws IOException {
        List<String> client = new ArrayList<>(List.of("/usr/bin/python3", "-c", PYTHON, String.valueOf(port)));
        client.addAll(mix);
        return shell.start(folder.resolve("client.out"), folder.resolve("client.err"), client);
    }

    /** Stops them and asserts that every request of theirs was answered well. */
    void stopAndExpectNoFailure(Shell shell) throws IOException, InterruptedException {
        shell.run(List.of("kill", "-TERM", String.valueOf(python.pid())));
        assertThat(python.waitFor(30, TimeUnit.SECONDS)).isTrue();
        if (wrk != null) {
            shell.run(List.of("kill", "-INT", String.valueOf(wrk.pid())));
            assertThat(wrk.waitFor(30, TimeUnit.SECONDS)).isTrue();
            expectNoFailureOfWrk();
        }

        String client = Files.readString(folder.resolve("client.out"));
        Matcher asked = ASKED.matcher(client);
        assertThat(asked.find())
                .as(client + Files.readString(folder.resolve("client.err")))
                .isTrue();
        assertThat(asked.group(2)).as(client).isEqualTo("0");
        assertThat(Integer.parseInt(asked.group(1))).isGreaterThan(100);
    }

    private void expectNoFailureOfWrk() throws IOException {
        String report = Files.readString(folder.resolve("wrk.out"));
        Matcher requests = REQUESTS.matcher(report);
        assertThat(requests.find()).as(report).isTrue();
        assertThat(Integer.parseInt(requests.group(1))).isGreaterThan(100);
        assertThat(report).doesNotContain("Non-2xx").doesNotContain("Socket errors");
    }

    @Override
    public void close() {
        if (wrk != null) {
            wrk.destroyForcibly();
        }
        python.destroyForcibly();
    }
}
