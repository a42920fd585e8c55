package dev.slipway.endtoend;

import dev.slipway.api.ControlClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** A team's repository, and a node with staging and a protected production, both at the same first release. */
final class ShippingSite implements AutoCloseable {
    static final String SITE = ShippingRepository.SITE;

    private final ShippingRepository repository;
    private final RunningNode node;

    ShippingSite(Path folder) throws IOException, InterruptedException {
        this.repository = new ShippingRepository(folder);
        this.node = RunningNode.start(folder);
        repository.set("SLIPWAY_URL", node.control());
        repository.begin();
        slipway("deploy", "--activate", "staging");
        slipway("promote", "production", "--reason", "the first");
    }

    ControlClient client() {
        return node.client();
    }

    RunningNode node() {
        return node;
    }

    ShippingRepository repository() {
        return repository;
    }

    /** Replaces text in a file of the repository; it must be there. */
    ShippingSite replace(String file, String old, String with) throws IOException {
        repository.replace(file, old, with);
        return this;
    }

    /** Writes a change record as {@code slipway note new} does, with those expectations. */
    ShippingSite record(String title, String expected, String onMissed) throws IOException, InterruptedException {
        repository.record(title, expected, onMissed);
        return this;
    }

    void commit(String message) throws IOException, InterruptedException {
        repository.commit(message);
    }

    /** Runs a line of a shell, which must succeed. */
    void line(String line) throws IOException, InterruptedException {
        repository.line(line);
    }

    /** Runs a verb, which must succeed. */
    Shell.Result slipway(String... arguments) throws IOException, InterruptedException {
        return repository.slipway(arguments);
    }

    /** Runs a verb to its end. */
    Shell.Result attempt(String... arguments) throws IOException, InterruptedException {
        return repository.attempt(arguments);
    }

    /** The same with one variable set to another value. */
    Shell.Result attemptWith(String variable, String value, String... arguments)
            throws IOException, InterruptedException {
        return repository.shellWith(Map.of(variable, value)).run(Shell.slipway(arguments));
    }

    Process start(Path out, Path err, String... arguments) throws IOException {
        return repository.start(out, err, arguments);
    }

    /** The release that is live there. */
    String live(String environment) {
        return client().activations(SITE, environment).getFirst().release();
    }

    /** What production answers at that path. */
    String get(String path) throws IOException, InterruptedException {
        return ShippingRepository.get(node, "shipping.localhost", path);
    }

    @Override
    public void close() throws IOException, InterruptedException {
        try {
            repository.end();
        } finally {
            node.close();
        }
    }
}
