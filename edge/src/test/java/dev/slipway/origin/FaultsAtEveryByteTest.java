package dev.slipway.origin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cache.CachePolicy;
import dev.slipway.site.Limits;
import dev.slipway.testing.App;
import dev.slipway.testing.App.Break;
import dev.slipway.testing.Contents;
import dev.slipway.testing.Edge;
import dev.slipway.testing.RawClient;
import dev.slipway.testing.RawClient.Response;
import dev.slipway.testing.Scene;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An app that breaks off at each byte of its answer, or says more than it announced: never a wrong answer, nothing kept. */
class FaultsAtEveryByteTest {
    private static final String CACHED = "Cache-Control: max-age=60\r\n";
    private static final String GOOD =
            "HTTP/1.1 200 OK\r\n" + CACHED + "Content-Length: 4\r\nConnection: close\r\n\r\ngood";

    private static final String SIZED = "HTTP/1.1 200 OK\r\n" + CACHED + "Content-Length: 9\r\n\r\nfirst one";
    private static final String CHUNKED = "HTTP/1.1 200 OK\r\n" + CACHED
            + "Transfer-Encoding: chunked\r\n\r\n5;x=y\r\nfirst\r\n4\r\n one\r\n0\r\nT: x\r\n\r\n";
    private static final String HINTED = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 404 No\r\n" + CACHED
            + "Content-Length: 2\r\n\r\nno";

    @TempDir
    Path folder;

    private final Map<String, Integer> asked = new ConcurrentHashMap<>();

    /** What the app does with the first request for a target; to later ones it gives {@link #GOOD}. */
    private interface Fault {
        void play(App.Connection connection, int at) throws IOException;
    }

    private Edge edge(App app) throws IOException {
        Limits normal = Limits.DEFAULT;
        Limits brief = new Limits(
                8 << 10,
                normal.fields(),
                normal.requestBodyBytes(),
                normal.connections(),
                normal.headTime(),
                normal.idleTime(),
                normal.bodyTime(),
                normal.appConnectTime(),
                Duration.ofMillis(500),
                Duration.ofMillis(500),
                normal.tunnelIdleTime(),
                normal.drainTime());
        return Edge.with(new Contents(folder))
                .routes(Scene.route("/*", CachePolicy.DEFAULT))
                .app(app.port())
                .limits(brief)
                .start();
    }

    private App failingOnce(Fault fault) throws IOException {
        return App.playing(connection -> {
            for (String head = connection.readHead(); !head.isEmpty(); head = connection.readHead()) {
                String target = head.split(" ", 3)[1];
                if (asked.merge(target, 1, Integer::sum) > 1) {
                    connection.send(GOOD);
                    return;
                }
                fault.play(connection, Integer.parseInt(target.substring(1)));
            }
        });
    }

    /** What came first for that target: a status, or {@code broken} for an answer that does not end. */
    private static String outcome(Edge edge, String target) throws IOException {
        try (RawClient client = edge.connect()) {
            client.send(Scene.request("GET", target));
            Response response = client.read();
            while (response.status() < 200) {
                response = client.read();
            }
            return response.status() + " " + (response.status() >= 500 ? "" : response.text());
        } catch (EOFException | SocketException broken) {
            return "broken";
        }
    }

    private List<String> outcomes(int positions, Fault fault) throws Exception {
        List<String> outcomes = new ArrayList<>();
        try (App app = failingOnce(fault);
                Edge edge = edge(app);
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> running = new ArrayList<>();
            for (int at = 0; at < positions; at++) {
                String target = "/" + at;
                running.add(clients.submit(() -> outcome(edge, target)));
            }
            for (Future<String> one : running) {
                outcomes.add(one.get());
            }
            for (int at = 0; at < positions; at++) {
                boolean whole =
                        outcomes.get(at).startsWith("200") || outcomes.get(at).startsWith("404");
                if (!whole) {
                    assertThat(outcome(edge, "/" + at))
                            .as("after the fault at " + at)
                            .isEqualTo("200 good");
                    assertThat(asked.get("/" + at))
                            .as("nothing of it was stored")
                            .isEqualTo(2);
                }
            }
        }
        return outcomes;
    }

