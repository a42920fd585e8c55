package dev.slipway.cli;

import dev.slipway.api.Activation;
import dev.slipway.api.ActivationRequest;
import dev.slipway.api.ControlClient;
import dev.slipway.api.NodeStatus.EnvironmentStatus;
import dev.slipway.api.Release;
import dev.slipway.check.CheckReport;
import dev.slipway.check.CheckRequest;
import dev.slipway.check.HtmlReport;
import dev.slipway.check.RollbackCheck;
import dev.slipway.check.Severity;
import dev.slipway.check.inspect.Crawl;
import dev.slipway.check.inspect.Inspection;
import dev.slipway.check.timing.LoadTarget;
import dev.slipway.check.timing.TimingCheck;
import dev.slipway.check.timing.TimingPlot;
import dev.slipway.ship.Checks;
import dev.slipway.site.CheckConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code slipway check}. */
@Command(
        name = "check",
        description = {
            "Check an environment, or any site: what its answers say (inspect), whether users see each",
            "other's data (sessions), whether a purge takes what it should (purge), how fast it is",
            "(timing), and whether a rollback brings everything back (rollback). All five, or those that",
            "are named; [check] in slipway.toml says how."
        },
        footer = {
            "",
            "Example: slipway check --environment staging",
            "         slipway check inspect --url http://shop.localhost:8080/ --crawl 20 --format sarif",
            "         slipway check timing --url http://shop.localhost:8080/ --rate 50,100"
        })
final class CheckVerb extends NodeVerb {
    private static final List<String> ALL = List.of("inspect", "sessions", "purge", "timing", "rollback");

    @Parameters(paramLabel = "NAME", arity = "0..5", description = "inspect, sessions, purge, timing, rollback.")
    private List<String> names = List.of();

