package dev.slipway.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code slipway logs}. */
@Command(
        name = "logs",
        description = "Print the access log: one JSON object a line, with or without --json.",
        footer = {"", "Example: slipway logs -f", "         slipway logs -n 1000 | jq 'select(.status >= 500)'"})
final class LogsVerb extends NodeVerb {
    @Option(
            names = {"-f", "--follow"},
            description = "Wait for more, until Ctrl-C.")
    private boolean follow;

    @Option(
            names = {"-n", "--lines"},
            paramLabel = "N",
            defaultValue = "20",
            description = "How many of the newest to begin with (default: ${DEFAULT-VALUE}).")
    private int lines;

    LogsVerb(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() {
        client().logs(lines, follow, line -> {
            out().println(line);
            out().flush();
        });
        return ExitCode.DONE;
    }
}
