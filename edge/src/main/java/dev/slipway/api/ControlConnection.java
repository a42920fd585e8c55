package dev.slipway.api;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import javax.net.SocketFactory;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * A connection to the control API: as much of HTTP/1.1 (RFC 9112) as its client needs, one request after the other.
 *
 * <p>The JDK's clients look for handlers and loggers in every jar there is, and opening them takes a quarter of the time that
 * a verb has (docs/decisions.md). Not safe for use by several threads.
 */
final class ControlConnection implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(5);

    /** The longest line of a head, and all of its lines: no answer of ours comes near. */
    private static final int MOST_HEAD_BYTES = 64 << 10;

    private static final int BUFFER_BYTES = 16 << 10;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private boolean reusable = true;
    private boolean cut;

    private ControlConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES);
        this.out = new BufferedOutputStream(socket.getOutputStream(), BUFFER_BYTES);
    }

    /**
     * Connects.
     *
     * @param node an http or https URL; over TLS its certificate has to be that of the host
     * @throws IOException where nobody takes the connection within 5 s, or the certificate is not to be trusted
     */
    static ControlConnection open(URI node) throws IOException {
        return open(node, SSLSocketFactory::getDefault);
    }

    /** The same, where others are trusted than those that Java trusts. */
    static ControlConnection open(URI node, Supplier<SocketFactory> tls) throws IOException {
        boolean secure = "https".equalsIgnoreCase(node.getScheme());
        String host = node.getHost();
        if (host == null) {
            throw new IOException("the URL names no host");
        }
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        int port = node.getPort() >= 0 ? node.getPort() : secure ? 443 : 80;
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(bare, port), (int) CONNECT.toMillis());
            return new ControlConnection(secure ? secured(tls, socket, bare, port) : socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static Socket secured(Supplier<SocketFactory> tls, Socket plain, String host, int port) throws IOException {
        plain.setSoTimeout((int) CONNECT.toMillis());
        SSLSocket socket = (SSLSocket) ((SSLSocketFactory) tls.get()).createSocket(plain, host, port, true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    /** What writes a body. */
    @FunctionalInterface
    interface BodyWriter {
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Sends a request.
     *
     * @param head its request line and fields, each with its CRLF
     * @param length what Content-Length says
     * @param body so many bytes
     * @throws IOException where the body is not so long or cannot be read, or where the other side has closed
     *     ({@link #isCut})
     */
    void send(String head, long length, BodyWriter body) throws IOException {
        reusable = false;
        try (Sending sending = new Sending(head.length() + 2L + length)) {
            sending.write((head + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            body.writeTo(sending);
        }
    }

    /** Whether the other side closed while it was being sent to; it may have said why before. */
    boolean isCut() {
        return cut;
    }

    /** A request on its way, which has to be as long as was said. */
    private final class Sending extends OutputStream {
        private long left;

        Sending(long length) {
            this.left = length;
        }

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            left -= length;
            if (left < 0) {
                throw new IOException("what was to be sent is longer than it was before");
            }
            try {
                out.write(bytes, offset, length);
            } catch (IOException e) {
                cut = true;
                throw e;
            }
        }

        /** Only what is whole goes out whole; the rest is dropped with the connection. */
        @Override
        public void close() throws IOException {
            if (cut || left < 0) {
                return;
            }
            if (left > 0) {
                throw new IOException("what was to be sent is shorter than it was before");
            }
            try {
                out.flush();
            } catch (IOException e) {
                cut = true;
                throw e;
            }
        }
    }

    /**
     * The final answer to what was sent; its body is to be read before the next request.
     *
     * @param patience how long to wait for anything to come, in the body, too; zero for ever
     */
    Answer answer(Duration patience) throws IOException {
        socket.setSoTimeout((int) patience.toMillis());
        while (true) {
            String line = line();
            int status = status(line);
            Map<String, String> fields = fields();
            // RFC 9110 §15.2: interim answers come before the final one.
            if (status >= 200) {
                String connection = fields.getOrDefault("connection", "").toLowerCase(Locale.ROOT);
                boolean persistent = line.startsWith("HTTP/1.1") && !connection.contains("close");
                return new Answer(status, body(status, fields, persistent));
            }
        }
    }

    /** What came: the status, and the body as it arrives. */
    record Answer(int status, InputStream body) {}

    private InputStream body(int status, Map<String, String> fields, boolean persistent) throws IOException {
        String length = fields.get("content-length");
        if (status == 204 || status == 304) {
            return new Body(Framing.LENGTH, 0, persistent);
        }
        String coding = fields.get("transfer-encoding");
        if (coding != null) {
            if (!coding.equalsIgnoreCase("chunked")) {
                throw new IOException("the answer is transferred as " + coding);
            }
            return new Body(Framing.CHUNKED, 0, persistent);
        }
        if (length == null) {
            return new Body(Framing.UNTIL_CLOSE, 0, false);
        }
        return new Body(Framing.LENGTH, number(length, 10), persistent);
    }

    private static long number(String digits, int radix) throws IOException {
        try {
            long number = Long.parseLong(digits.strip(), radix);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IOException("the length of the answer is no number: " + digits, e);
        }
        throw new IOException("the length of the answer is below zero: " + digits);
    }

    /** Whether another request may be sent: the last answer was read to its end, and the other side keeps the connection. */
    boolean isReusable() {
        if (!reusable) {
            return false;
        }
        try {
            socket.setSoTimeout(1);
            in.read(); // nothing is due: what comes is the end, or not for us
            return false;
        } catch (SocketTimeoutException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static int status(String line) throws IOException {
        boolean http = line.startsWith("HTTP/1.") && line.length() >= 12 && line.charAt(8) == ' ';
        if (!http || !line.substring(9, 12).chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new IOException("the answer is not HTTP");
        }
        return Integer.parseInt(line, 9, 12, 10);
    }

    /** Names in lower case; of a name that comes again the last. */
    private Map<String, String> fields() throws IOException {
        Map<String, String> fields = new HashMap<>();
        int bytes = 0;
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            bytes += line.length();
            if (colon <= 0 || bytes > MOST_HEAD_BYTES) {
                throw new IOException("the head of the answer is not HTTP, or too long");
            }
            fields.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return fields;
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(128);
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                throw new EOFException("the connection was closed before the answer was complete");
            }
            if (line.size() > MOST_HEAD_BYTES) {
                throw new IOException("the head of the answer is too long");
            }
            line.write(octet);
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    @Override
    public void close() {
        reusable = false;
        try {
            socket.close();
        } catch (IOException e) {
            // It is of no use any more, and there is nobody to tell.
            return;
        }
    }

    private enum Framing {
        LENGTH,
        CHUNKED,
        UNTIL_CLOSE
    }

    /** A body (RFC 9112 §6); ends where its framing says, and fails where the connection ends before. */
    private final class Body extends InputStream {
        private final Framing framing;
        private final boolean persistent;
        private long left;
        private boolean begun;
        private boolean over;

        Body(Framing framing, long length, boolean persistent) {
            this.framing = framing;
            this.persistent = persistent;
            this.left = length;
            if (framing == Framing.LENGTH && length == 0) {
                end();
            }
        }

        private void end() {
            over = true;
            reusable = persistent;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (framing == Framing.CHUNKED && left == 0 && !over) {
                nextChunk();
            }
            if (over) {
                return -1;
            }
            int most = framing == Framing.UNTIL_CLOSE ? length : (int) Math.min(length, left);
            int count = in.read(bytes, offset, most);
            if (count < 0) {
                if (framing == Framing.UNTIL_CLOSE) {
                    end();
                    return -1;
                }
                throw new EOFException("the connection was closed before the answer was complete");
            }
            left -= count;
            if (framing == Framing.LENGTH && left == 0) {
                end();
            }
            return count;
        }

        private void nextChunk() throws IOException {
            if (begun && !line().isEmpty()) {
                throw new IOException("a chunk of the answer is longer than it says");
            }
            begun = true;
            String size = line();
            int extension = size.indexOf(';');
            left = number(extension < 0 ? size : size.substring(0, extension), 16);
            if (left == 0) {
                fields(); // trailers
                end();
            }
        }

        @Override
        public void close() {
            // The connection is closed or given back by whoever opened it.
        }
    }
}
