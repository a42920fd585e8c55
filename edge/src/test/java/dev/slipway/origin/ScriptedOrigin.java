package dev.slipway.origin;

import dev.slipway.site.AppAddress;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** An app that behaves as its script says, well or badly; each connection runs the script on a thread of its own. */
final class ScriptedOrigin implements AutoCloseable {
    /** What it does on one connection. */
    interface Script {
        void play(Conversation with) throws IOException;
    }

    private final ServerSocketChannel server;
    private final AppAddress address;
    private final Script script;
    private final AtomicInteger connections = new AtomicInteger();
    private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();

    private ScriptedOrigin(ServerSocketChannel server, AppAddress address, Script script) {
        this.server = server;
        this.address = address;
        this.script = script;
        Thread.ofVirtual().start(this::accept);
    }

    static ScriptedOrigin tcp(Script script) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open();
        server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        server.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
        int bound = ((InetSocketAddress) server.getLocalAddress()).getPort();
        return new ScriptedOrigin(server, new AppAddress.Tcp("127.0.0.1", bound), script);
    }

    static ScriptedOrigin unix(Path path, Script script) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(path));
        return new ScriptedOrigin(server, new AppAddress.Unix(path), script);
    }

    /** An app that answers every request on every connection with these bytes. */
    static Script always(String answer) {
        return with -> {
            while (with.readHead() != null) {
                with.send(answer);
            }
        };
    }

    AppAddress address() {
        return address;
    }

    int connections() {
        return connections.get();
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                SocketChannel socket = server.accept();
                open.add(socket);
                int number = connections.incrementAndGet();
                Thread.ofVirtual().start(() -> converse(socket, number));
            } catch (IOException e) {
                // Closed by the test.
                return;
            }
        }
    }

    private void converse(SocketChannel socket, int number) {
        try (socket) {
            script.play(new Conversation(socket, number));
        } catch (IOException e) {
            // The other end has gone: what the test looks at is the other end.
            open.remove(socket);
        } finally {
            open.remove(socket);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (SocketChannel socket : open) {
            socket.close();
        }
        if (address instanceof AppAddress.Unix(Path path)) {
            Files.deleteIfExists(path);
        }
    }

    /** One connection, seen from the app. */
    static final class Conversation {
        private final SocketChannel socket;
        private final InputStream in;
        private final OutputStream out;
        private final int number;

        Conversation(SocketChannel socket, int number) {
            this.socket = socket;
            this.number = number;
            this.in = new BufferedInputStream(Channels.newInputStream(socket), 64 << 10);
            this.out = Channels.newOutputStream(socket);
        }

        /** 1 for the first connection to this app. */
        int number() {
            return number;
        }

        /** The next request's head with its empty line, or null where the connection ended. */
        @Nullable
        String readHead() throws IOException {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int b = in.read();
                if (b < 0) {
                    return null;
                }
                head.append((char) b);
            }
            return head.toString();
        }

        byte[] read(int count) throws IOException {
            return in.readNBytes(count);
        }

        /** Reads and forgets; returns how many bytes came before the end. */
        long drain(long count) throws IOException {
            return drain(count, new AtomicLong());
        }

        /** The same, counting in {@code read} as the bytes come. */
        long drain(long count, AtomicLong read) throws IOException {
            byte[] buffer = new byte[64 << 10];
            long left = count;
            while (left > 0) {
                int n = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (n < 0) {
                    break;
                }
                left -= n;
                read.addAndGet(n);
            }
            return count - left;
        }

        void send(String text) throws IOException {
            send(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        void send(byte[] bytes) throws IOException {
            out.write(bytes);
            out.flush();
        }

        void sendByteByByte(String text) throws IOException {
            for (byte b : text.getBytes(StandardCharsets.ISO_8859_1)) {
                out.write(b);
                out.flush();
                Thread.yield();
            }
        }

        void halfClose() throws IOException {
            socket.shutdownOutput();
        }

        /** Closes with a reset. */
        void reset() throws IOException {
            socket.setOption(StandardSocketOptions.SO_LINGER, 0);
            socket.close();
        }

        /** Waits until the other end closes. */
        void hang() throws IOException {
            while (in.read() >= 0) {
                continue;
            }
        }
    }
}
