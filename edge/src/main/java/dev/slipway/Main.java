package dev.slipway;

import dev.slipway.cli.Cli;
import dev.slipway.cli.ExitCode;
import dev.slipway.cli.Terminal;

/** The entry point of the one process. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        Terminal terminal = Terminal.ofProcess(System.getenv(), System.out, System.err);
        System.exit(new Cli(terminal, options -> ExitCode.USAGE).run(args));
    }
}
