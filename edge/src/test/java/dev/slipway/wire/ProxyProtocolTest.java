package dev.slipway.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.site.AddressRange;
import dev.slipway.testing.App;
import dev.slipway.testing.Edge;
import dev.slipway.testing.RawClient;
import dev.slipway.testing.Routes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What load balancers say of their clients (the PROXY protocol, version 2), and what others say in its place. */
class ProxyProtocolTest {
    private static final byte[] SIGNATURE = "\r\n\r\n\u0000\r\nQUIT\n".getBytes(StandardCharsets.ISO_8859_1);

    private App app;
    private Edge edge;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        app = App.playing(connection -> {
            for (String head; !(head = connection.readHead()).isEmpty(); ) {
                String seen = head.replaceAll("(?s).*(X-Forwarded-For: [^\r]*).*(X-Forwarded-Port: [^\r]*).*", "$1 $2");
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + seen.length() + "\r\n\r\n" + seen);
            }
        });
        edge = Small.site(folder, Routes.app("/app/*"))
                .app(app.port())
                .balancers(AddressRange.parse("10.0.0.0/8"))
                .start();
    }

    @AfterEach
    void stop() throws IOException {
        edge.close();
        app.close();
    }

    private static byte[] header(int command, int family, byte[] rest) {
        return ByteBuffer.allocate(16 + rest.length)
                .put(SIGNATURE)
                .put((byte) command)
                .put((byte) family)
                .putShort((short) rest.length)
                .put(rest)
                .array();
    }

    private static byte[] addresses(String source, String destination, byte... more) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(InetAddress.ofLiteral(source).getAddress());
        bytes.writeBytes(InetAddress.ofLiteral(destination).getAddress());
        bytes.writeBytes(new byte[] {0x30, 0x39, 0x01, (byte) 0xbb});
        bytes.writeBytes(more);
        return bytes.toByteArray();
    }

    @Test
    void theClientIsWhoTheBalancerSays() throws IOException {
        try (RawClient client = edge.connect()) {
            client.send(header(0x21, 0x11, addresses("192.0.2.1", "192.0.2.2")));
            assertThat(client.send(Small.get("/app/")).read().text())
                    .isEqualTo("X-Forwarded-For: 192.0.2.1 X-Forwarded-Port: 443");
            assertThat(client.send(Small.get("/app/")).read().text()).startsWith("X-Forwarded-For: 192.0.2.1 ");
        }
    }

    @Test
    void ofVersion6AndWithFurtherInformation() throws IOException {
        try (RawClient client = edge.connect()) {
            client.send(header(0x21, 0x21, addresses("2001:db8::1", "2001:db8::2", new byte[200])));
            assertThat(client.send(Small.get("/app/")).read().text())
                    .startsWith("X-Forwarded-For: 2001:db8:0:0:0:0:0:1 ");
        }
    }

    @Test
    void aHeaderMayComeInPiecesAndTheRequestWithIt() throws IOException {
        byte[] header = header(0x21, 0x11, addresses("192.0.2.1", "192.0.2.2"));
        byte[] request = Small.get("/app/").getBytes(StandardCharsets.US_ASCII);
        byte[] all = Arrays.copyOf(header, header.length + request.length);
        System.arraycopy(request, 0, all, header.length, request.length);
        try (RawClient client = edge.connect()) {
            assertThat(client.send(all).read().text()).startsWith("X-Forwarded-For: 192.0.2.1 ");
        }
        try (RawClient client = edge.connect()) {
            for (byte octet : all) {
                client.send(new byte[] {octet});
            }
            assertThat(client.read().text()).startsWith("X-Forwarded-For: 192.0.2.1 ");
        }
    }

    @Test
    void aBalancerMaySpeakForItself() throws IOException {
        try (RawClient client = edge.connect()) {
            client.send(header(0x20, 0x00, new byte[0]));
            assertThat(client.send(Small.get("/app/")).read().text()).startsWith("X-Forwarded-For: 127.0.0.1 ");
        }
    }

    static Stream<Arguments> malformed() throws IOException {
        byte[] good = addresses("192.0.2.1", "192.0.2.2");
        return Stream.of(
                Arguments.of("version 1", "PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n".getBytes(StandardCharsets.US_ASCII)),
                Arguments.of("no header at all", Small.get("/a").getBytes(StandardCharsets.US_ASCII)),
                Arguments.of("another version", header(0x11, 0x11, good)),
                Arguments.of("another command", header(0x22, 0x11, good)),
                Arguments.of("datagrams", header(0x21, 0x12, good)),
                Arguments.of("a Unix socket", header(0x21, 0x31, new byte[216])),
                Arguments.of("addresses cut short", header(0x21, 0x11, new byte[11])),
                Arguments.of("a header without end", header(0x21, 0x11, new byte[60_000])));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformed")
    void whatIsNoHeaderClosesTheConnection(String what, byte[] bytes) throws IOException {
        try (RawClient client = edge.connect()) {
            client.send(bytes);
            assertThat(client.readUntilGone()).as(what).isZero();
        }
        Edge.await("it was counted", () -> edge.recorder().refusals().size() == 1);
        assertThat(edge.recorder().refusals().getFirst()).as(what).startsWith("proxy-");
    }

    @Test
    void aHeaderThatStallsIsTimedOut() throws IOException {
        try (RawClient client = edge.connect()) {
            client.send(Arrays.copyOf(SIGNATURE, 5));
            Edge.await("it is a connection", () -> edge.listener().connections() == 1);
            edge.skip(Duration.ofSeconds(11));
            client.expectClose();
        }
        assertThat(edge.recorder().refusals()).containsExactly("slow-proxy-header");
    }

    @Test
    void decodingNeedsNothingButTheBytes() throws Exception {
        byte[] bytes = header(0x21, 0x11, addresses("192.0.2.1", "192.0.2.2"));
        for (int length = 0; length < bytes.length; length++) {
            assertThat(ProxyHeader.decode(ByteBuffer.wrap(bytes, 0, length))).isNull();
        }
        ProxyHeader header = ProxyHeader.decode(ByteBuffer.wrap(bytes));
        assertThat(header)
                .isEqualTo(new ProxyHeader(
                        28, new InetSocketAddress("192.0.2.1", 12_345), new InetSocketAddress("192.0.2.2", 443)));
        assertThatThrownBy(() -> ProxyHeader.decode(ByteBuffer.wrap(new byte[] {1})))
                .isInstanceOf(ProxyHeader.Malformed.class);
    }
}
