package dev.slipway.ship;

import dev.slipway.api.ControlClient;
import dev.slipway.api.Run;
import dev.slipway.api.RunReport;
import dev.slipway.api.RunRequest;
import dev.slipway.check.CheckReport;
import dev.slipway.check.RollbackCheck;
import dev.slipway.check.Snapshot;
import dev.slipway.check.timing.TimingCheck;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A plan carried out: in staging forward, back and forward again; in production once, and graded. What fails is taken back,
 * and the run says in which state everything is.
 */
public final class Shipping {
    private static final int PROBES = 60;
    private static final int GRADING_POLL_MILLIS = 500;

    private final ControlClient control;
    private final CommandRun commands;
    private final Checks checks;
    private final Steps.Setting setting;
    private final Plan plan;
    private final @Nullable ChangeRecord record;
    private final Watcher watcher;

    /** Who is shown how it goes. */
    public interface Watcher {
        void begun(String step, String direction);

        void ended(String step, String direction, boolean succeeded, String detail);

        void found(Run.Evidence evidence);

        /** How far a check has come. */
        IntConsumer progress(String what, int steps);

        /** The window in which real traffic is watched, until then. */
        void watching(Instant until);
    }

    /**
     * What is carried out, and where.
     *
     * @param release what becomes live
     * @param deploy the commands, or null
     * @param environment its configuration
     * @param record what is expected, or null
     * @param by who does it
     */
    public record Order(
            String release,
            dev.slipway.site.@Nullable DeployConfig deploy,
            dev.slipway.site.EnvironmentConfig environment,
            Plan plan,
            @Nullable ChangeRecord record,
            String by) {}

    public Shipping(ControlClient control, CommandRun commands, Checks checks, Order order, Watcher watcher) {
        this.control = control;
        this.commands = commands;
        this.checks = checks;
        this.setting = new Steps.Setting(order.release(), order.deploy(), order.environment(), order.by());
        this.plan = order.plan();
        this.record = order.record();
        this.watcher = watcher;
    }

    private Journal.Listener listener() {
        return new Journal.Listener() {
            @Override
            public void begun(String step, String direction) {
                watcher.begun(step, direction);
            }

            @Override
            public void ended(String step, String direction, StepOutcome outcome) {
                watcher.ended(step, direction, outcome.succeeded(), outcome.detail());
            }

            @Override
            public void found(Run.Evidence evidence) {
                watcher.found(evidence);
            }
        };
    }

    private String site() {
        return checks.place().site();
    }

    private String environment() {
        return checks.place().environment();
    }

    private Journal journal(Run run) {
        return new Journal(control, site(), environment(), run, checks.client().time(), listener());
    }

    /**
     * Forward, back and forward again.
     *
     * @param base the release that is live in the environment, from which the shipping will start too; null for none
     */
    public Run rehearse(@Nullable String base) throws InterruptedException {
        Run run = control.begin(
                site(),
                environment(),
                new RunRequest(
                        "rehearsal",
                        plan.hash(),
                        setting.release(),
                        base,
                        record == null ? null : record.text(),
                        null,
                        null,
                        setting.rollback(),
                        setting.by()));
        try (Journal journal = journal(run)) {
            Steps steps = new Steps(control, journal, commands, checks, setting);
            Snapshot before = checks.snapshot(PROBES);
            List<Long> timed = checks.hasTiming() ? timedBefore() : List.of();
            String failure = steps.forward(Set.of(), () -> allChecks(steps, timed));
            if (failure != null) {
                return takeBack(journal, steps, failure);
            }
            String left = steps.back();
            if (left != null) {
                return journal.end("stuck", "the rehearsed rollback failed. To do by hand: " + left);
            }
            if (!steps.passes(proveBack(before))) {
                return journal.end("aborted", "what came back is not what was there before; the evidence says where");
            }
            failure = steps.forward(Set.of(), () -> steps.passes(inspect()));
            if (failure != null) {
                return takeBack(journal, steps, "the second time " + failure);
            }
            return journal.end("done", "forward, back and forward again");
        }
    }

    private boolean allChecks(Steps steps, List<Long> timed) throws InterruptedException {
        boolean passed = steps.passes(inspect());
        if (passed && checks.hasSessions()) {
            passed = steps.passes(checks.sessions(true, watcher.progress("check sessions", 100)));
        }
        if (passed) {
            passed = steps.passes(checks.purge());
        }
        if (passed && checks.hasTiming()) {
            passed = timed(steps, timed);
        }
        return passed;
    }

    private boolean timed(Steps steps, List<Long> before) throws InterruptedException {
        try {
            return steps.passes(
                    checks.timing(before, watcher.progress("check timing", 100)).report());
        } catch (IOException e) {
            return steps.passes(new CheckReport.Builder(
                            "timing",
                            site() + "/" + environment(),
                            checks.client().time().now(),
                            List.of())
                    .fact("no connection for the load: " + e.getMessage() + "; slipway status says how the app does")
                    .build(checks.client().time().now(), CheckReport.Verdict.FAILED));
        }
    }

    private CheckReport inspect() throws InterruptedException {
        return checks.inspect(watcher.progress("check inspect", checks.urls().size()));
    }