    private void assertEachCutIsSeen(String answer, Break how) throws Exception {
        List<String> outcomes = outcomes(answer.length(), (connection, at) -> {
            connection.breakOff(answer, at, how);
            connection.socket().close();
        });
        int head = answer.indexOf("\r\n\r\n", answer.indexOf("Cache-Control")) + 4;
        for (int at = 0; at < answer.length(); at++) {
            String expected = how == Break.HANG ? "504 " : "502 ";
            if (at < head) {
                assertThat(outcomes.get(at)).as("cut at " + at).isEqualTo(expected);
            } else {
                assertThat(outcomes.get(at)).as("cut at " + at).isIn(expected, "broken");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Break.class)
    void anAnswerWithALengthThatBreaksOff(Break how) throws Exception {
        assertEachCutIsSeen(SIZED, how);
    }

    @ParameterizedTest
    @EnumSource(Break.class)
    void anAnswerInChunksThatBreaksOff(Break how) throws Exception {
        assertEachCutIsSeen(CHUNKED, how);
    }

    @ParameterizedTest
    @EnumSource(Break.class)
    void anAnswerBehindAHintThatBreaksOff(Break how) throws Exception {
        assertEachCutIsSeen(HINTED, how);
    }

    @Test
    void anAnswerInTwoPiecesCutAnywhereIsWhole() throws Exception {
        for (String answer : List.of(SIZED, CHUNKED)) {
            asked.clear();
            List<String> outcomes = outcomes(answer.length(), (connection, at) -> {
                connection.send(answer.substring(0, at));
                Thread.yield();
                connection.send(answer.substring(at));
            });
            assertThat(outcomes).containsOnly("200 first one");
        }
    }

    @Test
    void whatComesBehindAnAnswerIsNobodysAnswer() throws Exception {
        String forged = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged";
        for (String answer : List.of(SIZED, CHUNKED, "HTTP/1.1 204 No\r\n\r\n", "HTTP/1.1 304 No\r\n\r\n")) {
            asked.clear();
            String all = answer + forged;
            List<String> outcomes = outcomes(all.length(), (connection, at) -> {
                int cut = at == answer.length() ? all.length() : at;
                connection.send(all.substring(0, cut));
                Thread.yield();
                connection.send(all.substring(cut));
            });
            assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome).doesNotContain("forged"));
        }
    }

    /** Cut exactly between two answers, the second is nobody's as long as nothing was asked on that connection. */
    @Test
    void whatComesOnAnIdleConnectionIsNobodysAnswer() throws Exception {
        String forged = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged";
        CompletableFuture<App.Connection> idle = new CompletableFuture<>();
        CompletableFuture<Void> closed = new CompletableFuture<>();
        try (App app = App.playing(connection -> {
                    connection.readHead();
                    connection.send(GOOD.replace("Connection: close\r\n", ""));
                    if (idle.complete(connection)) {
                        connection.awaitEnd();
                        closed.complete(null);
                    }
                });
                Edge edge = edge(app)) {
            assertThat(outcome(edge, "/1")).isEqualTo("200 good");
            idle.get().send(forged);
            closed.get(20, TimeUnit.SECONDS);
            assertThat(outcome(edge, "/2")).isEqualTo("200 good");
        }
    }

    @Test
    void aHeadWithoutEndIs502() throws Exception {
        for (String line : List.of("X: y\r\n", "x", "HTTP/1.1 103 Hint\r\n\r\n", "\r\n")) {
            asked.clear();
            List<String> outcomes = outcomes(1, (connection, at) -> {
                connection.send("HTTP/1.1 200 OK\r\n".substring(0, line.startsWith("X") ? 17 : 0));
                for (int i = 0; i < 1_000_000; i++) {
                    connection.send(line);
                }
            });
            assertThat(outcomes).as(line).containsExactly("502 ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nConnection: x, Close\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok"
            })
    void aConnectionThatIsSaidToEndIsNotUsedAgain(String answer) throws IOException {
        AtomicInteger connections = new AtomicInteger();
        try (App app = App.playing(connection -> {
                    connections.incrementAndGet();
                    connection.readHead();
                    connection.send(answer);
                    assertThat(connection.readHead()).isEmpty();
                });
                Edge edge = edge(app)) {
            for (int i = 1; i <= 3; i++) {
                assertThat(outcome(edge, "/" + i)).isEqualTo("200 ok");
                assertThat(connections).hasValue(i);
            }
        }
    }

    @Test
    void anAppThatIsNotThereIs502() throws IOException {
        App app = App.answering(GOOD);
        try (Edge edge = edge(app)) {
            app.close();
            assertThat(outcome(edge, "/0")).isEqualTo("502 ");
        }
    }
}
