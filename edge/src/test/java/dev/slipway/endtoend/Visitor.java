package dev.slipway.endtoend;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A visitor on one keep-alive connection, whose host names need no resolver. */
final class Visitor implements AutoCloseable {
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3}) ");
    private static final Pattern LENGTH = Pattern.compile("(?im)^content-length: *(\\d+)$");
    private static final int TIMEOUT_MILLIS = 20_000;

    private final Socket socket;
    private final InputStream in;

    Visitor(RunningNode node) throws IOException {
        this(new Socket(InetAddress.getLoopbackAddress(), node.port()));
    }

    private Visitor(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
        socket.setSoTimeout(TIMEOUT_MILLIS);
    }

    /** One whose system takes in little before it is read. */
    static Visitor narrow(RunningNode node) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), node.port()));
        return new Visitor(socket);
    }

    /** What came back. */
    record Answer(int status, byte[] body) {
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    Answer get(String path) throws IOException {
        return get(RunningNode.HOST, path);
    }

    Answer get(String host, String path) throws IOException {
        ask(host, path);
        return read();
    }

    /** Sends a request and leaves its answer to be read. */
    void ask(String host, String path) throws IOException {
        String request = "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    }

    /** Returns once an answer has begun to arrive; nothing of it is taken. */
    void awaitFirstByte() throws IOException {
        in.mark(1);
        if (in.read() < 0) {
            throw new EOFException("the connection ended without an answer");
        }
        in.reset();
    }

    Answer read() throws IOException {
        String head = head();
        Matcher status = STATUS.matcher(head);
        Matcher length = LENGTH.matcher(head);
        if (!status.lookingAt() || !length.find()) {
            throw new IOException("not an answer of known length: " + head);
        }
        byte[] body = in.readNBytes(Integer.parseInt(length.group(1)));
        if (body.length < Integer.parseInt(length.group(1))) {
            throw new EOFException("the body ended after " + body.length + " bytes: " + head);
        }
        return new Answer(Integer.parseInt(status.group(1)), body);
    }

    /** Waits until the node ends the connection in order; fails when it sends anything before. */
    void expectEnd() throws IOException {
        int octet = in.read();
        if (octet >= 0) {
            throw new IOException("a byte instead of the end: " + octet);
        }
    }

    private String head() throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int matched = 0;
        while (matched < 4) {
            int octet = in.read();
            if (octet < 0) {
                throw new EOFException("the connection ended within a head: " + head);
            }
            head.write(octet);
            matched = octet == "\r\n\r\n".charAt(matched) ? matched + 1 : octet == '\r' ? 1 : 0;
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
