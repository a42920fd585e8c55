package dev.slipway;

import dev.slipway.cli.Terminal;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the launcher runs once after a build, so that Java can keep the classes of a verb in its ahead-of-time cache: the
 * verbs that are used most, with the node and the site of {@link ServeTraining}.
 */
public final class VerbTraining {
    private static final List<String> VERBS = List.of(
            "version",
            "validate",
            "deploy --activate production",
            "deploy",
            "status",
            "status --json",
            "releases",
            "explain http://127.0.0.1/f/one.txt",
            "purge --history",
            "rollback nowhere");

    private VerbTraining() {}

    /** @param arguments the folder of the site, and the URL of its node's control API */
    public static void main(String[] arguments) {
        Path site = Path.of(arguments[0]);
        Map<String, String> variables = new HashMap<>(System.getenv());
        variables.putAll(Map.of("SLIPWAY_URL", arguments[1], "XDG_STATE_HOME", site.toString()));
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        Terminal terminal = new Terminal(variables, site, site, nowhere, System.err, false, false);
        for (String verb : VERBS) {
            Main.run(terminal, verb.split(" "));
        }
    }
}
