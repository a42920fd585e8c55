package dev.slipway.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * What the edge is started with.
 *
 * @param configurations each {@code slipway.toml} or {@code pyproject.toml}; the first one's {@code [node]} counts
 * @param quiet whether the caller says on the terminal what is running
 * @param started is called once, on any thread, when both listeners accept connections
 * @param ended is called once when the edge has drained, before the process ends
 */
public record ServeOptions(List<Path> configurations, boolean quiet, Consumer<Server.Running> started, Runnable ended) {
    public ServeOptions {
        configurations = List.copyOf(configurations);
    }
}
