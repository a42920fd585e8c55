package dev.slipway.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One plain TCP connection: sends whatever bytes the test says and reads responses with a small strict parser of its own,
 * which shares no code with the edge. What is not exactly HTTP/1.1 fails the test.
 *
 * <pre>{@code
 * try (RawClient client = edge.connect()) {
 *     client.send("GET /a.txt HTTP/1.1\r\nHost: shop.localhost\r\n\r\n");
 *     assertThat(client.read().status()).isEqualTo(200);
 * }
 * }</pre>
 */
public final class RawClient implements Closeable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.1 ([1-9][0-9]{2}) [\\x20-\\x7e]*");
    private static final Pattern FIELD_LINE =
            Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+): ?((?:[\\x21-\\x7e]+(?:[ \\t]+[\\x21-\\x7e]+)*)?)");

    private final Socket socket;
    private final InputStream in;

    private RawClient(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) PATIENCE.toMillis());
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    public static RawClient to(int port) throws IOException {
        return new RawClient(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    /** A connection whose receive buffer is small, for clients that do not read. */
    public static RawClient narrow(int port) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return new RawClient(socket);
    }

    /** Sends these characters, one byte each. */
    public RawClient send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public RawClient send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    /** Closes with a reset instead of an end in order. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** Ends our direction; the other stays open. */
    public RawClient finishSending() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    /** The next response, to any method but HEAD. */
    public Response read() throws IOException {
        return read(true);
    }

    /** The next response, to HEAD. */
    public Response readOfHead() throws IOException {
        return read(false);
    }

    private Response read(boolean mayHaveBody) throws IOException {
        String line = line();
        Matcher status = STATUS_LINE.matcher(line);
        check(status.matches(), "no status line: " + line);
        List<Field> fields = new ArrayList<>();
        while (!(line = line()).isEmpty()) {
            Matcher field = FIELD_LINE.matcher(line);
            check(field.matches(), "no field line: " + line);
            fields.add(new Field(field.group(1), field.group(2)));
        }
        Response head = new Response(Integer.parseInt(status.group(1)), fields, new byte[0]);
        check(head.status() < 200 || head.all("Date").size() == 1, "not exactly one Date: " + fields);
        boolean empty = !mayHaveBody || head.status() < 200 || head.status() == 204 || head.status() == 304;
        return new Response(head.status(), fields, empty ? new byte[0] : body(head));
    }

    private byte[] body(Response head) throws IOException {
        List<String> lengths = head.all("Content-Length");
        List<String> codings = head.all("Transfer-Encoding");
        check(lengths.size() + codings.size() <= 1, "ambiguous framing: " + head.fields());
        if (!lengths.isEmpty()) {
            check(lengths.getFirst().matches("[0-9]{1,15}"), "bad length " + lengths);
            return exactly(Integer.parseInt(lengths.getFirst()));
        }
        if (!codings.isEmpty()) {
            check(codings.getFirst().equals("chunked"), "unknown coding " + codings);
            return chunks();
        }
        check("close".equals(head.field("Connection")), "neither length nor close: " + head.fields());
        return in.readAllBytes();
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            String size = line();
            check(size.matches("[0-9a-fA-F]{1,8}"), "bad chunk size " + size);
            int length = Integer.parseInt(size, 16);
            if (length == 0) {
                check(line().isEmpty(), "trailers were not expected");
                return body.toByteArray();
            }
            body.write(exactly(length));
            check(line().isEmpty(), "a chunk without its CRLF");
        }
    }

    private byte[] exactly(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("closed after " + bytes.length + " of " + length + " bytes");
        }
        return bytes;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            int octet = in.read();
            if (octet < 0) {
                throw new EOFException("closed after: " + line);
            }
            if (octet == '\r') {
                check(in.read() == '\n', "CR without LF after: " + line);
                return line.toString();
            }
            check(octet != '\n', "LF without CR after: " + line);
            line.append((char) octet);
        }
    }

    /** Reads so many bytes and no more. */
    public byte[] readBytes(int count) throws IOException {
        return exactly(count);
    }

    /** Waits until the edge closes; fails when it sends anything before. */
    public void expectClose() throws IOException {
        int octet = in.read();
        check(octet < 0, "a byte instead of the end: " + octet);
    }

    /** Waits until the edge closes or resets, whatever it sends before; says how many bytes those were. */
    public long readUntilGone() throws IOException {
        long count = 0;
        byte[] buffer = new byte[8192];
        try {
            for (int read; (read = in.read(buffer)) >= 0; ) {
                count += read;
            }
        } catch (SocketException reset) {
            return count;
        }
        return count;
    }

    /** Whether the edge resets the connection, rather than ending it in order. */
    public boolean endsWithReset() throws IOException {
        try {
            in.readAllBytes();
            return false;
        } catch (SocketException reset) {
            return true;
        }
    }

    private static void check(boolean good, String problem) {
        if (!good) {
            throw new AssertionError(problem);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** One field line. */
    public record Field(String name, String value) {}

    /**
     * One response.
     *
     * @param body decoded
     */
    @SuppressWarnings("ArrayRecordComponent") // Read by the test that made it, compared by nobody.
    public record Response(int status, List<Field> fields, byte[] body) {
        /** The only value of that field, or null; several lines of it fail the test. */
        public @Nullable String field(String name) {
            List<String> all = all(name);
            check(all.size() <= 1, "several lines of " + name + ": " + all);
            return all.isEmpty() ? null : all.getFirst();
        }

        public List<String> all(String name) {
            return fields.stream()
                    .filter(field -> field.name().equalsIgnoreCase(name))
                    .map(Field::value)
                    .toList();
        }

        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        /** Whether the edge says that it will close. */
        public boolean closes() {
            return "close".equals(field("Connection"));
        }
    }
}