    @Option(
            names = "--environment",
            paramLabel = "NAME",
            description = "Where (default: the site's first environment that is not protected).")
    private @Nullable String where;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description =
                    "What inspect or timing asks for instead; no node is needed. For timing once, or twice to compare.")
    private List<String> urls = List.of();

    @Option(names = "--sitemap", paramLabel = "URL", description = "A sitemap whose URLs inspect asks for.")
    private @Nullable String sitemap;

    @Option(names = "--crawl", paramLabel = "N", description = "How many URLs to find from page to page, at most.")
    private @Nullable Integer crawl;

    @Option(
            names = "--fail-on",
            paramLabel = "SEVERITY",
            description = "note, warning or error: from there on inspect fails (default: [check] fail_on, or error).")
    private @Nullable Severity failOn;

    @Mixin
    private TimingOptions load = new TimingOptions();

    @Option(names = "--insecure", description = "Accept any certificate.")
    private boolean insecure;

    @Option(names = "--format", paramLabel = "NAME", description = "text, json, sarif, junit or html (default: text).")
    private CheckOutput.@Nullable Format format;

    @Option(names = "--output", paramLabel = "FILE", description = "Where to write the report (default: print it).")
    private @Nullable Path output;

    private final List<CheckReport> reports = new ArrayList<>();
    private final List<HtmlReport.Plot> plots = new ArrayList<>();
    private final Map<String, Object> figures = new LinkedHashMap<>();

    CheckVerb(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        for (String name : names) {
            if (!ALL.contains(name)) {
                throw Refusal.of(
                        "unknown-check",
                        "There is no such check",
                        '"' + name + '"',
                        "one of " + String.join(", ", ALL),
                        "name one of these, or none for all");
            }
        }
        if (urls.isEmpty() && sitemap == null) {
            ofEnvironment();
        } else {
            ofUrls();
        }
        write();
        return reports.stream().anyMatch(report -> report.verdict() == CheckReport.Verdict.FAILED)
                ? ExitCode.FAILED
                : ExitCode.DONE;
    }

    private boolean wants(String name) {
        return names.isEmpty() || names.contains(name);
    }

    private CheckConfig config() {
        SiteFile file = findSiteFile();
        CheckConfig config = file == null ? CheckConfig.DEFAULT : file.site().checks();
        return new CheckConfig(
                config.paths(),
                crawl == null ? config.crawl() : crawl,
                failOn == null ? config.failOn() : failOn.word(),
                config.purge(),
                config.sessions(),
                load.timing(config, names.contains("timing")),
                config.accept());
    }

    private void ofEnvironment() throws IOException, InterruptedException {
        String site = site();
        EnvironmentStatus environment = where == null ? firstUnprotected(site) : environment(site, where);
        CheckConfig config = config();
        SiteFile file = findSiteFile();
        Path folder = file == null ? terminal.folder() : file.folder();
        Checks.Place place = CheckPlace.of(client().status(), client().url(), site, environment, false);
        Checks checks = CheckPlace.checks(place, config, client(), terminal, folder);
        if (wants("inspect")) {
            try (Progress progress =
                    Progress.of(terminal, "inspect", " URLs", checks.urls().size())) {
                reports.add(
                        checks.inspect(done -> progress.to(done, checks.urls().size())));
            }
        }
        if (checks.hasSessions() && wants("sessions")) {
            try (Progress progress = Progress.of(terminal, "sessions", " %", 100)) {
                reports.add(checks.sessions(!environment.protectedByPlan(), done -> progress.to(done, 100)));
            }
        } else if (names.contains("sessions")) {
            throw Refusal.of(
                    "no-sessions",
                    "Nobody can log in",
                    "slipway.toml has no [check.sessions]",
                    "how two test users log in",
                    "add it; docs/checks.md has examples for a form, a token and a command");
        } else if (wants("sessions")) {
            passedBy("sessions", environment, "slipway.toml has no [check.sessions]");
        }
        if (wants("purge") && !refusesProtected(environment, "purge")) {
            reports.add(checks.purge());
        }
        if (checks.hasTiming() && wants("timing") && !refusesProtected(environment, "timing")) {
            try (Progress progress = Progress.of(terminal, "timing", " %", 100)) {
                timed(checks.timing(load.earlier(terminal.folder()), load.asked(), done -> progress.to(done, 100)));
            }
        }
        if (!checks.hasTiming() && wants("timing") && !environment.protectedByPlan()) {
            passedBy(
                    "timing",
                    environment,
                    "slipway.toml has no [check.timing]; slipway check timing runs it with the usual load");
        }
        if (wants("rollback") && !refusesProtected(environment, "rollback")) {
            reports.add(drill(site, environment, checks, place));
        }
    }

    /** A check that all five have and this one has not: said, so that nobody takes it for passed. */
    private void passedBy(String name, EnvironmentStatus environment, String why) {
        reports.add(new CheckReport.Builder(
                        name,
                        site() + "/" + environment.name(),
                        CheckPlace.time().now(),
                        List.of())
                .fact("not run: " + why)
                .build(CheckPlace.time().now(), CheckReport.Verdict.INCONCLUSIVE));
    }

    private EnvironmentStatus firstUnprotected(String site) {
        List<EnvironmentStatus> all = siteStatus(site).environments();
        return all.stream()
                .filter(each -> !each.protectedByPlan())
                .findFirst()
                .orElseThrow(() -> Refusal.of(
                        "which-environment",
                        "It is not clear which environment is meant",
                        "every environment of " + site + " is protected, and none was named",
                        "one of " + names(all),
                        "name it with --environment; there, only inspect and sessions run"));
    }

    /** Load, purges and drills are for rehearsals: one who names them for a production is told, all together pass them by. */
    private boolean refusesProtected(EnvironmentStatus environment, String name) {
        if (!environment.protectedByPlan()) {
            return false;
        }
        if (names.contains(name)) {
            throw Refusal.of(
                    "protected-environment",
                    "This check is not for a protected environment",
                    "check " + name + " in " + environment.name(),
                    "inspect or sessions there; the others in staging",
                    "name another with --environment");
        }
        passedBy(name, environment, environment.name() + " is protected");
        return true;
    }

    private CheckReport drill(String site, EnvironmentStatus environment, Checks checks, Checks.Place place)
            throws InterruptedException {
        ControlClient control = client();
        Activation live = environment.live();
        String other = control.releases(site).stream()
                .filter(release -> release.state().equals("published"))
                .map(Release::name)
                .filter(name -> live != null && !name.equals(live.release()))
                .findFirst()
                .orElse(null);
        if (live == null || other == null) {
            return new CheckReport.Builder(
                            "rollback",
                            site + "/" + environment.name(),
                            CheckPlace.time().now(),
                            List.of())
                    .fact("there is no second release to go forward to and back from")
                    .build(CheckPlace.time().now(), CheckReport.Verdict.INCONCLUSIVE);
        }
        String by = People.current(terminal);
        return new RollbackCheck(CheckPlace.client(place.connectTo(), place.trustAnyone()))
                .run(site + "/" + environment.name(), checks.urls(), new RollbackCheck.Drill() {
                    @Override
                    public void forward() {
                        var unused = control.activate(
                                site,
                                environment.name(),
                                new ActivationRequest(other, live.number(), "check rollback", by));
                    }

                    @Override
                    public void back() {
                        var unused = control.rollback(
                                site, environment.name(), new ActivationRequest(null, null, "check rollback", by));
                    }
                });
    }

    private void ofUrls() throws IOException, InterruptedException {
        if (names.isEmpty() || names.contains("inspect")) {
            inspectUrls();
        }
        if (names.contains("timing")) {
            timeUrls();
        }
        for (String name : List.of("sessions", "purge", "rollback")) {
            if (names.contains(name)) {
                throw Refusal.of(
                        "needs-environment",
                        "This check needs an environment",
                        "check " + name + " with --url",
                        "an environment of a node",
                        "leave --url out, and name one with --environment");
            }
        }
    }

    private void inspectUrls() throws InterruptedException {
        var client = CheckPlace.client(null, insecure);
        Set<String> all = new LinkedHashSet<>();
        Crawl crawler = new Crawl(client);
        if (sitemap != null) {
            all.addAll(crawler.sitemap(requireUrl(sitemap), crawl == null ? Integer.MAX_VALUE : crawl));
        }
        for (String url : urls) {
            if (crawl == null) {
                all.add(requireUrl(url));
            } else {
                all.addAll(crawler.from(requireUrl(url), crawl));
            }
        }
        CheckConfig config = config();
        List<String> asked = List.copyOf(all);
        if (asked.isEmpty()) {
            throw Refusal.of(
                    "no-urls",
                    "There is nothing to inspect",
                    sitemap + " names no URL",
                    "a sitemap with <loc>, or --url",
                    "see what curl " + sitemap + " says");
        }
        try (Progress progress = Progress.of(terminal, "inspect", " URLs", asked.size())) {
            Severity from = Severity.valueOf(config.failOn().toUpperCase(Locale.ROOT));
            reports.add(new Inspection(client, Checks.acceptances(config), from)
                    .run(CheckRequest.get(asked.getFirst()).origin(), asked, done -> progress.to(done, asked.size())));
        }
    }

    private void timeUrls() throws IOException, InterruptedException {
        if (urls.size() > 2) {
            throw Refusal.of(
                    "too-many-targets",
                    "Timing compares two",
                    urls.size() + " URLs",
                    "one, or two to compare",
                    "leave the others out");
        }
        CheckConfig.Timing timing = java.util.Objects.requireNonNull(config().timing());
        List<LoadTarget> targets = urls.stream()
                .map(url -> new LoadTarget(
                        url,
                        CheckRequest.get(requireUrl(url)),
                        null,
                        load.asked().protocol(),
                        timing.connections(),
                        insecure))
                .toList();
        TimingCheck.Order order = load.order(targets, timing, load.earlier(terminal.folder()));
        try (Progress progress = Progress.of(terminal, "timing", " %", 100)) {
            timed(new TimingCheck(CheckPlace.time(), RandomGenerator.getDefault())
                    .run(order, done -> progress.to(done, 100)));
        }
    }

    private void timed(TimingCheck.Outcome outcome) throws IOException {
        reports.add(outcome.report());
        plots.add(new HtmlReport.Plot("timing", TimingPlot.svg(outcome.histograms())));
        figures.put("timing", outcome.result());
        if (format == null || format == CheckOutput.Format.TEXT) {
            outcome.histograms().forEach((name, histogram) -> {
                terminal.err().println(name);
                TimingPlot.text(histogram).forEach(terminal.err()::println);
            });
        }
        load.writeHgrm(terminal.folder(), outcome);
    }

    private static String requireUrl(String url) {
        if (url.matches("https?://[^/?#\\s]+\\S*")) {
            return url;
        }
        throw Refusal.of(
                "not-a-url", "This is no URL", '"' + url + '"', "http:// or https://, a host and a path", "correct it");
    }

    private void write() throws IOException {
        CheckOutput.Format as = format == null ? json ? CheckOutput.Format.JSON : CheckOutput.Format.TEXT : format;
        String text = CheckOutput.text(as, reports, plots, figures);
        if (output == null) {
            out().println(text);
        } else {
            Files.writeString(terminal.folder().resolve(output), text + "\n");
            out().println("written to " + output);
        }
    }
}