    /** How it was before; where nothing took a connection then, there is nothing to compare with. */
    private List<Long> timedBefore() throws InterruptedException {
        try {
            TimingCheck.Outcome outcome = checks.timing(List.of(), watcher.progress("check timing", 100));
            return outcome.result().rates().getLast().targets().getLast().blockMicros();
        } catch (IOException e) {
            return List.of();
        }
    }

    private CheckReport proveBack(Snapshot before) {
        CheckReport.Builder report = new CheckReport.Builder(
                "rollback", site() + "/" + environment(), checks.client().time().now(), List.of());
        RollbackCheck.compare(before, checks.snapshot(PROBES), report);
        return report.build(checks.client().time().now(), dev.slipway.check.Severity.ERROR);
    }

    /** @param left what made this necessary */
    private static Run takeBack(Journal journal, Steps steps, String why) throws InterruptedException {
        if (journal.isOver()) {
            return java.util.Objects.requireNonNullElse(journal.look(), journal.run());
        }
        String left = steps.back();
        return left == null
                ? journal.end("taken-back", why + "; everything was taken back")
                : journal.end("stuck", why + ", and taking it back failed too. To do by hand: " + left);
    }

    /**
     * Once, and graded.
     *
     * @param rehearsal the proof, where another node has it; null for one of this node
     * @param override why it goes on without; null where it was rehearsed
     * @param detach whether the grading is left to the node
     */
    public Run ship(dev.slipway.api.@Nullable Rehearsal rehearsal, @Nullable String override, boolean detach)
            throws InterruptedException {
        Run run = control.begin(
                site(),
                environment(),
                new RunRequest(
                        "ship",
                        plan.hash(),
                        setting.release(),
                        null,
                        record == null ? null : record.text(),
                        rehearsal,
                        override,
                        setting.rollback(),
                        setting.by()));
        return carryOn(run, Set.of(), detach);
    }

    /** Goes on with a run whose client was lost, from the first step that is not done. */
    public Run resume(Run run, boolean detach) throws InterruptedException {
        Run mine = control.report(site(), environment(), run.number(), RunReport.takenOverBy(setting.by()));
        Set<String> done = new HashSet<>();
        boolean wentBack = false;
        for (Run.Step step : mine.steps()) {
            wentBack |= step.direction().equals(Steps.BACK);
            if (step.direction().equals(Steps.FORWARD) && step.state().equals("done")) {
                done.add(step.name());
            }
        }
        if (wentBack) {
            try (Journal journal = journal(mine)) {
                return takeBack(
                        journal, new Steps(control, journal, commands, checks, setting), "it was being taken back");
            }
        }
        return carryOn(mine, done, detach);
    }

    /** Takes back what a run has begun, and ends it. */
    public Run abort(Run run, String why) throws InterruptedException {
        Run mine = control.report(site(), environment(), run.number(), RunReport.takenOverBy(setting.by()));
        try (Journal journal = journal(mine)) {
            return takeBack(journal, new Steps(control, journal, commands, checks, setting), why);
        }
    }

    private Run carryOn(Run run, Set<String> done, boolean detach) throws InterruptedException {
        try (Journal journal = journal(run)) {
            Steps steps = new Steps(control, journal, commands, checks, setting);
            String failure = steps.forward(done, () -> productionChecks(steps));
            if (failure != null) {
                return takeBack(journal, steps, failure);
            }
            ChangeRecord expected = record;
            if (expected == null) {
                return journal.end("done", "nothing was expected, so nothing is graded");
            }
            if (journal.run().grading() == null) {
                journal.grade(grading(expected), detach);
            }
            if (detach) {
                return journal.run();
            }
            return awaitGrades(journal, steps);
        }
    }

    private boolean productionChecks(Steps steps) throws InterruptedException {
        boolean passed = steps.passes(inspect());
        return passed && checks.hasSessions()
                ? steps.passes(checks.sessions(false, watcher.progress("check sessions", 100)))
                : passed;
    }

    /** The node puts the window where its own clock stands: what counts is how long it is. */
    private Run.Grading grading(ChangeRecord expected) {
        Instant now = checks.client().time().now().truncatedTo(ChronoUnit.MILLIS);
        return new Run.Grading(
                now,
                now.plus(expected.window()),
                expected.minimum(),
                expected.expected().stream().map(Expectation::text).toList(),
                expected.rollsBack() && !expected.data().equals("one-way"),
                List.of());
    }

    private Run awaitGrades(Journal journal, Steps steps) throws InterruptedException {
        Run.Grading window = journal.run().grading();
        if (window != null) {
            watcher.watching(window.until());
        }
        while (true) {
            Run now = journal.look();
            if (now != null && !now.holdsEnvironment()) {
                return now;
            }
            Run.Grading grading = now == null ? null : now.grading();
            if (grading != null && !grading.results().isEmpty()) {
                String missed = grading.results().stream()
                        .filter(each -> each.verdict().equals("missed"))
                        .map(each -> each.expectation() + ": " + each.measured())
                        .reduce((left, right) -> left + "; " + right)
                        .orElse("");
                // What is not to be taken back, the node has ended by itself.
                return takeBack(journal, steps, "missed " + missed);
            }
            TimeUnit.MILLISECONDS.sleep(GRADING_POLL_MILLIS);
        }
    }
}
