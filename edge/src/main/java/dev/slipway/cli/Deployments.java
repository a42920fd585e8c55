package dev.slipway.cli;

import dev.slipway.api.ControlClient;
import dev.slipway.api.NodeStatus.EnvironmentStatus;
import dev.slipway.api.Release;
import dev.slipway.api.ReleaseDraft;
import dev.slipway.api.Run;
import dev.slipway.release.GitFacts;
import dev.slipway.ship.ChangeRecord;
import dev.slipway.ship.Checks;
import dev.slipway.ship.CommandRun;
import dev.slipway.ship.Masking;
import dev.slipway.ship.Plan;
import dev.slipway.ship.Shipping;
import dev.slipway.site.CheckConfig;
import dev.slipway.site.DeployConfig;
import dev.slipway.site.EnvironmentConfig;
import dev.slipway.site.Route;
import dev.slipway.site.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What rehearse, ship and rollback prepare alike: configuration, change record, plan, variables, and what is shown. */
final class Deployments {
    static final String RECORDS = "changes";
    private static final String DAY = "2026-11-22";

    private final Terminal terminal;
    private final ControlClient control;
    private final SiteFile file;
    private final Site site;
    private final String name;

    Deployments(Terminal terminal, ControlClient control, SiteFile file, String name) {
        this.terminal = terminal;
        this.control = control;
        this.file = file;
        this.site = file.site();
        this.name = name;
    }

    Site site() {
        return site;
    }

    SiteFile file() {
        return file;
    }

    EnvironmentConfig environment(String environment) {
        EnvironmentConfig config = site.environments().get(environment);
        if (config == null) {
            throw Refusal.of(
                    "unknown-environment",
                    "There is no such environment",
                    file.path() + " has no [environment." + environment + "]",
                    "one of " + String.join(", ", site.environments().keySet()),
                    "name one of these");
        }
        return config;
    }

    /** The record that was named, or the newest; refused with every complaint. */
    ChangeRecord record(@Nullable Path named) throws IOException {
        Path path = named == null ? newestRecord() : terminal.folder().resolve(named);
        if (path == null || !Files.isRegularFile(path)) {
            throw Refusal.of(
                    "no-change-record",
                    "There is no change record",
                    path == null ? file.folder().resolve(RECORDS) + " holds none" : path + " is no file",
                    "a record that says who owns the change, what is expected, and how it is undone",
                    "make one with slipway note new \"TITLE\", fill it in, and try again");
        }
        return switch (ChangeRecord.parse(Files.readString(path), shown(path))) {
            case ChangeRecord.Parsed.Valid valid -> known(valid.record(), path);
            case ChangeRecord.Parsed.Invalid invalid -> throw invalid(path, invalid.complaints());
        };
    }

    /** An expectation of a route that there is none would be inconclusive for ever. */
    private ChangeRecord known(ChangeRecord record, Path path) {
        List<String> routes = site.rules().routes().stream().map(Route::name).toList();
        List<String> unknown = record.expected().stream()
                .filter(each -> !each.route().equals("*") && !routes.contains(each.route()))
                .map(each -> record.place(each, shown(path)) + ": expected: found the route \"" + each.route()
                        + "\" in \"" + each.text() + "\", expected * or one of " + String.join(", ", routes))
                .toList();
        if (!unknown.isEmpty()) {
            throw invalid(path, unknown);
        }
        return record;
    }

    private RuntimeException invalid(Path path, List<String> complaints) {
        return Refusal.of(
                "invalid-change-record",
                "The change record cannot be used",
                shown(path) + " has " + Words.count(complaints.size(), "mistake"),
                "title, owner, expected, rollback and data, as slipway note new writes them",
                "correct it, then try again",
                complaints);
    }

    private String shown(Path path) {
        return path.startsWith(terminal.folder())
                ? terminal.folder().relativize(path).toString()
                : path.toString();
    }

