package dev.slipway.check.inspect;

import dev.slipway.check.Acceptance;
import dev.slipway.check.CheckClient;
import dev.slipway.check.CheckReport;
import dev.slipway.check.Finding;
import dev.slipway.check.Severity;
import dev.slipway.http.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

/** The check: every rule on every URL. */
public final class Inspection {
    /** So many URLs at once: staging is often one process. */
    private static final int PARALLEL = 4;

    /** Every rule, subject by subject. */
    private static final List<Rule> RULES = Stream.of(
                    FreshnessRules.all(),
                    VaryRules.all(),
                    ValidatorRules.all(),
                    ContentRules.all(),
                    ExposureRules.all())
            .flatMap(List::stream)
            .toList();

    private final CheckClient client;
    private final Fields extra;
    private final List<Acceptance> acceptances;
    private final Severity failOn;

    /** @param failOn from which severity on a finding fails the check */
    public Inspection(CheckClient client, List<Acceptance> acceptances, Severity failOn) {
        this(client, Fields.EMPTY, acceptances, failOn);
    }

    /**
     * @param extra what every request carries besides
     * @param failOn from which severity on a finding fails the check
     */
    public Inspection(CheckClient client, Fields extra, List<Acceptance> acceptances, Severity failOn) {
        this.client = client;
        this.extra = extra;
        this.acceptances = List.copyOf(acceptances);
        this.failOn = failOn;
    }

    /** A rule as documentation and reports show it. */
    public record RuleView(String id, Severity severity, String reference, String expected, List<String> fix) {}

    /** Every rule there is, in the order in which they are judged. */
    public static List<RuleView> rules() {
        return Stream.concat(RULES.stream(), PageRules.ALL.stream())
                .map(rule -> new RuleView(
                        rule.id(),
                        rule.severity(),
                        rule.reference(),
                        rule.expected(),
                        rule.fix().lines()))
                .toList();
    }

    /**
     * Asks for each URL in a dozen ways and judges what comes.
     *
     * @param progress is told how many are done
     */
    public CheckReport run(String target, List<String> urls, IntConsumer progress) throws InterruptedException {
        CheckReport.Builder report =
                new CheckReport.Builder(Rule.CHECK, target, client.time().now(), acceptances);
        PageRules pages = new PageRules(client, extra);
        try (ExecutorService executor =
                Executors.newFixedThreadPool(PARALLEL, Thread.ofVirtual().factory())) {
            Observer observer = new Observer(client, extra);
            List<Future<Observation>> observations = new ArrayList<>();
            urls.forEach(url -> observations.add(executor.submit(() -> observer.observe(url))));
            for (int i = 0; i < urls.size(); i++) {
                Observation seen = observed(observations.get(i));
                judge(seen).forEach(report::add);
                pages.judge(seen).forEach(report::add);
                progress.accept(i + 1);
            }
        }
        report.fact(urls.size() + " URLs, " + rules().size() + " rules");
        return report.build(client.time().now(), failOn);
    }

    private static Observation observed(Future<Observation> future) throws InterruptedException {
        try {
            return future.get();
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException("an observation failed", e.getCause());
        }
    }

    private static List<Finding> judge(Observation seen) {
        List<Finding> findings = new ArrayList<>();
        for (Rule rule : RULES) {
            // Where nothing came there is nothing to judge but that.
            if (seen.plain().status() == 0 && !rule.id().equals("no-answer")) {
                continue;
            }
            Finding finding = rule.judge(seen);
            if (finding != null) {
                findings.add(finding);
            }
        }
        return findings;
    }
}
