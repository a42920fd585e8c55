package dev.slipway.cli;

import java.util.Map;
import picocli.CommandLine.Command;

/** {@code slipway version}. */
@Command(
        name = "version",
        description = "Print the versions of Slipway and of the Java that runs it.",
        footer = {"", "Example: slipway version"})
final class VersionVerb extends Verb {
    VersionVerb(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() {
        String version = Cli.class.getPackage().getImplementationVersion();
        String shown = version == null ? "development" : version;
        String java = Runtime.version().toString();
        if (json) {
            printJson(Map.of("version", shown, "java", java));
        } else {
            out().println("slipway " + shown + " (Java " + java + ")");
        }
        return ExitCode.DONE;
    }
}
