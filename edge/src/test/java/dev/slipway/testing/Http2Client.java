package dev.slipway.testing;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * One HTTP/2 connection in the clear that sends whatever frames the test says, and shows those that come. Blocks are encoded
 * and decoded by Netty, which shares no code with the edge.
 *
 * <pre>{@code
 * try (Http2Client client = Http2Client.to(edge.port())) {
 *     client.begin();
 *     assertThat(client.get(1, "/a").answer(1).status()).isEqualTo(200);
 * }
 * }</pre>
 */
public final class Http2Client implements Closeable {
    public static final int DATA = 0;
    public static final int HEADERS = 1;
    public static final int PRIORITY = 2;
    public static final int RST_STREAM = 3;
    public static final int SETTINGS = 4;
    public static final int PUSH_PROMISE = 5;
    public static final int PING = 6;
    public static final int GOAWAY = 7;
    public static final int WINDOW_UPDATE = 8;
    public static final int CONTINUATION = 9;

    public static final int HEADER_TABLE_SIZE = 1;

    public static final int END_STREAM = 1;
    public static final int ACK = 1;
    public static final int END_HEADERS = 4;
    public static final int PADDED = 8;

    public static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** A frame as it came. */
    public record Frame(int type, int flags, int stream, byte[] payload) {
        public int integer(int at) {
            return ByteBuffer.wrap(payload).getInt(at);
        }

        public boolean ends() {
            return (type == DATA || type == HEADERS) && (flags & END_STREAM) != 0;
        }
    }

    /** An answer put together. */
    public record Answer(int status, Map<String, String> fields, byte[] body, List<Integer> interim) {
        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private final DefaultHttp2HeadersEncoder encoder = new DefaultHttp2HeadersEncoder();
    private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(true, 1 << 20);
    private final List<Frame> unread = new ArrayList<>();

