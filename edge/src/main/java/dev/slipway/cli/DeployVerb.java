package dev.slipway.cli;

import dev.slipway.api.Activation;
import dev.slipway.api.ActivationRequest;
import dev.slipway.api.Release;
import dev.slipway.api.ReleaseDraft;
import dev.slipway.release.FileChangedException;
import dev.slipway.release.GitFacts;
import dev.slipway.site.DeployConfig;
import dev.slipway.site.Site;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code slipway deploy}. */
@Command(
        name = "deploy",
        description = {
            "Make a release of the folder that [deploy] names, send what the node lacks, and publish it.",
            "Its fingerprinted files answer from then on; --activate makes all of it live."
        },
        footer = {"", "Example: slipway deploy --activate staging --note \"Smaller hero images\""})
final class DeployVerb extends NodeVerb {
    @Option(names = "--activate", paramLabel = "ENVIRONMENT", description = "Make it live there once it is published.")
    private @Nullable String activate;

    @Option(names = "--note", paramLabel = "TEXT", description = "Why, in a line; recorded.")
    private @Nullable String note;

    @Option(
            names = "--mutable",
            paramLabel = "PATH",
            description = "A URL path that may change its content although its name has a fingerprint.")
    private List<String> mutable = List.of();

    DeployVerb(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Instant begun = Instant.now();
        SiteFile file = siteFile();
        Site site = file.site();
        String name = siteName == null ? site.name() : siteName;
        DeployConfig deploy = requireDeploy(file, site);
        if (activate != null) {
            environment(name, activate);
        }
        Future<@Nullable GitFacts> git = gitFacts(file.folder());
        try {
            ReleaseFolder folder = ReleaseFolder.read(file, site, deploy, terminal);
            Upload upload = new Upload(terminal, client(), name, folder);
            Release release = upload.run(draft(file, folder, git));
            Activation activation = activate == null ? null : activate(name, activate, release.name());
            report(name, release, folder, upload, activation, Duration.between(begun, Instant.now()));
            return ExitCode.DONE;
        } catch (FileChangedException e) {
            throw Refusal.passing(
                    "file-changed",
                    "A file changed while it was deployed",
                    String.valueOf(e.getMessage()),
                    "a folder that stays as it is until the deploy is done",
                    "let the build finish, then deploy again: nothing became visible, and what arrived is kept");
        }
    }

    /** Asked while the files are read: git is processes of its own. */
    private static Future<@Nullable GitFacts> gitFacts(Path folder) {
        FutureTask<@Nullable GitFacts> facts = new FutureTask<>(() -> GitFacts.of(folder));
        Thread.ofPlatform().daemon().name("git").start(facts);
        return facts;
    }

    private ReleaseDraft draft(SiteFile file, ReleaseFolder folder, Future<@Nullable GitFacts> asked)
            throws InterruptedException {
        GitFacts git;
        try {
            git = asked.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("git could not be asked", e.getCause());
        }
        String by = People.current(terminal);
        ReleaseDraft.Origin origin = git == null
                ? new ReleaseDraft.Origin(by, note, null, null, null, null)
                : new ReleaseDraft.Origin(by, note, git.commit(), git.branch(), git.dirty(), git.author());
        return new ReleaseDraft(file.text(), folder.files(), origin, mutable);
    }

    private Activation activate(String site, String environment, String release) {
        long replaces = liveNumber(environment(site, environment));
        return client().activate(
                        site, environment, new ActivationRequest(release, replaces, note, People.current(terminal)));
    }

    private void report(
            String site,
            Release release,
            ReleaseFolder folder,
            Upload upload,
            @Nullable Activation activation,
            Duration took) {
        if (json) {
            printJson(activation == null ? release : client().release(site, release.name()));
            return;
        }
        out().println(release.name() + " of " + site + " is published (" + Words.seconds(took) + ")");
        out().println("  files     " + folder.files().size() + ", " + Words.bytes(folder.bytes()) + "; "
                + folder.fingerprinted() + " fingerprinted");
        if (!folder.leftOut().isEmpty()) {
            out().println("  left out  " + Words.count(folder.leftOut().size(), "file")
                    + " whose name, or whose folder's, begins with a dot");
        }
        out().println("  sent      " + Words.count(upload.contentsSent(), "new content") + ", "
                + Words.bytes(upload.bytesSent()));
        if (activation != null) {
            out().println("  live      in " + site + "/" + activate + " (activation " + activation.number() + ")");
            out().println("  back      slipway rollback " + activate);
        } else {
            out().println("  next      slipway promote " + release.name() + " ENVIRONMENT");
        }
    }

    private static DeployConfig requireDeploy(SiteFile file, Site site) {
        DeployConfig deploy = site.rules().deploy();
        if (deploy != null) {
            return deploy;
        }
        throw Refusal.of(
                "nothing-to-deploy",
                "The site has nothing to deploy",
                file.path() + " has no [deploy]",
                "[deploy] with assets, the folder that becomes the release",
                "add it; slipway validate checks it");
    }
}
