package dev.slipway.testing;

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

        public void send(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
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
