package dev.slipway.cli;

import dev.slipway.api.ReleaseDiff;
import dev.slipway.api.ReleaseDiff.Change;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code slipway diff}. */
@Command(
        name = "diff",
        description = "Show what changed between two releases: files, routes and the deploy part.",
        footer = {"", "Example: slipway diff 2026-11-22.2 2026-11-22.3"})
final class DiffVerb extends NodeVerb {
    @Parameters(index = "0", paramLabel = "FROM", description = "The older release.")
    private String from = "";

    @Parameters(index = "1", paramLabel = "TO", description = "The newer release.")
    private String to = "";

    DiffVerb(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() {
        ReleaseDiff diff = client().diff(site(), from, to);
        if (json) {
            printJson(diff);
            return ExitCode.DONE;
        }
        print("added", "+", diff.added());
        print("removed", "-", diff.removed());
        print("changed", "~", diff.changed());
        diff.routes().forEach(line -> out().println("  " + line));
        if (diff.added().isEmpty()
                && diff.removed().isEmpty()
                && diff.changed().isEmpty()
                && diff.routes().isEmpty()) {
            out().println(from + " and " + to + " are the same");
        }
        return ExitCode.DONE;
    }

    private void print(String title, String sign, List<Change> changes) {
        if (changes.isEmpty()) {
            return;
        }
        out().println(Words.count(changes.size(), "file") + " " + title);
        for (Change change : changes) {
            out().println("  " + sign + " " + change.path() + "  " + sizes(sign, change));
        }
    }

    private static String sizes(String sign, Change change) {
        if (sign.equals("+")) {
            return Words.bytes(change.after());
        }
        return sign.equals("-")
                ? Words.bytes(change.before())
                : Words.bytes(change.before()) + " -> " + Words.bytes(change.after());
    }
}
