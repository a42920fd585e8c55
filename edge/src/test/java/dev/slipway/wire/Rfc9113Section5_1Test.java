package dev.slipway.wire;

import static dev.slipway.testing.Http2Client.CONTINUATION;
import static dev.slipway.testing.Http2Client.DATA;
import static dev.slipway.testing.Http2Client.END_HEADERS;
import static dev.slipway.testing.Http2Client.END_STREAM;
import static dev.slipway.testing.Http2Client.HEADERS;
import static dev.slipway.testing.Http2Client.PRIORITY;
import static dev.slipway.testing.Http2Client.RST_STREAM;
import static dev.slipway.testing.Http2Client.SETTINGS;
import static dev.slipway.testing.Http2Client.WINDOW_UPDATE;
import static dev.slipway.testing.Http2Client.integer;
import static dev.slipway.testing.Http2Client.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.testing.App;
import dev.slipway.testing.Edge;
import dev.slipway.testing.Http2Client;
import dev.slipway.testing.Routes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a connection begins, and which frames a stream takes in which state (RFC 9113 §3.4, §5.1, §5.4). */
class Rfc9113Section5_1Test {
    private App app;
    private Edge edge;
    private Http2Client client;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        app = App.playing(App.Connection::awaitEnd);
        edge = Small.site(folder, Routes.app("/app/*")).app(app.port()).start();
        client = Http2Client.to(edge.port());
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        edge.close();
        app.close();
    }

    private void expectGoAway(Http2Code code) throws IOException {
        assertThat(client.goAway()).isEqualTo(code.ordinal());
        assertThat(client.isClosed()).isTrue();
    }

    private void expectUsable(int stream) throws IOException {
        assertThat(client.get(stream, "/b").answer(stream).text()).isEqualTo("content of b");
    }

    @Test
    void theEdgeBeginsWithItsSettings() throws IOException {
        client.begin();
        Http2Client.Frame first = client.read();
        assertThat(first.type()).isEqualTo(SETTINGS);
        assertThat(first.flags()).isZero();
        assertThat(first.payload()).isEqualTo(Http2Client.pairs(3, 100, 4, 256 << 10, 6, 32 << 10, 8, 1, 9, 1));
        expectUsable(1);
    }

    @Test
    void theSettingsOfTheClientAreAcknowledged() throws IOException {
        client.begin(3, 7);
        client.await(frame -> frame.type() == SETTINGS && frame.flags() == 1 && frame.payload().length == 0);
        expectUsable(1);
    }

    @Test
    void thePrefaceMayComeInPieces() throws IOException {
        for (byte octet : Http2Client.PREFACE.getBytes(StandardCharsets.US_ASCII)) {
            client.raw(new byte[] {octet});
        }
        client.frame(SETTINGS, 0, 0);
        expectUsable(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\r"})
    void aPrefaceThatIsNoneEndsTheConnection(String preface) throws IOException {
        client.raw(preface.getBytes(StandardCharsets.US_ASCII));
        expectGoAway(Http2Code.PROTOCOL_ERROR);
    }

    @Test
    void thePrefaceIsNoneBehindARequest() throws IOException {
        client.raw(("GET /a HTTP/1.1\r\nHost: " + Edge.HOST + "\r\n\r\n" + Http2Client.PREFACE)
                .getBytes(StandardCharsets.US_ASCII));
        assertThat(client.isClosed()).isTrue();
        assertThat(edge.recorder().refusals()).contains("bad-version");
    }

    @Test
    void settingsComeFirst() throws IOException {
        client.raw(Http2Client.PREFACE.getBytes(StandardCharsets.US_ASCII)).get(1, "/a");
        expectGoAway(Http2Code.PROTOCOL_ERROR);
    }

    @Test
    void settingsThatAcknowledgeDoNotCountAsFirst() throws IOException {
        client.raw(Http2Client.PREFACE.getBytes(StandardCharsets.US_ASCII)).frame(SETTINGS, 1, 0);
        expectGoAway(Http2Code.PROTOCOL_ERROR);
    }

    @ParameterizedTest
    @ValueSource(ints = {DATA, RST_STREAM, WINDOW_UPDATE})
    void anIdleStreamTakesHeadersAndPriorityOnly(int type) throws IOException {
        client.begin().frame(type, 0, 1, integer(1));
        expectGoAway(Http2Code.PROTOCOL_ERROR);
    }

    @Test
    void aContinuationByItselfEndsTheConnection() throws IOException {
        client.begin().frame(CONTINUATION, END_HEADERS, 1);
        expectGoAway(Http2Code.PROTOCOL_ERROR);
    }

    @Test
    void priorityIsTakenAtAnyTime() throws IOException {
        client.begin().frame(PRIORITY, 0, 7, new byte[5]);
        expectUsable(9);
        client.frame(PRIORITY, 0, 9, new byte[5]);
        expectUsable(11);
    }

    @Test
    void streamsOfClientsAreOdd() throws IOException {
        client.begin().get(2, "/a");
        expectGoAway(Http2Code.PROTOCOL_ERROR);
    }

    @Test
    void streamsBeginInOrder() throws IOException {
        client.begin();
        expectUsable(5);
        client.get(3, "/a");
        expectGoAway(Http2Code.STREAM_CLOSED);
    }

    @Test
    void dataBehindTheEndOfItsStreamEndsTheStream() throws IOException {
        client.begin().frame(HEADERS, END_STREAM | END_HEADERS, 1, client.block(request("GET", "/app/hangs")));
        client.data(1, false, (byte) 1);
        assertThat(client.reset(1)).isEqualTo(Http2Code.STREAM_CLOSED.ordinal());
        expectUsable(3);
    }

    @Test
    void headersBehindTheEndOfItsStreamEndTheStream() throws IOException {
        client.begin().get(1, "/app/hangs");
        client.frame(HEADERS, END_STREAM | END_HEADERS, 1, client.block("x", "y"));
        assertThat(client.reset(1)).isEqualTo(Http2Code.STREAM_CLOSED.ordinal());
        expectUsable(3);
    }

    @Test
    void dataOnAClosedStreamIsAnsweredWithAReset() throws IOException {
        client.begin();
        expectUsable(1);
        client.data(1, true, (byte) 1);
        assertThat(client.reset(1)).isEqualTo(Http2Code.STREAM_CLOSED.ordinal());
        expectUsable(3);
    }

    @Test
    void headersOnAClosedStreamEndTheConnection() throws IOException {
        client.begin();
        expectUsable(1);
        client.get(1, "/a");
        expectGoAway(Http2Code.STREAM_CLOSED);
    }

    @Test
    void windowsAndResetsOfClosedStreamsAreOnTheirWayOnly() throws IOException {
        client.begin();
        expectUsable(1);
        client.frame(WINDOW_UPDATE, 0, 1, integer(1)).frame(RST_STREAM, 0, 1, integer(8));
        expectUsable(3);
    }

    @Test
    void framesOfAStreamThatTheEdgeResetArePassedOver() throws IOException {
        client.begin();
        client.post(1, "/app/hangs", "content-length", "1").data(1, false, (byte) 1, (byte) 2);
        assertThat(client.reset(1)).isEqualTo(Http2Code.PROTOCOL_ERROR.ordinal());
        client.data(1, false, new byte[100]).frame(HEADERS, END_STREAM | END_HEADERS, 1, client.block("x", "y"));
        expectUsable(3);
    }

    @Test
    void moreThanAHundredStreamsAtOnceAreRefused() throws IOException {
        client.begin();
        for (int i = 0; i < 100; i++) {
            client.get(2 * i + 1, "/app/hangs");
        }
        client.get(201, "/a");
        assertThat(client.reset(201)).isEqualTo(Http2Code.REFUSED_STREAM.ordinal());
        client.frame(RST_STREAM, 0, 1, integer(8));
        expectUsable(203);
    }

    @Test
    void manyStreamsAreAnsweredEachWithItsOwn() throws IOException {
        client.begin();
        for (int i = 0; i < 90; i++) {
            client.get(2 * i + 1, i % 2 == 0 ? "/a" : "/b");
        }
        for (int i = 89; i >= 0; i--) {
            assertThat(client.answer(2 * i + 1).text()).isEqualTo(i % 2 == 0 ? "content of a" : "content of b");
        }
    }
}