    /** By name: names begin with the day. Several of that day are in no order. */
    private @Nullable Path newestRecord() throws IOException {
        Path folder = file.folder().resolve(RECORDS);
        if (!Files.isDirectory(folder)) {
            return null;
        }
        try (Stream<Path> records = Files.list(folder)) {
            List<Path> sorted = records.filter(each -> each.toString().endsWith(".md"))
                    .sorted()
                    .toList();
            if (sorted.isEmpty()) {
                return null;
            }
            String day = day(sorted.getLast());
            List<String> ofDay = sorted.stream()
                    .filter(each -> day(each).equals(day))
                    .map(this::shown)
                    .toList();
            if (ofDay.size() > 1) {
                throw Refusal.of(
                        "which-record",
                        "It is not clear which change record is meant",
                        "changes/ has " + ofDay.size() + " of " + day + ": " + String.join(", ", ofDay),
                        "one, or its name",
                        "name it with --record");
            }
            return sorted.getLast();
        }
    }

    private static String day(Path record) {
        String name = record.getFileName().toString();
        return name.substring(0, Math.min(DAY.length(), name.length()));
    }

    /** What is not committed is in no plan: nobody else could repeat it. */
    void refuseDirty() throws InterruptedException {
        GitFacts git = GitFacts.of(file.folder());
        if (git != null && git.dirty()) {
            throw Refusal.of(
                    "dirty-tree",
                    "The work tree has changes",
                    file.folder() + " differs from commit " + git.commit().substring(0, 12),
                    "a commit that holds all of it",
                    "commit or stash, then try again; git status says what it is");
        }
    }

    /** Staging that lacks a variable rehearses something else. */
    void refuseOtherVariables(EnvironmentConfig here) {
        for (EnvironmentConfig other : site.environments().values()) {
            if (other.protectedByPlan() && !other.variableNames().equals(here.variableNames())) {
                throw Refusal.of(
                        "other-variables",
                        "The environments have other variables",
                        here.name() + " has " + here.variableNames() + ", " + other.name() + " has "
                                + other.variableNames(),
                        "the same names in variables and secrets of both; values may differ",
                        "add what is missing to slipway.toml");
            }
        }
    }

    Plan plan(List<ReleaseDraft.File> files, EnvironmentConfig environment, @Nullable ChangeRecord record)
            throws IOException, InterruptedException {
        return Plan.of(
                file.folder(),
                file.text(),
                file.path().endsWith("pyproject.toml"),
                files,
                GitFacts.tree(file.folder()),
                site.rules().deploy(),
                environment,
                record);
    }

    /** Builds, sends and publishes the release. */
    Release publish(ReleaseFolder folder, @Nullable String note) throws InterruptedException {
        GitFacts git = GitFacts.of(file.folder());
        String by = People.current(terminal);
        ReleaseDraft.Origin origin = git == null
                ? new ReleaseDraft.Origin(by, note, null, null, null, null)
                : new ReleaseDraft.Origin(by, note, git.commit(), git.branch(), git.dirty(), git.author());
        return new Upload(terminal, control, name, folder)
                .run(new ReleaseDraft(file.text(), folder.files(), origin, List.of()));
    }

    ReleaseFolder folder() throws IOException, InterruptedException {
        DeployConfig deploy = site.rules().deploy();
        if (deploy == null) {
            throw Refusal.of(
                    "nothing-to-deploy",
                    "The site has nothing to deploy",
                    file.path() + " has no [deploy]",
                    "[deploy] with assets, the folder that becomes the release",
                    "add it; slipway validate checks it");
        }
        return ReleaseFolder.read(file, site, deploy, terminal);
    }

    Shipping shipping(
            EnvironmentStatus status,
            EnvironmentConfig environment,
            String release,
            Plan plan,
            @Nullable ChangeRecord record) {
        boolean https = environment.tls().redirects();
        Checks.Place place = CheckPlace.of(control.status(), control.url(), name, status, https);
        Checks checks = CheckPlace.checks(place, site.checks(), control, terminal, file.folder());
        DeployConfig deploy = site.rules().deploy();
        return new Shipping(
                control,
                commands(
                        environment,
                        release,
                        deploy != null && !deploy.command().isEmpty()),
                checks,
                new Shipping.Order(release, deploy, environment, plan, record, People.current(terminal)),
                new Lines());
    }

