package dev.slipway.testing;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An app on a free port that does with each connection what the test says. */
public final class App implements AutoCloseable {
    /** What happens on one connection, which is closed afterwards. */
    @FunctionalInterface
    public interface Script {
        void play(Connection connection) throws IOException;
    }

    private final ServerSocket listening;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    private App(ServerSocket listening) {
        this.listening = listening;
    }

    public static App playing(Script script) throws IOException {
        App app = new App(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        Thread.ofVirtual().start(() -> app.accept(script));
        return app;
    }

    /** Answers every request with the same bytes, bodies of requests unread. */
    public static App answering(String response) throws IOException {
        return playing(connection -> {
            while (!connection.readHead().isEmpty()) {
                connection.send(response);
            }
        });
    }

    /** Answers each request with what came of it, head and decoded body, and remembers it in {@code heard}. */
    public static App echoing(List<String> heard) throws IOException {
        return playing(connection -> {
            for (String head = connection.readHead(); !head.isEmpty(); head = connection.readHead()) {
                String request = head + connection.readBody(head);
                heard.add(request);
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + request.length() + "\r\n\r\n" + request);
            }
        });
    }

    public int port() {
        return listening.getLocalPort();
    }

    private void accept(Script script) {
        try {
            while (true) {
                Socket socket = listening.accept();
                sockets.add(socket);
                Thread.ofVirtual().start(() -> play(socket, script));
            }
        } catch (IOException closed) {
            return;
        }
    }

    private static void play(Socket socket, Script script) {
        try (socket) {
            script.play(new Connection(socket));
        } catch (IOException theEdgeLeft) {
            return;
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    /** How a sender stops in the middle. */
    public enum Break {
        /** Closes both directions in order. */
        CLOSE,
        /** Closes with a reset. */
        RESET,
        /** Closes its own direction and goes on reading. */
        HALF_CLOSE,
        /** Sends no more, and keeps the connection. */
        HANG
    }

    /** The app's end of a connection. */
    public record Connection(Socket socket) {
        /** The head of the next request with its empty line, or nothing when the edge closed. */
        public String readHead() throws IOException {
            InputStream in = socket.getInputStream();
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int octet = in.read();
                if (octet < 0) {
                    return "";
                }
                head.append((char) octet);
            }
            return head.toString();
        }

        /** What comes up to that text and with it; as far as it came when the edge closed. */
        public String readUntil(String end) throws IOException {
            InputStream in = socket.getInputStream();
            StringBuilder text = new StringBuilder();
            for (int octet; text.indexOf(end) < 0 && (octet = in.read()) >= 0; ) {
                text.append((char) octet);
            }
            return text.toString();
        }

        /** The whole body behind that head, decoded; fails where the edge breaks it off. */
        public String readBody(String head) throws IOException {
            String length = Scene.field(head, "Content-Length");
            if (Scene.field(head, "Transfer-Encoding").isEmpty()) {
                return exactly(length.isEmpty() ? 0 : Integer.parseInt(length));
            }
            StringBuilder body = new StringBuilder();
            while (true) {
                int size = Integer.parseInt(line(), 16);
                body.append(exactly(size));
                if (!line().isEmpty()) {
                    throw new AssertionError("a chunk without its CRLF, or a trailer");
                }
                if (size == 0) {
                    return body.toString();
                }
            }
        }

        private String exactly(int count) throws IOException {
            byte[] bytes = socket.getInputStream().readNBytes(count);
            if (bytes.length < count) {
                throw new EOFException("the edge closed after " + bytes.length + " of " + count + " bytes");
            }
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder();
            while (line.indexOf("\r\n") < 0) {
                line.append(exactly(1));
            }
            return line.substring(0, line.length() - 2);
        }

        public void send(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        /** Sends the text up to there, and then breaks off. */
        public void breakOff(String text, int at, Break how) throws IOException {
            send(text.substring(0, at));
            switch (how) {
                case CLOSE -> socket.close();
                case RESET -> {
                    socket.setSoLinger(true, 0);
                    socket.close();
                }
                case HALF_CLOSE -> {
                    socket.shutdownOutput();
                    awaitEnd();
                }
                case HANG -> awaitEnd();
            }
        }

        /** Reads until the edge closes or resets. */
        public void awaitEnd() {
            try {
                socket.getInputStream().readAllBytes();
            } catch (IOException reset) {
                return;
            }
        }
    }
}
