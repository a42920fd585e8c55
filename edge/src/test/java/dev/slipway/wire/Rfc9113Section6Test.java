package dev.slipway.wire;

import static dev.slipway.testing.Http2Client.ACK;
import static dev.slipway.testing.Http2Client.CONTINUATION;
import static dev.slipway.testing.Http2Client.DATA;
import static dev.slipway.testing.Http2Client.END_HEADERS;
import static dev.slipway.testing.Http2Client.END_STREAM;
import static dev.slipway.testing.Http2Client.GOAWAY;
import static dev.slipway.testing.Http2Client.HEADERS;
import static dev.slipway.testing.Http2Client.PADDED;
import static dev.slipway.testing.Http2Client.PING;
import static dev.slipway.testing.Http2Client.PRIORITY;
import static dev.slipway.testing.Http2Client.PUSH_PROMISE;
import static dev.slipway.testing.Http2Client.RST_STREAM;
import static dev.slipway.testing.Http2Client.SETTINGS;
import static dev.slipway.testing.Http2Client.WINDOW_UPDATE;
import static dev.slipway.testing.Http2Client.integer;
import static dev.slipway.testing.Http2Client.pairs;
import static dev.slipway.testing.Http2Client.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.testing.App;
import dev.slipway.testing.Edge;
import dev.slipway.testing.Http2Client;
import dev.slipway.testing.Http2Client.Frame;
import dev.slipway.testing.Routes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The form of each frame (RFC 9113 §4, §6), and the windows (§5.2, §6.9). */
class Rfc9113Section6Test {
    private static final int WINDOW = 65_535;

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

    private void expectUsable(int stream) throws IOException {
        assertThat(client.get(stream, "/b").answer(stream).text()).isEqualTo("content of b");
    }

    /** What ends the connection, with which code; stream 1 is open by then. */
    static Stream<Arguments> breaches() {
        return Stream.of(
                breach("§4.2 a frame above our limit", DATA, 0, 1, new byte[16_385], Http2Code.FRAME_SIZE_ERROR),
                breach("§4.2 the same of an unknown type", 99, 0, 0, new byte[16_385], Http2Code.FRAME_SIZE_ERROR),
                breach("§6.1 DATA without a stream", DATA, 0, 0, new byte[1], Http2Code.PROTOCOL_ERROR),
                breach("§6.1 padding as long as the frame", DATA, PADDED, 1, new byte[] {1}, Http2Code.PROTOCOL_ERROR),
                breach("§6.1 padding without its length", DATA, PADDED, 1, new byte[0], Http2Code.PROTOCOL_ERROR),
                breach("§6.2 HEADERS without a stream", HEADERS, END_HEADERS, 0, new byte[0], Http2Code.PROTOCOL_ERROR),
                breach("§6.2 padding", HEADERS, PADDED | END_HEADERS, 3, new byte[] {9}, Http2Code.PROTOCOL_ERROR),
                breach("§6.2 priority cut short", HEADERS, 0x24, 3, new byte[4], Http2Code.FRAME_SIZE_ERROR),
                breach("§6.3 PRIORITY without a stream", PRIORITY, 0, 0, new byte[5], Http2Code.PROTOCOL_ERROR),
                breach("§6.4 RST_STREAM without a stream", RST_STREAM, 0, 0, new byte[4], Http2Code.PROTOCOL_ERROR),
                breach("§6.4 its length", RST_STREAM, 0, 1, new byte[3], Http2Code.FRAME_SIZE_ERROR),
                breach("§6.5 SETTINGS on a stream", SETTINGS, 0, 1, new byte[0], Http2Code.PROTOCOL_ERROR),
                breach("§6.5 their length", SETTINGS, 0, 0, new byte[5], Http2Code.FRAME_SIZE_ERROR),
                breach(
                        "§6.5 an acknowledgement that says more",
                        SETTINGS,
                        ACK,
                        0,
                        new byte[6],
                        Http2Code.FRAME_SIZE_ERROR),
                breach("§6.5.2 ENABLE_PUSH", SETTINGS, 0, 0, pairs(2, 2), Http2Code.PROTOCOL_ERROR),
                breach("§6.5.2 INITIAL_WINDOW_SIZE", SETTINGS, 0, 0, pairs(4, -1), Http2Code.FLOW_CONTROL_ERROR),
                breach("§6.5.2 MAX_FRAME_SIZE, too small", SETTINGS, 0, 0, pairs(5, 16_383), Http2Code.PROTOCOL_ERROR),
                breach("§6.5.2 the same, too large", SETTINGS, 0, 0, pairs(5, 1 << 24), Http2Code.PROTOCOL_ERROR),
                breach("§6.6, §8.4 PUSH_PROMISE", PUSH_PROMISE, 4, 1, new byte[4], Http2Code.PROTOCOL_ERROR),
                breach("§6.7 PING on a stream", PING, 0, 1, new byte[8], Http2Code.PROTOCOL_ERROR),
                breach("§6.7 its length", PING, 0, 0, new byte[7], Http2Code.FRAME_SIZE_ERROR),
                breach("§6.8 GOAWAY on a stream", GOAWAY, 0, 1, new byte[8], Http2Code.PROTOCOL_ERROR),
                breach("§6.8 its length", GOAWAY, 0, 0, new byte[7], Http2Code.FRAME_SIZE_ERROR),
                breach("§6.9 WINDOW_UPDATE, its length", WINDOW_UPDATE, 0, 0, new byte[3], Http2Code.FRAME_SIZE_ERROR),
                breach("§6.9 by nothing", WINDOW_UPDATE, 0, 0, new byte[4], Http2Code.PROTOCOL_ERROR),
                breach(
                        "§6.9.1 beyond the largest window",
                        WINDOW_UPDATE,
                        0,
                        0,
                        integer(Integer.MAX_VALUE),
                        Http2Code.FLOW_CONTROL_ERROR),
                breach(
                        "RFC 7541 an index that is none",
                        HEADERS,
                        5,
                        3,
                        new byte[] {(byte) 0xff, 0x7f},
                        Http2Code.COMPRESSION_ERROR),
                breach(
                        "RFC 7541 §4.2 a table that is too large",
                        HEADERS,
                        5,
                        3,
                        new byte[] {0x3f, (byte) 0xe2, 0x1f},
                        Http2Code.COMPRESSION_ERROR));
    }

