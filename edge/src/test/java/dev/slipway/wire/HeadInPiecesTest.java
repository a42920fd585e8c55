package dev.slipway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.blob.Digest;
import dev.slipway.cache.CacheMode;
import dev.slipway.exchange.Corridor;
import dev.slipway.exchange.Environment;
import dev.slipway.exchange.Hosts;
import dev.slipway.exchange.Live;
import dev.slipway.http.Fields;
import dev.slipway.release.FileEntry;
import dev.slipway.release.HeldReleases;
import dev.slipway.release.ReleaseFiles;
import dev.slipway.site.EnvironmentConfig;
import dev.slipway.site.Limits;
import dev.slipway.site.PathPattern;
import dev.slipway.site.ReleaseRules;
import dev.slipway.site.Route;
import dev.slipway.site.Serve;
import dev.slipway.telemetry.NodeTelemetry;
import io.netty.channel.EventLoopGroup;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A head is one head however the network cuts it (RFC 9112 §2.2). */
class HeadInPiecesTest {
    private static final String REQUEST = "GET /hello.txt HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\n\r\n";

    @Test
    void answersWhereverTheHeadIsCut(@TempDir Path folder) throws Exception {
        Digest content = Digest.of("hello".getBytes(StandardCharsets.UTF_8));
        Files.writeString(folder.resolve(content.hex()), "hello");
        EventLoopGroup loops = Transport.loops(1);
        try (NodeTelemetry telemetry = new NodeTelemetry(null);
                ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor()) {
            Corridor corridor = new Corridor(
                    hosts(content),
                    digest -> folder.resolve(digest.hex()),
                    1 << 20,
                    List.of(),
                    telemetry,
                    blocking,
                    InstantSource.system(),
                    System::nanoTime);
            try (TrafficListener listener = new TrafficListener(
                    loops, corridor, Limits.DEFAULT, telemetry, InstantSource.system(), System::nanoTime)) {
                InetSocketAddress address = listener.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
                    socket.setTcpNoDelay(true);
                    socket.setSoTimeout(5_000);
                    for (int cut = 1; cut < REQUEST.length(); cut++) {
                        exchangeCutAt(cut, socket);
                    }
                }
            }
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    /** Two writes with the receiver's turn between them: the answer to a whole request shows that it has read so far. */
    private static void exchangeCutAt(int cut, Socket socket) throws Exception {
        byte[] bytes = REQUEST.getBytes(StandardCharsets.ISO_8859_1);
        OutputStream out = socket.getOutputStream();
        out.write((REQUEST + REQUEST.substring(0, cut)).getBytes(StandardCharsets.ISO_8859_1));
        assertThat(answer(socket.getInputStream())).startsWith("HTTP/1.1 200 ").endsWith("hello");
        out.write(bytes, cut, bytes.length - cut);
        assertThat(answer(socket.getInputStream()))
                .as("cut after %s bytes", cut)
                .startsWith("HTTP/1.1 200 ")
                .endsWith("hello");
    }

    private static String answer(InputStream in) throws Exception {
        StringBuilder answer = new StringBuilder();
        while (!answer.toString().endsWith("\r\n\r\nhello")) {
            int octet = in.read();
            assertThat(octet).as("connection closed after: %s", answer).isNotNegative();
            answer.append((char) octet);
        }
        return answer.toString();
    }

    private static Hosts hosts(Digest content) {
        Route route = new Route(
                "files",
                new PathPattern("/*"),
                new Serve.Release(null, null, List.of()),
                CacheMode.ORIGIN,
                List.of(),
                List.of(),
                Fields.EMPTY,
                Map.of());
        FileEntry file = new FileEntry("/hello.txt", content, 5, "text/plain; charset=utf-8", false, List.of());
        Live live = new Live(1, new ReleaseRules(List.of(route), null), ReleaseFiles.of("2026-11-22.1", List.of(file)));
        Hosts hosts = new Hosts();
        hosts.replace(List.of(new Environment(
                "site",
                new EnvironmentConfig("production", List.of("localhost"), Map.of(), false),
                Map.of(),
                Path.of("."),
                new AtomicReference<>(live),
                new AtomicReference<>(HeldReleases.NONE))));
        return hosts;
    }
}
