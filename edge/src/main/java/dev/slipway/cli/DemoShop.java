package dev.slipway.cli;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The demo's copy of {@code examples/shop}: its reader may edit it, and the next demo keeps it.
 *
 * @param folder the demo's folder, absolute; the copy is {@code shop} in it
 * @param python what runs it
 */
record DemoShop(Path folder, Python python) {
    /** How many processes of the app each environment has. */
    static final Map<String, Integer> PROCESSES = Map.of("production", 2, "staging", 1);

    static final Map<String, String> HOSTS =
            Map.of("production", "shop.localhost", "staging", "staging.shop.localhost");

    private static final Set<String> NOT_COPIED = Set.of("__pycache__", "dist", "media");

    Path shop() {
        return folder.resolve("shop");
    }

    Path log(String name) {
        return folder.resolve("log").resolve(name + ".log");
    }

    /** Copies the example unless there is a copy, and builds its assets. */
    void prepare(Path example) throws IOException, InterruptedException {
        if (!Files.isDirectory(example)) {
            throw Refusal.of(
                    "no-example",
                    "The example is missing",
                    example + " is no folder",
                    "the folder examples/shop of Slipway's repository",
                    "run the launcher of a complete clone: ./slipway demo");
        }
        Files.createDirectories(folder.resolve("log"));
        if (!Files.exists(shop())) {
            // Copied beside and renamed, so that an interrupted copy is never taken for the whole.
            Path beside = Files.createTempDirectory(folder, "copy");
            copy(example, beside);
            Files.move(beside, shop(), StandardCopyOption.ATOMIC_MOVE);
        }
        try (DemoProcess build = DemoProcess.start(
                "the build of the shop's assets",
                shop(),
                log("build"),
                Map.of(),
                List.of(python.program(), shop().resolve("build.py").toString()))) {
            build.requireSuccess();
        }
    }

    /**
     * Where the node listens.
     *
     * @param traffic in the clear
     * @param https under TLS
     * @param control for the control API
     */
    record Ports(int traffic, int https, int control) {}

    /** Writes this run's addresses into the copy's {@code slipway.toml}, and nothing else. */
    Path configure(Ports ports, Map<String, List<Integer>> appPorts) throws IOException {
        Path file = shop().resolve("slipway.toml");
        TomlEdit edit = new TomlEdit(Files.readString(file))
                .set(
                        "node",
                        "listen",
                        "[\"127.0.0.1:" + ports.traffic() + "\", \"https://127.0.0.1:" + ports.https() + "\"]")
                .set("node", "control", "\"127.0.0.1:" + ports.control() + "\"")
                .set("node", "state", TomlEdit.quoted(folder.resolve("state").toString()));
        appPorts.forEach((environment, addresses) -> edit.set(
                "environment." + environment,
                "app",
                addresses.stream()
                        .map(app -> "\"http://127.0.0.1:" + app + "\"")
                        .toList()
                        .toString()));
        Files.writeString(file, edit.toString());
        return file;
    }

    /** Starts every process of the app; when one does not start, none is left. */
    @SuppressWarnings("MustBeClosedChecker") // the caller closes what is returned
    List<DemoProcess> start(int port, Map<String, List<Integer>> appPorts) throws IOException {
        List<DemoProcess> started = new ArrayList<>();
        try {
            for (Map.Entry<String, List<Integer>> entry : appPorts.entrySet()) {
                int number = 1;
                for (int appPort : entry.getValue()) {
                    started.add(start(port, entry.getKey(), number++, appPort));
                }
            }
            return started;
        } catch (IOException e) {
            started.forEach(DemoProcess::close);
            throw e;
        }
    }

    private DemoProcess start(int port, String environment, int number, int appPort) throws IOException {
        String name = environment + "-" + number;
        Map<String, String> variables = Map.of(
                "SHOP_EDGE_URL",
                "http://127.0.0.1:" + port,
                "SHOP_HOST",
                java.util.Objects.requireNonNull(HOSTS.get(environment)),
                "SHOP_PROCESS",
                name,
                "PYTHONUNBUFFERED",
                "1");
        return DemoProcess.start("the app process " + name, shop(), log(name), variables, command(appPort));
    }

    private List<String> command(int appPort) {
        String port = String.valueOf(appPort);
        if (python.hasFastApi()) {
            return List.of(
                    python.program(),
                    "-m",
                    "uvicorn",
                    "shop.app:app",
                    // This uvicorn's Date is that of its connection's beginning (docs/caching.md).
                    "--no-date-header",
                    "--app-dir",
                    shop().toString(),
                    "--host",
                    "127.0.0.1",
                    "--port",
                    port);
        }
        return List.of(python.program(), "-m", "shop.twin", "--port", port);
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                if (NOT_COPIED.contains(String.valueOf(folder.getFileName()))) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                Files.createDirectories(to.resolve(from.relativize(folder)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
