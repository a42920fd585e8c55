package dev.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.api.ConfigurationRequest;
import dev.slipway.site.Site;
import picocli.CommandLine.Command;

/** {@code slipway configure}. */
@Command(
        name = "configure",
        description = {
            "Replace the node's configuration of this site: environments, retention, and what belongs to the node.",
            "Routes and [deploy] travel with a release instead."
        },
        footer = {"", "Example: slipway configure -C shop"})
final class ConfigureVerb extends NodeVerb {
    ConfigureVerb(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() {
        SiteFile file = siteFile();
        Site site = file.site();
        JsonNode answer = client().configure(
                        siteName == null ? site.name() : siteName,
                        new ConfigurationRequest(file.text(), file.folder().toString()));
        if (json) {
            printJson(answer);
        } else {
            out().println(client().url() + " now runs " + site.name() + " as " + shown(file.path()) + " says");
        }
        return ExitCode.DONE;
    }
}
