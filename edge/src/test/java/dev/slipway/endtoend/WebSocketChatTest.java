package dev.slipway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.release.ReleaseFiles;
import dev.slipway.testing.Contents;
import dev.slipway.testing.Edge;
import dev.slipway.testing.Routes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two clients of Python's {@code websockets} that chat through the edge over real uvicorn while releases change. */
class WebSocketChatTest {
    private static final Path PYTHON = Path.of("/usr/bin/python3");

    private static final String APP = """
            rooms = set()

            async def app(scope, receive, send):
                if scope["type"] != "websocket":
                    return
                await receive()
                await send({"type": "websocket.accept"})
                rooms.add(send)
                while True:
                    event = await receive()
                    if event["type"] == "websocket.disconnect":
                        rooms.discard(send)
                        return
                    for other in list(rooms):
                        if event.get("text") is not None:
                            await other({"type": "websocket.send", "text": event["text"]})
                        else:
                            await other({"type": "websocket.send", "bytes": event["bytes"]})
            """;

    private static final String CLIENTS = """
            import asyncio, sys, websockets
            MESSAGES = 1000
            LARGE = bytes(range(256)) * 16384

            def connect(port):
                return websockets.connect(f"ws://shop.localhost:{port}/chat", host="127.0.0.1", port=port,
                                          max_size=None)

            async def main(port):
                async with connect(port) as ann, connect(port) as bob:
                    async def speak(who, name):
                        for i in range(MESSAGES):
                            await who.send(f"{name} {i}")
                            await asyncio.sleep(0)
                    async def hear(who):
                        heard = {"ann": [], "bob": []}
                        for _ in range(2 * MESSAGES):
                            name, i = (await who.recv()).split()
                            heard[name].append(int(i))
                        return heard
                    result = await asyncio.gather(hear(ann), hear(bob), speak(ann, "ann"), speak(bob, "bob"))
                    for heard in result[:2]:
                        assert heard == {"ann": list(range(MESSAGES)), "bob": list(range(MESSAGES))}
                    await ann.send(LARGE)
                    await asyncio.sleep(0.2)
                    assert await ann.recv() == LARGE and await bob.recv() == LARGE
                    await (await bob.ping())
                print("all heard")

            asyncio.run(main(int(sys.argv[1])))
            """;

    @TempDir
    Path folder;

    @Test
    void noMessageIsLostOrReorderedWhileReleasesChange() throws Exception {
        Files.writeString(folder.resolve("app.py"), APP);
        Files.writeString(folder.resolve("clients.py"), CLIENTS);
        Contents contents = new Contents(folder);
        int port = freePort();
        Process uvicorn = python("uvicorn.log", "-m", "uvicorn", "app:app", "--port", Integer.toString(port));
        try (Edge edge = Edge.with(contents).routes(Routes.app("/*")).app(port).start()) {
            Edge.await("uvicorn listens", () -> listens(port));
            Process clients = python("clients.log", "clients.py", Integer.toString(edge.port()));
            ReleaseFiles old = ReleaseFiles.of("2026-11-22.1", List.of());
            ReleaseFiles next = ReleaseFiles.of("2026-11-22.2", List.of());
            int number = 2;
            while (!clients.waitFor(10, TimeUnit.MILLISECONDS) && number < 6_000) {
                edge.activate(number, number % 2 == 0 ? next : old);
                number++;
            }
            clients.destroyForcibly();
            assertThat(folder.resolve("clients.log")).hasContent("all heard\n");
            assertThat(number).isGreaterThan(4);
        } finally {
            uvicorn.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
    }

    private Process python(String log, String... arguments) throws IOException {
        List<String> command = new java.util.ArrayList<>(List.of(PYTHON.toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(log).toFile())
                .start();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }
}