    /** How long a command may take. */
    Duration deadline() {
        DeployConfig deploy = site.rules().deploy();
        return deploy == null ? DeployConfig.DEFAULT_DEADLINE : deploy.deadline();
    }

    /** @param needed whether a command is going to run, which needs every secret */
    CommandRun commands(EnvironmentConfig environment, String release, boolean needed) {
        Map<String, String> variables = new HashMap<>(environment.variables());
        List<String> secrets = new ArrayList<>();
        for (String secret : environment.secrets()) {
            String value = terminal.variable(secret);
            if (value.isEmpty() && needed) {
                throw Refusal.of(
                        "missing-secret",
                        "A secret is missing",
                        "the variable " + secret + " of [environment." + environment.name()
                                + "] secrets is not set here",
                        "its value, where the deployment command runs",
                        "set it, for instance from the secrets of your CI; slipway rollback --pointer-only needs none");
            }
            variables.put(secret, value);
            secrets.add(value);
        }
        secrets.add(terminal.variable("SLIPWAY_TOKEN"));
        CheckConfig.Sessions sessions = site.checks().sessions();
        if (sessions != null) {
            sessions.users().forEach(user -> secrets.add(passwordOf(terminal.variable(user))));
        }
        variables.put("SLIPWAY_ENVIRONMENT", environment.name());
        variables.put("SLIPWAY_RELEASE", release);
        return new CommandRun(
                file.folder(),
                variables,
                new Masking(secrets),
                line -> terminal.err().println("    | " + line));
    }

    private static String passwordOf(String user) {
        return user.substring(user.indexOf(':') + 1);
    }

    /** How a run goes, a line a step. */
    private final class Lines implements Shipping.Watcher {
        private @Nullable Progress open;

        @Override
        public void begun(String step, String direction) {
            terminal.err().println("  " + step + (direction.equals("back") ? " back" : "") + " …");
        }

        @Override
        public void ended(String step, String direction, boolean succeeded, String detail) {
            closeProgress();
            terminal.err()
                    .println("  " + step + (direction.equals("back") ? " back" : "") + (succeeded ? ": " : " FAILED: ")
                            + detail);
        }

        @Override
        public void found(Run.Evidence evidence) {
            closeProgress();
            terminal.err().println("    " + evidence.title() + ": " + evidence.verdict());
            if (!evidence.verdict().equals("passed")) {
                evidence.lines().forEach(line -> terminal.err().println("      " + line));
            }
        }

        @Override
        public IntConsumer progress(String what, int steps) {
            closeProgress();
            Progress progress = Progress.of(terminal, what, "", steps);
            open = progress;
            return done -> progress.to(done, steps);
        }

        @Override
        public void watching(Instant until) {
            terminal.err()
                    .println("  watching real traffic until " + Words.time(until)
                            + "; --detach would leave that to the node");
        }

        private void closeProgress() {
            if (open != null) {
                open.close();
                open = null;
            }
        }
    }

    /** How a run ended: 0 where it is done, 1 where it failed. */
    static int report(Verb verb, String site, String environment, Run run, Object asJson) {
        if (verb.json) {
            verb.printJson(asJson);
        } else {
            verb.out()
                    .println(run.kind() + " " + run.number() + " of " + run.release() + " in " + site + "/"
                            + environment + ": " + run.state());
            String detail = run.detail();
            if (detail != null) {
                verb.out().println("  outcome   " + detail);
            }
            Run.Grading grading = run.grading();
            if (grading != null) {
                grading.results()
                        .forEach(each -> verb.out()
                                .println("  " + "%-14s".formatted(each.verdict()) + each.expectation() + "  ("
                                        + each.measured() + ")"));
            }
            verb.out().println("  plan      " + run.plan().substring(0, 12));
            verb.out().println("  record    slipway note show " + environment + " " + run.number());
        }
        boolean missed = run.grading() != null
                && run.grading().results().stream()
                        .anyMatch(each -> each.verdict().equals("missed"));
        return run.state().equals("done") && !missed
                        || run.state().equals("grading")
                        || run.holdsEnvironment() && run.detached()
                ? ExitCode.DONE
                : ExitCode.FAILED;
    }
}
