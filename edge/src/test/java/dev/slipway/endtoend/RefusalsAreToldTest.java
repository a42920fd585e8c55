package dev.slipway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.testing.RawClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator sees of requests that were refused for their form: each is counted, and few fill no log. */
class RefusalsAreToldTest {
    private static final int REQUESTS = 200;
    private static final Pattern LINE = Pattern.compile(
            "refused a request from 127\\.0\\.0\\.1: (\\S+) \\((\\d+)\\); (\\d+) more since the last such line");

    @TempDir
    Path folder;

    @Test
    void eachIsCountedByItsReasonAndTheLogHasALineASecond() throws Exception {
        try (RunningNode node = RunningNode.start(folder)) {
            long begun = System.nanoTime();
            for (int i = 0; i < REQUESTS; i++) {
                try (RawClient client = RawClient.to(node.port())) {
                    client.send("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n");
                    RawClient.Response response = client.read();
                    assertThat(response.status()).isEqualTo(400);
                    assertThat(response.closes()).isTrue();
                    client.expectClose();
                }
            }
            long seconds = (System.nanoTime() - begun) / 1_000_000_000 + 1;
            assertThat(metrics(node)).contains("slipway_refused_total{reason=\"repeated-host\"} " + REQUESTS + ".0");
            var lines = LINE.matcher(Files.readString(folder.resolve("serve.out")) + node.errors())
                    .results()
                    .toList();
            // Where the log goes is the configuration's; a line a second and event loop, and the first.
            assertThat(lines)
                    .hasSizeBetween(
                            1, (int) (seconds + 1) * Runtime.getRuntime().availableProcessors());
            assertThat(lines).extracting(line -> line.group(1)).containsOnly("repeated-host");
            assertThat(lines).extracting(line -> line.group(2)).containsOnly("400");
            assertThat(lines.stream().mapToInt(RefusalsAreToldTest::told).sum()).isBetween(1, REQUESTS);
        }
    }

    private static int told(MatchResult line) {
        return 1 + Integer.parseInt(line.group(3));
    }

    private static String metrics(RunningNode node) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(node.control() + "/metrics"))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        }
    }
}
