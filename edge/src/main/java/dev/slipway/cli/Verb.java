package dev.slipway.cli;

import dev.slipway.api.Json;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What every verb shares: where it looks for the site's file, and how it prints. */
abstract class Verb implements Callable<Integer> {
    final Terminal terminal;

    @Option(
            names = "-C",
            paramLabel = "DIR",
            order = 100,
            description = "The folder of slipway.toml (default: the current one).")
    @Nullable
    Path directory;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            order = 101,
            description = "The site's file, where it has another name.")
    @Nullable
    Path config;

    @Option(names = "--json", order = 110, description = "Print the result, or the refusal, as JSON.")
    boolean json;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            order = 111,
            description = "Show this and exit.")
    boolean help;

    Verb(Terminal terminal) {
        this.terminal = terminal;
    }

    PrintStream out() {
        return terminal.out();
    }

    void printJson(Object value) {
        out().println(Json.writePretty(value));
    }

    /** The site's file, or null where there is none and none was named. */
    @Nullable
    SiteFile findSiteFile() {
        Path folder = directory == null ? terminal.folder() : terminal.folder().resolve(directory);
        return config == null ? SiteFile.find(folder) : SiteFile.read(folder.resolve(config));
    }

    SiteFile siteFile() {
        SiteFile file = findSiteFile();
        if (file == null) {
            Path folder =
                    directory == null ? terminal.folder() : terminal.folder().resolve(directory);
            throw Refusal.of(
                    "no-configuration",
                    "There is no configuration here",
                    folder + " has neither slipway.toml nor a pyproject.toml with [tool.slipway]",
                    "the file that describes the site",
                    "go to its folder, or name the folder with -C or the file with --config");
        }
        return file;
    }

    /** A path as a command in the current folder may name it. */
    String shown(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        return absolute.startsWith(terminal.folder())
                ? terminal.folder().relativize(absolute).toString()
                : absolute.toString();
    }
}
