package dev.slipway.wire;

import dev.slipway.site.Limits;
import dev.slipway.site.Route;
import dev.slipway.testing.Contents;
import dev.slipway.testing.Edge;
import dev.slipway.testing.RawClient;
import dev.slipway.testing.Routes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** The small site that the gate's tests talk to: {@code /a}, {@code /b} and {@code /big} of one release. */
final class Small {
    static final int BIG = 3 << 20;

    private Small() {}

    static Edge.Builder site(Path folder, Route... more) {
        Contents contents = new Contents(folder.resolve("contents"));
        return Edge.with(contents)
                .routes(more)
                .routes(Routes.release("/*"))
                .files(
                        contents.file("/a", "text/plain", "content of a"),
                        contents.file("/b", "text/plain", "content of b"),
                        contents.file("/big", "application/octet-stream", new byte[BIG], false));
    }

    static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: " + Edge.HOST + "\r\n\r\n";
    }

    /** A request with these field lines beside Host, each with its CRLF. */
    static String request(String line, String fields) {
        return line + "\r\nHost: " + Edge.HOST + "\r\n" + fields + "\r\n";
    }

    static Limits limits(int connections, long requestBodyBytes) {
        Limits normal = Limits.DEFAULT;
        return new Limits(
                normal.headBytes(),
                normal.fields(),
                requestBodyBytes,
                connections,
                normal.headTime(),
                normal.idleTime(),
                normal.bodyTime(),
                normal.appConnectTime(),
                normal.appAnswerTime(),
                normal.appBodyTime(),
                normal.tunnelIdleTime(),
                Duration.ofSeconds(10));
    }

    /** Fails unless the connection still answers. */
    static void expectUsable(RawClient client) throws IOException {
        String text = client.send(get("/b")).read().text();
        if (!text.equals("content of b")) {
            throw new AssertionError("another answer came: " + text);
        }
    }
}
