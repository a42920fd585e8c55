package dev.slipway.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a verb runs: what it may read of its surroundings, and where it prints.
 *
 * @param environment the environment variables
 * @param folder the current folder, absolute
 * @param home the folder of this installation
 * @param out for results
 * @param err for refusals and progress
 * @param outIsTerminal whether a person reads {@code out}
 * @param errIsTerminal whether a person reads {@code err}
 */
public record Terminal(
        Map<String, String> environment,
        Path folder,
        Path home,
        PrintStream out,
        PrintStream err,
        boolean outIsTerminal,
        boolean errIsTerminal) {
    public Terminal {
        environment = Map.copyOf(environment);
    }

    /** The surroundings of this process; the launcher says what is a terminal, because asking Java loads much. */
    public static Terminal ofProcess(Map<String, String> environment, PrintStream out, PrintStream err) {
        Path folder = Path.of("").toAbsolutePath();
        return new Terminal(
                environment,
                folder,
                Path.of(System.getProperty("slipway.home", folder.toString())),
                out,
                err,
                Boolean.getBoolean("slipway.terminal.out"),
                Boolean.getBoolean("slipway.terminal.err"));
    }

    /** Whether what is printed on {@code out} may be coloured (<a href="https://no-color.org">NO_COLOR</a>). */
    boolean isColoured() {
        return outIsTerminal
                && variable("NO_COLOR").isEmpty()
                && !variable("TERM").equals("dumb");
    }

    /** The line that a person types to a question; null where no person is there to ask. */
    @Nullable
    String ask(String question) throws IOException {
        if (!outIsTerminal) {
            return null;
        }
        out.print(question);
        out.flush();
        return new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())).readLine();
    }

    /** An environment variable, empty when it is not set. */
    String variable(String name) {
        return environment.getOrDefault(name, "");
    }
}
