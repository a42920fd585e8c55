package dev.slipway.cli;

import dev.slipway.site.ParsedSite;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;

/** {@code slipway validate}. */
@Command(
        name = "validate",
        description = "Complain about everything that is wrong in the configuration, at once, without a node.",
        footer = {"", "Example: slipway validate -C shop"})
final class ValidateVerb extends Verb {
    ValidateVerb(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() {
        SiteFile file = siteFile();
        return switch (file.parse()) {
            case ParsedSite.Valid valid -> {
                report(file, List.of());
                yield ExitCode.DONE;
            }
            case ParsedSite.Invalid invalid -> {
                report(file, SiteFile.complaints(invalid.complaints()));
                yield ExitCode.FAILED;
            }
        };
    }

    private void report(SiteFile file, List<String> complaints) {
        if (json) {
            printJson(Map.of("file", file.path().toString(), "valid", complaints.isEmpty(), "complaints", complaints));
            return;
        }
        complaints.forEach(out()::println);
        out().println(
                        complaints.isEmpty()
                                ? shown(file.path()) + " is valid"
                                : shown(file.path()) + ": " + Words.count(complaints.size(), "mistake"));
    }
}
