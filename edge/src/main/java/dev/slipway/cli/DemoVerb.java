package dev.slipway.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code slipway demo}. */
@Command(
        name = "demo",
        description = {
            "Run a complete example: the edge in front of a FastAPI shop, with staging and production.",
            "Ctrl-C ends everything that it started."
        },
        footer = {"", "Example: slipway demo", "         slipway demo --port 8081 --control-port 9091"})
final class DemoVerb extends Verb {
    private final Server server;

    @Option(
            names = "--folder",
            paramLabel = "DIR",
            description = "Where the shop's copy, state and logs are kept (default: .demo beside the launcher).")
    private @Nullable Path folder;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "8080",
            description = "The traffic port, 0 for a free one (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--https-port",
            paramLabel = "N",
            defaultValue = "8443",
            description = "The traffic port under TLS, 0 for a free one (default: ${DEFAULT-VALUE}).")
    private int httpsPort;

    @Option(
            names = "--control-port",
            paramLabel = "N",
            defaultValue = "9090",
            description = "The control port, 0 for a free one (default: ${DEFAULT-VALUE}).")
    private int controlPort;

    DemoVerb(Terminal terminal, Server server) {
        super(terminal);
        this.server = server;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        int traffic = requirePort(port, "--port");
        int https = requirePort(httpsPort, "--https-port");
        int control = requirePort(controlPort, "--control-port");
        Path place = folder == null
                ? terminal.home().resolve(".demo")
                : terminal.folder().resolve(folder);
        DemoShop shop = new DemoShop(place.toAbsolutePath().normalize(), Python.find());
        shop.prepare(terminal.home().resolve("examples/shop"));
        Map<String, List<Integer>> appPorts = freeAppPorts();
        Path configuration = shop.configure(new DemoShop.Ports(traffic, https, control), appPorts);
        List<DemoProcess> apps = shop.start(traffic, appPorts);
        Thread atExit = new Thread(() -> end(apps), "demo-end");
        Runtime.getRuntime().addShutdownHook(atExit);
        try {
            return serve(
                    configuration, new DemoGuide(terminal, shop, new DemoShop.Ports(traffic, https, control)), apps);
        } finally {
            end(apps);
            forget(atExit);
        }
    }

    private int serve(Path configuration, DemoGuide guide, List<DemoProcess> apps) {
        AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
        int code = server.serve(new ServeOptions(
                List.of(configuration),
                true,
                running -> Thread.ofVirtual().name("demo").start(() -> {
                    try {
                        guide.lead(apps);
                    } catch (RuntimeException e) {
                        failure.set(e);
                        running.stop();
                    }
                }),
                () -> end(apps)));
        RuntimeException failed = failure.get();
        if (failed != null) {
            throw failed;
        }
        return code;
    }

    private static void end(List<DemoProcess> apps) {
        apps.parallelStream().forEach(DemoProcess::close);
    }

    private static void forget(Thread atExit) {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // The process ends already, and the hook has run or runs now: that is what it is for.
            return;
        }
    }

    private static Map<String, List<Integer>> freeAppPorts() throws IOException {
        Map<String, List<Integer>> ports = new LinkedHashMap<>();
        List<ServerSocket> held = new ArrayList<>();
        try {
            for (String environment : List.of("staging", "production")) {
                List<Integer> chosen = new ArrayList<>();
                for (int i = 0; i < DemoShop.PROCESSES.getOrDefault(environment, 1); i++) {
                    ServerSocket socket = bind(0);
                    held.add(socket);
                    chosen.add(socket.getLocalPort());
                }
                ports.put(environment, chosen);
            }
            return ports;
        } finally {
            for (ServerSocket socket : held) {
                socket.close();
            }
        }
    }

    /** The port itself when it is free, a free one for 0, else a refusal that names the option. */
    private static int requirePort(int port, String option) {
        try (ServerSocket socket = bind(port)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw Refusal.of(
                    "port-in-use",
                    "A port is not free",
                    "127.0.0.1:" + port + ": " + e.getMessage(),
                    "a port that nothing listens on",
                    "end what listens there (perhaps another demo), or choose another with " + option);
        }
    }

    private static ServerSocket bind(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }
}
