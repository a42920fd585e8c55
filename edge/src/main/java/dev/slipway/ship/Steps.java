package dev.slipway.ship;

import dev.slipway.api.Activation;
import dev.slipway.api.ActivationRequest;
import dev.slipway.api.ControlClient;
import dev.slipway.api.ControlException;
import dev.slipway.api.NodeStatus;
import dev.slipway.api.PurgeReceipt;
import dev.slipway.api.Run;
import dev.slipway.api.UnreachableException;
import dev.slipway.check.CheckAnswer;
import dev.slipway.check.CheckClient;
import dev.slipway.check.CheckReport;
import dev.slipway.check.CheckRequest;
import dev.slipway.site.AppAddress;
import dev.slipway.site.Change;
import dev.slipway.site.DeployConfig;
import dev.slipway.site.EnvironmentConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a deployment behind publishing, each with what takes it back.
 *
 * <pre>
 *  forward        back
 *  command        the rollback command
 *  healthy        —
 *  activate       the pointer goes back
 *  purge          the same purge, behind the rollback command
 *  checks         —
 * </pre>
 *
 * <p>An activation purges what the release changes; the step of that name is for what the command changes, which is the app.
 * It comes behind the command both ways, because until then the other app's answers are stored.
 */
final class Steps {
    static final String FORWARD = "forward";
    static final String BACK = "back";
    static final String COMMAND = "command";
    static final String HEALTHY = "healthy";
    static final String ACTIVATE = "activate";
    static final String PURGE = "purge";
    static final String CHECKS = "checks";

    private static final Duration HEALTHY_WITHIN = Duration.ofSeconds(90);
    private static final int POLL_MILLIS = 200;

    /** The edge looks at each process every two seconds: after three looks it knows the new one. */
    private static final Duration EDGE_KNOWS = Duration.ofSeconds(5);

    private final ControlClient control;
    private final Journal journal;
    private final CommandRun commands;
    private final Checks checks;
    private final Setting setting;

    /**
     * What the steps are about.
     *
     * @param release what becomes live
     * @param deploy the commands, or null where there is no {@code [deploy]}
     * @param environment the environment's configuration
     * @param by who does it
     */
    record Setting(String release, @Nullable DeployConfig deploy, EnvironmentConfig environment, String by) {
        List<String> command() {
            return deploy == null ? List.of() : deploy.command();
        }

        List<String> rollback() {
            return deploy == null ? List.of() : deploy.rollback();
        }

        Duration deadline() {
            return deploy == null ? DeployConfig.DEFAULT_DEADLINE : deploy.deadline();
        }
    }

    Steps(ControlClient control, Journal journal, CommandRun commands, Checks checks, Setting setting) {
        this.control = control;
        this.journal = journal;
        this.commands = commands;
        this.checks = checks;
        this.setting = setting;
    }

    /** The checks of one way forward. */
    interface CheckStep {
        /** Whether all of them passed. */
        boolean run() throws InterruptedException;
    }

    /**
     * Does what is not done yet, in order.
     *
     * @param done names of steps that an earlier client has done
     * @return null where all went well, else what went wrong
     */
    @Nullable
    String forward(Set<String> done, CheckStep checkStep) throws InterruptedException {
        if (!setting.command().isEmpty() && !done.contains(COMMAND)) {
            StepOutcome outcome = journal.step(COMMAND, FORWARD, () -> command(setting.command()));
            if (!outcome.succeeded()) {
                return "the command failed: " + outcome.detail();
            }
        }
        if (!done.contains(HEALTHY)) {
            StepOutcome outcome = journal.step(HEALTHY, FORWARD, this::healthy);
            if (!outcome.succeeded()) {
                return "the app is not healthy: " + outcome.detail();
            }
        }
        if (!done.contains(ACTIVATE)) {
            StepOutcome outcome = journal.step(ACTIVATE, FORWARD, this::activate);
            if (!outcome.succeeded()) {
                return "the release could not be activated: " + outcome.detail();
            }
        }
        if (!setting.command().isEmpty() && !done.contains(PURGE)) {
            StepOutcome outcome = journal.step(PURGE, FORWARD, this::purge);
            if (!outcome.succeeded()) {
                return "what the app changed could not be purged: " + outcome.detail();
            }
        }
        if (!done.contains(CHECKS)) {
            StepOutcome outcome = journal.step(
                    CHECKS,
                    FORWARD,
                    () -> checkStep.run()
                            ? StepOutcome.done("passed")
                            : StepOutcome.failed("a check failed; the evidence says which"));
            if (!outcome.succeeded()) {
                return "a check failed";
            }
        }
        return null;
    }

    /**
     * Takes back what was begun, in reverse; each can be repeated without harm.
     *
     * @return null where all went back, else what a person has to do
     */
    @Nullable
    String back() throws InterruptedException {
        Run run = journal.run();
        Set<String> begun = new LinkedHashSet<>();
        run.steps().stream().filter(step -> step.direction().equals(FORWARD)).forEach(step -> begun.add(step.name()));
        List<String> left = new ArrayList<>();
        if (begun.contains(ACTIVATE)) {
            StepOutcome outcome = journal.step(ACTIVATE, BACK, () -> pointerBack(run));
            if (!outcome.succeeded()) {
                left.add("make " + (run.base() == null ? "the release before" : run.base()) + " live again: "
                        + outcome.detail());
            }
        }
        if (begun.contains(COMMAND) && !run.rollback().isEmpty()) {
            StepOutcome outcome = journal.step(COMMAND, BACK, () -> command(run.rollback()));
            if (!outcome.succeeded()) {
                left.add("undo what the deployment command did, as `" + String.join(" ", run.rollback()) + "` would: "
                        + outcome.detail());
            }
        }
        if (begun.contains(COMMAND)) {
            StepOutcome outcome = journal.step(PURGE, BACK, this::purge);
            if (!outcome.succeeded()) {
                left.add("purge what the app changed: " + outcome.detail());
            }
        }
        return left.isEmpty() ? null : String.join("; ", left);
    }

