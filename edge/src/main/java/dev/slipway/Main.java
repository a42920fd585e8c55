package dev.slipway;

import dev.slipway.cli.Cli;
import dev.slipway.cli.ExitCode;
import dev.slipway.cli.Terminal;

/** The entry point of the one process. Verbs other than {@code serve} and {@code demo} load nothing of the edge. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        int code = run(Terminal.ofProcess(System.getenv(), System.out, System.err), arguments);
        if (code != ExitCode.DONE || isAnotherThreadAtWork()) {
            System.exit(code);
        }
        // Java ends by itself, and sooner: System.exit first looks for a logger in every jar there is.
    }

    /** Runs one verb to its end and returns the exit code. */
    static int run(Terminal terminal, String... arguments) {
        return new Cli(terminal, options -> Node.serve(options, terminal)).run(arguments);
    }

    private static boolean isAnotherThreadAtWork() {
        Thread[] threads = new Thread[Thread.activeCount() + 1];
        int count = Thread.enumerate(threads);
        for (int i = 0; i < count; i++) {
            if (threads[i] != Thread.currentThread() && !threads[i].isDaemon()) {
                return true;
            }
        }
        return count == threads.length;
    }
}
