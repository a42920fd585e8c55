package dev.slipway.testing;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An app on a free port that does with each connection what the test says. */
public final class App implements AutoCloseable {
    /** What happens on one connection, which is closed afterwards. */
    @FunctionalInterface
    public interface Script {
        void play(Connection connection) throws IOException;
    }

    private final ServerSocket listening;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    private App(ServerSocket listening) {
        this.listening = listening;
    }

    public static App playing(Script script) throws IOException {
        App app = new App(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        app.threads.execute(() -> app.accept(script));
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
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                sockets.add(socket);
                threads.execute(() -> play(socket, script));
            } catch (IOException closed) {
                return;
            }
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
        threads.close();
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
