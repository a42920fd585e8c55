package dev.slipway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guide's own file and commands, in its order, on ports of the test's own. */
class QuickstartTest {
    private static final Pattern SHELL = Pattern.compile("(?s)```sh\n(.*?)```");
    private static final Pattern COMMAND = Pattern.compile("(?m)^slipway (.+)$");
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

    @TempDir
    Path folder;

    @Test
    void everyCommandOfTheGuideWorks() throws Exception {
        String guide = Files.readString(Shell.repository().resolve("docs/quickstart.md"));
        Files.writeString(folder.resolve("slipway.toml"), withFreePorts(tomlOf(guide)));
        Shell shell = new Shell(
                folder, Map.of("XDG_STATE_HOME", folder.resolve("home").toString()));
        List<String> commands = commandsOf(guide);
        assertThat(commands).startsWith("validate", "serve").hasSizeGreaterThanOrEqualTo(8);

        Process node = null;
        try {
            for (String command : commands) {
                if (command.equals("serve")) {
                    node = serve(shell);
                    continue;
                }
                if (command.startsWith("deploy")) {
                    release("before " + commands.indexOf(command));
                }
                run(shell, command);
            }
        } finally {
            if (node != null) {
                node.destroy();
                assertThat(node.waitFor(40, TimeUnit.SECONDS)).isTrue();
            }
        }
        assertThat(node).isNotNull();
    }

    private static void run(Shell shell, String command) throws IOException, InterruptedException {
        Shell.Result result = shell.run(Shell.slipway(words(command)));
        assertThat(result.code())
                .as(command + "\n" + result.out() + result.err())
                .isZero();
    }

    private Process serve(Shell shell) throws IOException, InterruptedException {
        Path out = folder.resolve("serve.out");
        Process node = shell.start(out, folder.resolve("serve.err"), Shell.slipway("serve"));
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!Files.readString(out).contains("control on")) {
            assertThat(node.isAlive() && System.nanoTime() < deadline)
                    .as(Files.readString(folder.resolve("serve.err")))
                    .isTrue();
            TimeUnit.MILLISECONDS.sleep(50);
        }
        return node;
    }

    private void release(String text) throws IOException {
        Files.createDirectories(folder.resolve("dist"));
        Files.writeString(folder.resolve("dist/site.css"), text);
    }

    /** What the guide's shell blocks have after {@code slipway}, in its order. */
    private static List<String> commandsOf(String guide) {
        List<String> commands = new ArrayList<>();
        SHELL.matcher(guide)
                .results()
                .flatMap(block -> COMMAND.matcher(block.group(1)).results())
                .forEach(command -> commands.add(command.group(1)));
        return commands;
    }

    private static String[] words(String command) {
        return WORD.matcher(command)
                .results()
                .map(word -> word.group(1) == null ? word.group(2) : word.group(1))
                .toArray(String[]::new);
    }

    private static String tomlOf(String guide) {
        Matcher block = Pattern.compile("(?s)```toml\n(.*?)```").matcher(guide);
        assertThat(block.find()).isTrue();
        return block.group(1);
    }

    private static String withFreePorts(String toml) throws IOException {
        String text = toml;
        for (String port : List.of("8080", "9090", "8002")) {
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                text = text.replace("127.0.0.1:" + port, "127.0.0.1:" + free.getLocalPort());
            }
        }
        return text;
    }
}