    private static Arguments breach(String what, int type, int flags, int stream, byte[] payload, Http2Code code) {
        return Arguments.of(what, Http2Client.bytes(type, flags, stream, payload), code);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("breaches")
    void aFrameThatBreaksTheProtocolEndsTheConnection(String what, byte[] frame, Http2Code code) throws IOException {
        client.begin().post(1, "/app/hangs").raw(frame);
        assertThat(client.goAway()).as(what).isEqualTo(code.ordinal());
        assertThat(client.isClosed()).isTrue();
    }

    @Test
    void aPriorityOfTheWrongLengthEndsItsStream() throws IOException {
        client.begin().post(1, "/app/hangs").frame(PRIORITY, 0, 1, new byte[4]);
        assertThat(client.reset(1)).isEqualTo(Http2Code.FRAME_SIZE_ERROR.ordinal());
        expectUsable(3);
    }

    @Test
    void aWindowOfAStreamWidenedByNothingEndsTheStream() throws IOException {
        client.begin().post(1, "/app/hangs").frame(WINDOW_UPDATE, 0, 1, new byte[4]);
        assertThat(client.reset(1)).isEqualTo(Http2Code.PROTOCOL_ERROR.ordinal());
        expectUsable(3);
    }

    @Test
    void aWindowOfAStreamWidenedTooFarEndsTheStream() throws IOException {
        client.begin().post(1, "/app/hangs").frame(WINDOW_UPDATE, 0, 1, integer(Integer.MAX_VALUE));
        assertThat(client.reset(1)).isEqualTo(Http2Code.FLOW_CONTROL_ERROR.ordinal());
        expectUsable(3);
    }

    @Test
    void unknownFramesSettingsAndFlagsArePassedOver() throws IOException {
        client.begin(99, 1, 2, 0).frame(200, 0xff, 77, new byte[50]).frame(SETTINGS, 0xfe & ~ACK, 0);
        client.frame(PING, 0xfe & ~ACK, 0, new byte[8]);
        expectUsable(1);
    }

    @Test
    void aClientThatTakesFewFieldsGetsThemAllTheSame() throws IOException {
        client.begin(6, 1);
        expectUsable(1);
    }

    /** §4.3.1: the table is the client's to allow, and what it never had is not in it. */
    @Test
    void aClientWithoutATableIsNeverReferredToIt() throws IOException {
        client.begin(Http2Client.HEADER_TABLE_SIZE, 0);
        for (int stream = 1; stream < 20; stream += 2) {
            assertThat(client.get(stream, "/a").answer(stream).text()).isEqualTo("content of a");
        }
    }

    @Test
    void aClientThatAsksAgainIsReferredToTheTable() throws IOException {
        client.begin(Http2Client.HEADER_TABLE_SIZE, 4096);
        Http2Client.Answer first = client.get(1, "/a").answer(1);
        int octets = 0;
        for (int stream = 3; stream < 20; stream += 2) {
            client.get(stream, stream % 4 == 1 ? "/a" : "/b");
            Frame head = client.await(frame -> frame.type() == HEADERS);
            octets = head.payload().length;
            assertThat(client.decode(head.payload()).keySet())
                    .isEqualTo(first.fields().keySet());
        }
        assertThat(octets).isLessThan(80);
    }

    /** RFC 7541 §2.3.2: what a block means is the table's to say, also of octets that came before. */
    @Test
    void theSameOctetsMayMeanAnotherRequest() throws IOException {
        client.begin();
        byte[] authority = Edge.HOST.getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream first = new ByteArrayOutputStream();
        first.writeBytes(new byte[] {(byte) 0x82, (byte) 0x86, 0x44, 2, '/', 'a', 0x41, (byte) authority.length});
        first.writeBytes(authority);
        assertThat(client.head(1, END_STREAM, first.toByteArray()).answer(1).text())
                .isEqualTo("content of a");
        byte[] same = {(byte) 0x82, (byte) 0x86, (byte) 0xbf, (byte) 0xbe};
        for (int stream = 3; stream < 13; stream += 2) {
            assertThat(client.head(stream, END_STREAM, same).answer(stream).text())
                    .isEqualTo("content of a");
        }
        byte[] other = {(byte) 0x82, (byte) 0x86, 0x44, 2, '/', 'b', (byte) 0xbf};
        assertThat(client.head(13, END_STREAM, other).answer(13).text()).isEqualTo("content of b");
        for (int stream = 15; stream < 25; stream += 2) {
            assertThat(client.head(stream, END_STREAM, same).answer(stream).text())
                    .isEqualTo("content of b");
        }
    }

    @Test
    void theReservedBitIsPassedOver() throws IOException {
        client.begin().frame(HEADERS, END_STREAM | END_HEADERS, 1 | 1 << 31, client.block(request("GET", "/a")));
        assertThat(client.answer(1).status()).isEqualTo(200);
    }

    @Test
    void aPingIsAnsweredWithItsOctets() throws IOException {
        byte[] octets = {1, 2, 3, 4, 5, 6, 7, 8};
        client.begin().frame(PING, 0, 0, octets);
        Frame pong = client.await(frame -> frame.type() == PING);
        assertThat(pong.flags()).isEqualTo(ACK);
        assertThat(pong.payload()).isEqualTo(octets);
    }

    @Test
    void aBlockMayComeInFragmentsEmptyOnesToo() throws IOException {
        byte[] block = client.block(request("GET", "/a"));
        client.begin().frame(HEADERS, END_STREAM, 1, Arrays.copyOf(block, 3));
        client.frame(CONTINUATION, 0, 1);
        client.frame(CONTINUATION, 0, 1, Arrays.copyOfRange(block, 3, 4));
        client.frame(CONTINUATION, END_HEADERS, 1, Arrays.copyOfRange(block, 4, block.length));
        assertThat(client.answer(1).text()).isEqualTo("content of a");
    }

    @Test
    void nothingMayComeBetweenFragments() throws IOException {
        byte[] block = client.block(request("GET", "/a"));
        client.begin().frame(HEADERS, END_STREAM, 1, Arrays.copyOf(block, 3)).frame(PING, 0, 0, new byte[8]);
        assertThat(client.goAway()).isEqualTo(Http2Code.PROTOCOL_ERROR.ordinal());
    }

    @Test
    void aFragmentOfAnotherStreamEndsTheConnection() throws IOException {
        byte[] block = client.block(request("GET", "/a"));
        client.begin().frame(HEADERS, END_STREAM, 1, Arrays.copyOf(block, 3)).frame(CONTINUATION, END_HEADERS, 3);
        assertThat(client.goAway()).isEqualTo(Http2Code.PROTOCOL_ERROR.ordinal());
    }

    @Test
    void paddingAndPriorityAreLeftOut() throws IOException {
        byte[] block = client.block(request("GET", "/a"));
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        payload.write(3);
        payload.writeBytes(new byte[5]);
        payload.writeBytes(block);
        payload.writeBytes(new byte[3]);
        client.begin().frame(HEADERS, END_STREAM | END_HEADERS | PADDED | 0x20, 1, payload.toByteArray());
        assertThat(client.answer(1).text()).isEqualTo("content of a");
    }

    // --- windows

    @Test
    void noMoreIsSentThanTheWindowsAllow() throws IOException {
        client.begin().get(1, "/big");
        int got = 0;
        while (got < WINDOW) {
            Frame frame = client.await(next -> next.type() == DATA);
            got += frame.payload().length;
        }
        assertThat(got).isEqualTo(WINDOW);
        // The answer to this comes before any more of the body would.
        client.frame(PING, 0, 0, new byte[8]);
        assertThat(client.read().type()).isEqualTo(PING);
        client.frame(WINDOW_UPDATE, 0, 1, integer(10)).frame(PING, 0, 0, new byte[8]);
        assertThat(client.read().type()).isEqualTo(PING);
        client.frame(WINDOW_UPDATE, 0, 0, integer(7));
        assertThat(client.read().payload()).hasSize(7);
        client.frame(WINDOW_UPDATE, 0, 0, integer(100));
        assertThat(client.read().payload()).hasSize(3);
    }

    @Test
    void theFirstWindowOfAStreamIsWhatTheSettingsSay() throws IOException {
        client.begin(4, 5).get(1, "/a");
        Frame data = client.await(frame -> frame.type() == DATA);
        assertThat(data.payload()).hasSize(5);
        assertThat(data.ends()).isFalse();
        client.frame(SETTINGS, 0, 0, pairs(4, 8));
        assertThat(client.await(frame -> frame.type() == DATA).payload()).hasSize(3);
        // It may become negative: eight were sent, and two are allowed (§6.9.2).
        client.frame(SETTINGS, 0, 0, pairs(4, 2))
                .frame(WINDOW_UPDATE, 0, 1, integer(6))
                .frame(PING, 0, 0, new byte[8]);
        client.await(frame -> frame.type() == PING);
        client.frame(WINDOW_UPDATE, 0, 1, integer(4));
        Frame rest = client.await(frame -> frame.type() == DATA);
        assertThat(rest.payload()).hasSize(4);
        assertThat(rest.ends()).isTrue();
    }

    @Test
    void settingsThatWidenAWindowTooFarEndTheConnection() throws IOException {
        client.begin().post(1, "/app/hangs").frame(WINDOW_UPDATE, 0, 1, integer(Integer.MAX_VALUE - WINDOW));
        client.frame(SETTINGS, 0, 0, pairs(4, WINDOW + 1));
        assertThat(client.goAway()).isEqualTo(Http2Code.FLOW_CONTROL_ERROR.ordinal());
    }

    @Test
    void streamsTakeTurns() throws IOException {
        client.begin(4, 1 << 20).frame(WINDOW_UPDATE, 0, 0, integer(4 << 20));
        client.get(1, "/big").get(3, "/big");
        boolean firstEnded = false;
        boolean thirdBegan = false;
        while (!thirdBegan) {
            Frame frame = client.await(next -> next.type() == DATA);
            firstEnded |= frame.stream() == 1 && frame.ends();
            thirdBegan = frame.stream() == 3;
        }
        assertThat(firstEnded).isFalse();
    }

    @Test
    void whoSendsMoreThanTheWindowOfAStreamLosesTheStream() throws IOException {
        client.begin().post(1, "/app/hangs");
        // The app reads nothing, so that nothing is given back once the sockets are full.
        byte[] piece = new byte[16_384];
        client.frame(SETTINGS, ACK, 0);
        int sent = 0;
        while (sent <= 256 << 10) {
            client.data(1, false, piece);
            sent += piece.length;
        }
        client.frame(PING, 0, 0, new byte[8]);
        client.await(frame -> frame.type() == PING);
        expectUsable(3);
    }
}
