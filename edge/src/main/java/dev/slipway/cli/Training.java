package dev.slipway.cli;

import com.sun.net.httpserver.HttpServer;
import dev.slipway.api.Activation;
import dev.slipway.api.CacheState;
import dev.slipway.api.Json;
import dev.slipway.api.NodeStatus;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What the launcher runs once after a build, so that Java can keep the classes of a typical verb in its ahead-of-time
 * cache: a few verbs against a node that is none.
 */
public final class Training {
    private Training() {}

    /** @param arguments the folder of an example site */
    public static void main(String[] arguments) throws IOException {
        Activation live = new Activation(
                1, "2026-11-22.1", Instant.EPOCH, "nobody", null, "promote", 0, null, List.of(), List.of());
        NodeStatus.EnvironmentStatus environment = new NodeStatus.EnvironmentStatus(
                "staging", List.of("localhost"), false, live, List.of(), List.of(), null, List.of(), List.of());
        byte[] answer = Json.write(new NodeStatus(
                        "training",
                        Instant.EPOCH,
                        List.of(),
                        new CacheState(0, 0, 0, 0, 0, 0),
                        List.of(new NodeStatus.SiteStatus("shop", 1, List.of(environment)))))
                .getBytes(StandardCharsets.UTF_8);
        HttpServer node = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        node.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        node.start();
        try {
            runVerbs("http://127.0.0.1:" + node.getAddress().getPort(), Path.of(arguments[0]));
        } finally {
            node.stop(0);
        }
    }

    private static void runVerbs(String url, Path site) {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        Terminal terminal = new Terminal(Map.of("SLIPWAY_URL", url), site, site, nowhere, nowhere, false, false);
        Cli cli = new Cli(terminal, options -> ExitCode.USAGE);
        cli.run("status", "--json");
        cli.run("status", "--site", "shop");
        cli.run("rollback", "nowhere");
        cli.run("validate");
    }
}
