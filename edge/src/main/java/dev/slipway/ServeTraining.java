package dev.slipway;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.cli.Cli;
import dev.slipway.cli.ServeOptions;
import dev.slipway.cli.Server;
import dev.slipway.cli.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What the launcher runs twice after a build, so that Java can keep the classes of a starting node in its ahead-of-time
 * cache: a node on free ports, asked a few times and stopped. The first time it is the node that the verbs are trained
 * with ({@link VerbTraining}), and what they deploy is there the second time, which is learnt from.
 */
public final class ServeTraining {
    private static final Pattern ADDRESS = Pattern.compile("http://[0-9.:]+");
    private static final int ROUNDS = 20;

    /** What a visitor asks the traffic for, and of the control API; nobody answers for the app. */
    private static final List<String> PATHS = List.of("/f/one.txt", "/", "/health", "/metrics");

    private ServeTraining() {}

    /**
     * @param arguments a folder for the site and its state: empty, or one that this had before; then the command of the
     *     verbs' training, if it is to run
     */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        Path files = Files.createDirectories(folder.resolve("files"));
        Files.writeString(files.resolve("one.txt"), "one");
        Path site = Files.writeString(folder.resolve("slipway.toml"), """
                site = "training"
                [[route]]
                name = "files"
                match = "/f/*"
                serve = "release"
                [[route]]
                name = "app"
                match = "/*"
                serve = "app"
                [deploy]
                assets = "files"
                prefix = "/f"
                [environment.production]
                hosts = ["127.0.0.1"]
                app = ["http://127.0.0.1:1"]
                [node]
                listen = ["127.0.0.1:0", "https://127.0.0.1:0"]
                control = "127.0.0.1:0"
                """);
        List<String> verbs = List.of(arguments).subList(1, arguments.length);
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(said, true, UTF_8);
        Map<String, String> variables = Map.of("XDG_STATE_HOME", folder.toString());
        Terminal terminal = new Terminal(variables, folder, folder, out, out, false, false);
        // Main itself has to be learnt, too: whatever Java looks for in a jar lets it open the jar.
        Main.run(terminal, "version");
        Cli cli = new Cli(
                terminal,
                asked -> Node.serve(
                        new ServeOptions(
                                asked.configurations(),
                                false,
                                running -> Thread.ofPlatform().start(() -> use(said.toString(UTF_8), verbs, running)),
                                () -> {}),
                        terminal));
        System.exit(cli.run("serve", site.toString()));
    }

    private static void use(String said, List<String> verbs, Server.Running running) {
        List<URI> addresses = ADDRESS.matcher(said)
                .results()
                .map(found -> URI.create(found.group()))
                .toList();
        try {
            if (verbs.isEmpty()) {
                for (URI address : addresses) {
                    visit(address);
                }
            } else {
                List<String> command = new ArrayList<>(verbs);
                command.add(addresses.getLast().toString());
                new ProcessBuilder(command).inheritIO().start().waitFor();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            running.stop();
        }
    }

    /** By a plain socket: a client's classes would lie in the cache of every node. */
    private static void visit(URI address) throws IOException {
        for (int i = 0; i < ROUNDS; i++) {
            for (String path : PATHS) {
                try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), address.getPort())) {
                    String head = "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + address.getPort()
                            + "\r\nConnection: close\r\n\r\n";
                    socket.getOutputStream().write(head.getBytes(US_ASCII));
                    socket.getInputStream().readAllBytes();
                }
            }
        }
    }
}
