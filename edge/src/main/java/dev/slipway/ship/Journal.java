package dev.slipway.ship;

import dev.slipway.api.ControlClient;
import dev.slipway.api.ControlException;
import dev.slipway.api.Run;
import dev.slipway.api.RunReport;
import dev.slipway.api.UnreachableException;
import dev.slipway.check.CheckReport;
import dev.slipway.check.CheckTime;
import dev.slipway.check.Finding;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a run's client tells the node and the person at the terminal, step by step. The node has it before the next step
 * begins, so whoever takes over knows where it stands. A thread says every few seconds that this client is alive, and hears
 * whether somebody has ended the run.
 */
final class Journal implements AutoCloseable {
    private static final int ALIVE_SECONDS = 5;
    private static final int ATTEMPTS = 12;
    private static final int PAUSE_SECONDS = 5;
    private static final int MOST_LINES = 40;

    /** What the node says where this client is to do nothing more. */
    private static final Set<String> ENDED = Set.of("run-ended", "run-taken-over", "unknown-run");

    /** A step that does something. */
    interface Work {
        StepOutcome run() throws InterruptedException;
    }

    /** Who is told what happens. */
    interface Listener {
        void begun(String step, String direction);

        void ended(String step, String direction, StepOutcome outcome);

        void found(Run.Evidence evidence);
    }

    private final ControlClient control;
    private final String site;
    private final String environment;
    private final CheckTime time;
    private final Listener listener;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread alive;
    private final int client;
    private volatile Run run;
    private volatile boolean over;

    Journal(ControlClient control, String site, String environment, Run run, CheckTime time, Listener listener) {
        this.control = control;
        this.site = site;
        this.environment = environment;
        this.run = run;
        this.client = run.client();
        this.time = time;
        this.listener = listener;
        this.alive = Thread.ofVirtual().name("run-alive").start(this::sayAlive);
    }

    private void sayAlive() {
        try {
            while (!closed.await(ALIVE_SECONDS, TimeUnit.SECONDS)) {
                try {
                    // Its answer may be older than what a step has told since: only steps replace the run.
                    control.report(
                            site, environment, run.number(), RunReport.alive().by(client));
                } catch (ControlException e) {
                    // Else the node restarts, or is in trouble; the next step finds out.
                    if (ENDED.contains(e.problem().code())) {
                        over = true;
                        return;
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    Run run() {
        return run;
    }

    /** Whether somebody has ended the run: nothing more is to be done. */
    boolean isOver() {
        return over;
    }

    /** Does the step and tells of it. */
    StepOutcome step(String name, String direction, Work work) throws InterruptedException {
        Run.Step begun = new Run.Step(
                name, direction, "begun", time.now().truncatedTo(ChronoUnit.MILLIS), null, null, null, null);
        tell(RunReport.of(begun));
        listener.begun(name, direction);
        StepOutcome outcome = work.run();
        listener.ended(name, direction, outcome);
        tell(RunReport.of(new Run.Step(
                name,
                direction,
                outcome.succeeded() ? "done" : "failed",
                begun.begun(),
                time.now().truncatedTo(ChronoUnit.MILLIS),
                outcome.detail(),
                outcome.exitCode(),
                outcome.output())));
        return outcome;
    }

    void evidence(Run.Evidence evidence) throws InterruptedException {
        listener.found(evidence);
        tell(RunReport.of(List.of(evidence)));
    }

    void evidence(CheckReport report) throws InterruptedException {
        evidence(of(report));
    }

    private static Run.Evidence of(CheckReport report) {
        List<String> lines = new ArrayList<>(report.facts());
        for (Finding finding : report.findings()) {
            if (lines.size() == MOST_LINES) {
                lines.add("… and "
                        + (report.findings().size()
                                - MOST_LINES
                                + report.facts().size()) + " more");
                break;
            }
            lines.add(finding.severity().word() + " " + finding.rule() + " at " + finding.url() + ": found "
                    + finding.found() + ", expected " + finding.expected());
        }
        report.accepted()
                .forEach(each -> lines.add("accepted until " + each.until() + ": "
                        + each.finding().rule() + " at " + each.finding().url() + ", because " + each.reason()));
        return new Run.Evidence("check " + report.check(), report.verdict().word(), lines);
    }

    void grade(Run.Grading grading, boolean detached) throws InterruptedException {
        tell(RunReport.grade(grading, detached));
    }

    /** Ends the run. */
    Run end(String state, String detail) throws InterruptedException {
        return tell(RunReport.end(state, detail));
    }

    /** A node that restarts is waited for; saying the same twice does no harm. */
    private Run tell(RunReport report) throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                Run now = control.report(site, environment, run.number(), report.by(client));
                run = now;
                return now;
            } catch (UnreachableException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
                TimeUnit.SECONDS.sleep(PAUSE_SECONDS);
            }
        }
    }

    /** The run as the node has it now, or null where it does not answer. */
    @Nullable
    Run look() {
        try {
            Run now = control.run(site, environment, run.number());
            run = now;
            return now;
        } catch (UnreachableException e) {
            return null;
        }
    }

    @Override
    public void close() {
        closed.countDown();
        alive.interrupt();
    }
}