    private Http2Client(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) PATIENCE.toMillis());
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        out = socket.getOutputStream();
    }

    public static Http2Client to(int port) throws IOException {
        return new Http2Client(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    /** A connection whose receive buffer is small, for clients that do not read. */
    public static Http2Client narrow(int port) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return new Http2Client(socket);
    }

    /**
     * Sends the preface and settings, identifiers and values in turns. Without SETTINGS_HEADER_TABLE_SIZE among them there is no
     * table: then frames may be read in any order, and passed over.
     */
    public Http2Client begin(int... settings) throws IOException {
        raw(PREFACE.getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < settings.length; i += 2) {
            if (settings[i] == HEADER_TABLE_SIZE) {
                return frame(SETTINGS, 0, 0, pairs(settings));
            }
        }
        int[] more = Arrays.copyOf(settings, settings.length + 2);
        more[settings.length] = HEADER_TABLE_SIZE;
        return frame(SETTINGS, 0, 0, pairs(more));
    }

    public static byte[] pairs(int... settings) {
        ByteBuffer payload = ByteBuffer.allocate(3 * settings.length);
        for (int i = 0; i < settings.length; i += 2) {
            payload.putShort((short) settings[i]).putInt(settings[i + 1]);
        }
        return payload.array();
    }

    public Http2Client raw(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
        return this;
    }

    public Http2Client frame(int type, int flags, int stream, byte... payload) throws IOException {
        return raw(bytes(type, flags, stream, payload));
    }

    /** A frame's bytes, for sending several at once. */
    public static byte[] bytes(int type, int flags, int stream, byte... payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .put((byte) (payload.length >>> 16))
                .putShort((short) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    /** Four octets. */
    public static byte[] integer(int value) {
        return ByteBuffer.allocate(4).putInt(value).array();
    }

    /** A field block of these lines, in this order. */
    public byte[] block(String... namesAndValues) throws IOException {
        Http2Headers headers = new DefaultHttp2Headers(false);
        // Netty puts pseudo fields first and knows no order among lines: blocks that must be odd are made line by line.
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        ByteBuf encoded = Unpooled.buffer();
        try {
            encoder.encodeHeaders(1, headers, encoded);
            byte[] bytes = new byte[encoded.readableBytes()];
            encoded.readBytes(bytes);
            return bytes;
        } catch (Http2Exception e) {
            throw new IOException(e);
        } finally {
            encoded.release();
        }
    }

    /** A block of literal lines without Huffman or tables: whatever they hold, in whatever order. */
    public static byte[] literals(String... namesAndValues) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            block.write(0);
            string(block, namesAndValues[i]);
            string(block, namesAndValues[i + 1]);
        }
        return block.toByteArray();
    }

    private static void string(ByteArrayOutputStream block, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        if (bytes.length < 127) {
            block.write(bytes.length);
        } else {
            block.write(127);
            int left = bytes.length - 127;
            while (left >= 128) {
                block.write(left & 127 | 128);
                left >>>= 7;
            }
            block.write(left);
        }
        block.writeBytes(bytes);
    }

    /** The lines of a request, then those. */
    public static String[] request(String method, String path, String... more) {
        List<String> lines =
                new ArrayList<>(List.of(":method", method, ":scheme", "http", ":authority", Edge.HOST, ":path", path));
        lines.addAll(List.of(more));
        return lines.toArray(String[]::new);
    }

    public Http2Client get(int stream, String path, String... more) throws IOException {
        return head(stream, END_STREAM, block(request("GET", path, more)));
    }

    /** The head of a request whose body follows. */
    public Http2Client post(int stream, String path, String... more) throws IOException {
        return head(stream, 0, block(request("POST", path, more)));
    }

    /** Sends a block, in fragments where it has to be. */
    public Http2Client head(int stream, int flags, byte[] block) throws IOException {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        int at = 0;
        do {
            int length = Math.min(16_384, block.length - at);
            int ends = at + length == block.length ? END_HEADERS : 0;
            frames.writeBytes(bytes(
                    at == 0 ? HEADERS : CONTINUATION,
                    ends | (at == 0 ? flags : 0),
                    stream,
                    Arrays.copyOfRange(block, at, at + length)));
            at += length;
        } while (at < block.length);
        return raw(frames.toByteArray());
    }

    public Http2Client data(int stream, boolean end, byte... payload) throws IOException {
        return frame(DATA, end ? END_STREAM : 0, stream, payload);
    }

    /** The next frame, whatever it is. */
    public Frame read() throws IOException {
        if (!unread.isEmpty()) {
            return unread.removeFirst();
        }
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        int stream = in.readInt();
        byte[] payload = in.readNBytes(length);
        return new Frame(type, flags, stream, payload);
    }

    /** The next frame for which that holds; those before it are lost. */
    public Frame await(Predicate<Frame> wanted) throws IOException {
        while (true) {
            Frame frame = read();
            if (wanted.test(frame)) {
                return frame;
            }
            if (frame.type() == GOAWAY) {
                throw new AssertionError("GOAWAY " + frame.integer(4) + " came in its place");
            }
        }
    }

    /** The code of the GOAWAY that ends the connection. */
    public int goAway() throws IOException {
        return await(frame -> frame.type() == GOAWAY).integer(4);
    }

    /** The code of the RST_STREAM that ends the stream; an answer in its place fails the test. */
    public int reset(int stream) throws IOException {
        Frame end = await(frame -> frame.stream() == stream && (frame.type() == RST_STREAM || frame.ends()));
        if (end.type() != RST_STREAM) {
            throw new AssertionError("stream " + stream + " was answered");
        }
        return end.integer(0);
    }

    /** The whole answer to that stream; windows are widened as it comes, frames of other streams are kept for later. */
    public Answer answer(int stream) throws IOException {
        List<Frame> others = new ArrayList<>();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        Map<String, String> fields = new TreeMap<>();
        List<Integer> interim = new ArrayList<>();
        while (true) {
            Frame frame = read();
            if (frame.type() == GOAWAY || frame.type() == RST_STREAM && frame.stream() == stream) {
                throw new AssertionError("no answer but " + frame.type() + " with code "
                        + frame.integer(frame.type() == GOAWAY ? 4 : 0));
            }
            if (frame.stream() != stream) {
                others.add(frame);
                continue;
            }
            if (frame.type() == HEADERS) {
                fields.clear();
                fields.putAll(decode(whole(frame)));
                int status = Integer.parseInt(fields.get(":status"));
                if (status < 200) {
                    interim.add(status);
                }
            } else if (frame.type() == DATA) {
                body.writeBytes(frame.payload());
                widen(stream, frame);
            }
            if (frame.ends()) {
                unread.addAll(0, others);
                return new Answer(Integer.parseInt(fields.get(":status")), fields, body.toByteArray(), interim);
            }
        }
    }

    private byte[] whole(Frame first) throws IOException {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        block.writeBytes(first.payload());
        Frame last = first;
        while ((last.flags() & END_HEADERS) == 0) {
            last = read();
            block.writeBytes(last.payload());
        }
        return block.toByteArray();
    }

    private void widen(int stream, Frame frame) throws IOException {
        if (frame.payload().length > 0) {
            frame(WINDOW_UPDATE, 0, 0, integer(frame.payload().length));
            if (!frame.ends()) {
                frame(WINDOW_UPDATE, 0, stream, integer(frame.payload().length));
            }
        }
    }

    public Map<String, String> decode(byte[] block) throws IOException {
        ByteBuf bytes = Unpooled.wrappedBuffer(block);
        try {
            Map<String, String> fields = new TreeMap<>();
            for (Map.Entry<CharSequence, CharSequence> line : decoder.decodeHeaders(1, bytes)) {
                fields.merge(
                        line.getKey().toString(), line.getValue().toString(), (first, second) -> first + ", " + second);
            }
            return fields;
        } catch (Http2Exception e) {
            throw new IOException(e);
        }
    }

    /** Whether the edge has closed: reads what is left until then. */
    public boolean isClosed() throws IOException {
        try {
            while (in.read() >= 0) {
                // What was still on the way.
            }
            return true;
        } catch (SocketException reset) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
