package dev.slipway.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.testing.App;
import dev.slipway.testing.Edge;
import dev.slipway.testing.RawClient;
import dev.slipway.testing.Routes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The connections of an event loop read into one buffer in turn: what one has sent in part is not touched by the others. */
class ReadsInTurnTest {
    private static final int CLIENTS = 12;

    /** So many bytes of each connection at a time: heads, and bodies, that are cut everywhere. */
    @ParameterizedTest
    @ValueSource(ints = {7, 64, 150, 1000})
    void requestsInPiecesStayApart(int piece, @TempDir Path folder) throws Exception {
        List<String> heard = new CopyOnWriteArrayList<>();
        try (App app = App.echoing(heard);
                Edge edge =
                        Small.site(folder, Routes.app("/app/*")).app(app.port()).start()) {
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(edge.connect());
            }
            int longest = requests(CLIENTS - 1).length();
            for (int at = 0; at < longest; at += piece) {
                for (int i = 0; i < CLIENTS; i++) {
                    String all = requests(i);
                    clients.get(i).send(all.substring(Math.min(at, all.length()), Math.min(at + piece, all.length())));
                }
            }
            for (int i = 0; i < CLIENTS; i++) {
                try (RawClient client = clients.get(i)) {
                    assertThat(client.read().text())
                            .contains("\r\nX-Sender: " + i + "\r\n")
                            .endsWith("\r\n\r\n" + body(i));
                    assertThat(client.read().text())
                            .startsWith("GET /app/" + i + "/more ")
                            .contains("\r\nX-Sender: " + i + "\r\n");
                    Small.expectUsable(client);
                }
            }
        }
    }

    private static String requests(int sender) {
        String who = "X-Sender: " + sender + "\r\n";
        String length = "Content-Length: " + body(sender).length() + "\r\n";
        return Small.request("POST /app/" + sender + " HTTP/1.1", who + length)
                + body(sender)
                + Small.request("GET /app/" + sender + "/more HTTP/1.1", who);
    }

    private static String body(int sender) {
        return ("<" + sender + ">").repeat(150 + sender);
    }

    /** HTTP/2 by prior knowledge goes on with what came behind its preface (RFC 9113 §3.3). */
    @Test
    void whatFollowsAPrefaceIsItsOwn(@TempDir Path folder) throws Exception {
        byte[] preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(ISO_8859_1);
        byte[] settings = {0, 0, 0, 4, 0, 0, 0, 0, 0};
        byte[] ping = {0, 0, 8, 6, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8};
        try (Edge edge = Small.site(folder).start();
                RawClient http2 = edge.connect();
                RawClient http1 = edge.connect()) {
            http2.send(preface).send(settings).send(Arrays.copyOf(ping, 11));
            for (int i = 0; i < 20; i++) {
                Small.expectUsable(http1);
            }
            http2.send(Arrays.copyOfRange(ping, 11, ping.length));
            byte[] answer = {0, 0, 8, 6, 1, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8};
            List<Byte> last = new ArrayList<>();
            while (last.size() < answer.length || !endsWith(last, answer)) {
                last.add(http2.readBytes(1)[0]);
            }
        }
    }

    private static boolean endsWith(List<Byte> bytes, byte[] end) {
        for (int i = 0; i < end.length; i++) {
            if (bytes.get(bytes.size() - end.length + i) != end[i]) {
                return false;
            }
        }
        return true;
    }
}
