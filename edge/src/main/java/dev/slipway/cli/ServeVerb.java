package dev.slipway.cli;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code slipway serve}. */
@Command(
        name = "serve",
        description = "Run the edge: the traffic listeners and the control listener, until SIGTERM drains them.",
        footer = {"", "Example: slipway serve", "         slipway serve shop/slipway.toml blog/slipway.toml"})
final class ServeVerb extends Verb {
    private final Server server;

    @Parameters(
            paramLabel = "FILE",
            arity = "0..*",
            description = "One file for each site (default: the one here). [node] of the first counts.")
    private List<Path> files = List.of();

    ServeVerb(Terminal terminal, Server server) {
        super(terminal);
        this.server = server;
    }

    @Override
    public Integer call() {
        List<SiteFile> sites = files.isEmpty()
                ? List.of(siteFile())
                : files.stream()
                        .map(file -> SiteFile.read(terminal.folder().resolve(file)))
                        .toList();
        sites.forEach(SiteFile::site);
        return server.serve(
                new ServeOptions(sites.stream().map(SiteFile::path).toList(), false, running -> {}, () -> {}));
    }
}
