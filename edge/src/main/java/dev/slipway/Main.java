package dev.slipway;

import dev.slipway.cli.Cli;
import dev.slipway.cli.Terminal;

/** The entry point of the one process. Verbs other than {@code serve} and {@code demo} load nothing of the edge. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        Terminal terminal = Terminal.ofProcess(System.getenv(), System.out, System.err);
        System.exit(new Cli(terminal, options -> Node.serve(options, terminal)).run(arguments));
    }
}
