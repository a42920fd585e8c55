package dev.slipway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo's chat on two processes of uvicorn, with two clients of Python's {@code websockets}, while releases change. */
class DemoChatTest {
    /** Speaks until it is told to stop, and fails unless both heard all, in order. */
    private static final String CLIENTS = """
            import asyncio, os, sys, websockets
            PORT, STOP = int(sys.argv[1]), sys.argv[2]

            def connect():
                return websockets.connect(f"ws://shop.localhost:{PORT}/chat/room", host="127.0.0.1", port=PORT)

            async def hear(who):
                heard = {"ann": [], "bob": []}
                while heard["ann"][-1:] != ["end"] or heard["bob"][-1:] != ["end"]:
                    name, number = (await who.recv()).split()
                    heard[name].append(number)
                return heard

            async def speak(who, name):
                number = 0
                while not os.path.exists(STOP):
                    await who.send(f"{name} {number}")
                    number += 1
                    await asyncio.sleep(0.01)
                await who.send(f"{name} end")
                return [str(one) for one in range(number)] + ["end"]

            async def main():
                async with connect() as ann, connect() as bob:
                    both = await asyncio.gather(hear(ann), hear(bob), speak(ann, "ann"), speak(bob, "bob"))
                for heard in both[:2]:
                    assert heard == {"ann": both[2], "bob": both[3]}, heard
                print("all heard")

            asyncio.run(main())
            """;

    @TempDir
    Path folder;

    @Test
    void everyMessageIsHeardByBothWhileAReleaseGoesLiveAndBack() throws Exception {
        try (RunningDemo demo = new RunningDemo(folder)) {
            Path script = Files.writeString(folder.resolve("clients.py"), CLIENTS);
            Path said = folder.resolve("clients.log");
            Process clients = new ProcessBuilder(
                            "/usr/bin/python3",
                            script.toString(),
                            Integer.toString(demo.port()),
                            folder.resolve("stop").toString())
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start();
            try {
                String shop = demo.shop().toString();
                Path room = demo.shop().resolve("chat/shop.localhost.txt");
                Eventually.get(() -> Files.exists(room), exists -> exists);
                Files.writeString(demo.shop().resolve("dist/new.txt"), "new");
                expectDone(demo, "deploy", "-C", shop, "--activate", "production", "--note", "a chat goes on");
                expectDone(demo, "rollback", "production", "-C", shop);
                Files.createFile(folder.resolve("stop"));
                assertThat(clients.waitFor(60, TimeUnit.SECONDS)).isTrue();
            } finally {
                clients.destroyForcibly();
            }
            assertThat(said).hasContent("all heard\n");
        }
    }

    private static void expectDone(RunningDemo demo, String... verb) throws Exception {
        Shell.Result result = demo.shell().run(Shell.slipway(verb));
        assertThat(result.code()).as(List.of(verb) + result.err()).isZero();
    }
}
