package dev.slipway.cli;

import dev.slipway.api.Release;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;

/** {@code slipway releases}. */
@Command(
        name = "releases",
        description = "Show the releases that the node holds, newest first.",
        footer = {"", "Example: slipway releases", "         slipway releases --json | jq '.releases[0].name'"})
final class ReleasesVerb extends NodeVerb {
    private static final int SHORT_COMMIT = 10;

    ReleasesVerb(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() {
        String site = site();
        List<Release> releases = client().releases(site);
        if (json) {
            printJson(Map.of("releases", releases));
            return ExitCode.DONE;
        }
        if (releases.isEmpty()) {
            out().println(site + " has no releases yet: slipway deploy makes one");
            return ExitCode.DONE;
        }
        Table table = new Table("RELEASE", "STATE", "LIVE IN", "CREATED", "FILES", "SIZE", "COMMIT", "BY", "NOTE");
        for (Release release : releases) {
            table.row(
                    release.name(),
                    release.state(),
                    Words.orDash(String.join(", ", release.liveIn())),
                    Words.time(release.created()),
                    String.valueOf(release.files()),
                    Words.bytes(release.bytes()),
                    commit(release),
                    release.origin().by(),
                    Words.orDash(release.origin().note()));
        }
        table.print(out());
        return ExitCode.DONE;
    }

    private static String commit(Release release) {
        String commit = release.origin().commit();
        if (commit == null) {
            return "-";
        }
        String shortened = commit.substring(0, Math.min(SHORT_COMMIT, commit.length()));
        return Boolean.TRUE.equals(release.origin().dirty()) ? shortened + "+" : shortened;
    }
}