    /** What {@code [deploy] changes} names; where it names nothing, everything: a new app may answer anything. */
    private StepOutcome purge() {
        List<Change> changes =
                setting.deploy() == null ? List.of() : setting.deploy().changes();
        try {
            PurgeReceipt receipt = control.purge(
                    checks.place().site(), checks.place().environment(), AppPurge.of(setting.deploy(), setting.by()));
            return StepOutcome.done(receipt.matched() + " objects are stale"
                    + (changes.isEmpty()
                            ? ", everything: [deploy] changes would name less"
                            : ", by " + String.join(", ", receipt.selectors())));
        } catch (ControlException e) {
            return StepOutcome.failed(e.problem().detail());
        }
    }

    private StepOutcome command(List<String> command) throws InterruptedException {
        return StepOutcome.of(commands.run(command, setting.deadline(), journal::isOver));
    }

    private StepOutcome activate() {
        try {
            NodeStatus.EnvironmentStatus before = environment();
            Activation live = before.live();
            Activation activation = control.activate(
                    checks.place().site(),
                    checks.place().environment(),
                    ActivationRequest.ofRun(
                            setting.release(),
                            live == null ? 0 : live.number(),
                            "run " + journal.run().number(),
                            setting.by(),
                            journal.run().number()));
            return StepOutcome.done(setting.release() + " is live, activation " + activation.number());
        } catch (ControlException e) {
            return StepOutcome.failed(e.problem().detail());
        }
    }

    private StepOutcome pointerBack(Run run) {
        try {
            NodeStatus.EnvironmentStatus now = environment();
            Activation live = now.live();
            if (live == null
                    || live.release().equals(run.base())
                    || !live.release().equals(run.release())) {
                return StepOutcome.done(live == null ? "nothing is live" : live.release() + " is live already");
            }
            Activation back = control.rollback(
                    checks.place().site(),
                    checks.place().environment(),
                    ActivationRequest.ofRun(
                            run.base(),
                            live.number(),
                            "run " + run.number() + " is taken back",
                            setting.by(),
                            run.number()));
            return StepOutcome.done(back.release() + " is live, activation " + back.number());
        } catch (ControlException e) {
            // Nothing was live before: there is nothing to go back to, and what is there stays.
            return e.problem().code().equals("nothing-to-roll-back")
                    ? StepOutcome.done("nothing was live before; " + run.release() + " stays")
                    : StepOutcome.failed(e.problem().detail());
        }
    }

    private NodeStatus.EnvironmentStatus environment() {
        return control.status().sites().stream()
                .filter(site -> site.name().equals(checks.place().site()))
                .flatMap(site -> site.environments().stream())
                .filter(each -> each.name().equals(checks.place().environment()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the environment was there when the run began"));
    }

    /** 2xx from every process that can be reached from here, and the edge's word for all of them. */
    private StepOutcome healthy() throws InterruptedException {
        String path = setting.deploy() == null ? null : setting.deploy().healthy();
        long deadline = checks.client().time().nanoTime() + HEALTHY_WITHIN.toNanos();
        int asked = 0;
        boolean unseen = false;
        for (List<AppAddress> pool : setting.environment().apps().values()) {
            for (AppAddress address : pool) {
                if (address instanceof AppAddress.Tcp tcp && path != null) {
                    asked++;
                    String problem = answers(tcp, path, deadline);
                    if (problem != null) {
                        return StepOutcome.failed(problem);
                    }
                } else {
                    unseen = true;
                }
            }
        }
        return edgeSays(deadline, unseen, asked);
    }

    private @Nullable String answers(AppAddress.Tcp address, String path, long deadline) throws InterruptedException {
        CheckClient client = checks.client();
        CheckRequest request = CheckRequest.get("http://" + address.host() + ":" + address.port() + path);
        CheckAnswer answer = client.direct(request);
        while (!answer.isSuccess()) {
            if (journal.isOver() || client.time().nanoTime() > deadline) {
                return request.url() + " answered "
                        + (answer.status() == 0
                                ? "nothing (" + answer.problem() + ")"
                                : String.valueOf(answer.status()))
                        + " for " + HEALTHY_WITHIN.toSeconds() + " s; expected 2xx";
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            answer = client.direct(request);
        }
        return null;
    }

    private StepOutcome edgeSays(long deadline, boolean unseen, int asked) throws InterruptedException {
        if (unseen) {
            TimeUnit.MILLISECONDS.sleep(EDGE_KNOWS.toMillis());
        }
        String unhealthy = unhealthy();
        while (unhealthy != null) {
            if (journal.isOver() || checks.client().time().nanoTime() > deadline) {
                return StepOutcome.failed(unhealthy);
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            unhealthy = unhealthy();
        }
        return StepOutcome.done(asked + " of the app's processes answered, and the edge finds all of them healthy");
    }

    private @Nullable String unhealthy() {
        try {
            return environment().apps().stream()
                    .filter(app -> !app.healthy())
                    .findFirst()
                    .map(app -> "the edge finds " + app.address() + " not healthy: " + app.detail())
                    .orElse(null);
        } catch (UnreachableException e) {
            return "the edge does not answer";
        }
    }

    /** Adds what a check found to the run; whether it leaves the way free. */
    boolean passes(CheckReport report) throws InterruptedException {
        journal.evidence(report);
        return report.verdict() != CheckReport.Verdict.FAILED;
    }
}
