package dev.slipway;

import dev.slipway.cli.Cli;
import dev.slipway.cli.ServeOptions;
import dev.slipway.cli.Server;
import dev.slipway.cli.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the launcher runs once after a build, so that Java can keep the classes of a starting node in its ahead-of-time
 * cache: a node on free ports with an empty site, asked a few times and stopped.
 */
public final class ServeTraining {
    private static final Pattern ADDRESS = Pattern.compile("http://[0-9.:]+");
    private static final int ROUNDS = 20;

    private ServeTraining() {}

    /** @param arguments a folder for the site and its state: empty, or one that this had before */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        Path file = Files.writeString(folder.resolve("slipway.toml"), """
                site = "training"
                [[route]]
                name = "site"
                match = "/*"
                serve = "release"
                [environment.production]
                hosts = ["127.0.0.1"]
                [node]
                listen = ["127.0.0.1:0", "https://127.0.0.1:0"]
                control = "127.0.0.1:0"
                """);
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
        Terminal terminal = new Terminal(Map.of(), folder, folder, out, out, false, false);
        Cli cli = new Cli(
                terminal,
                asked -> Node.serve(
                        new ServeOptions(
                                asked.configurations(),
                                false,
                                running -> Thread.ofPlatform().start(() -> visit(said, running)),
                                () -> {}),
                        terminal));
        System.exit(cli.run("serve", file.toString()));
    }

    private static void visit(ByteArrayOutputStream said, Server.Running running) {
        Matcher address = ADDRESS.matcher(said.toString(StandardCharsets.UTF_8));
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            while (address.find()) {
                for (int i = 0; i < ROUNDS; i++) {
                    get(client, address.group() + "/health");
                }
                get(client, address.group() + "/metrics");
            }
        } finally {
            running.stop();
        }
    }

    private static void get(HttpClient client, String url) {
        try {
            client.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
