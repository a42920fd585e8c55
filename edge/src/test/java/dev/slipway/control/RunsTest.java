package dev.slipway.control;

import static dev.slipway.control.RunningNode.as;
import static dev.slipway.control.RunningNode.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.ActivationRequest;
import dev.slipway.api.Rehearsal;
import dev.slipway.api.Run;
import dev.slipway.api.RunReport;
import dev.slipway.api.RunRequest;
import dev.slipway.control.RunningNode.File;
import dev.slipway.telemetry.ReleaseFigures;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rehearsals and shippings as the control plane keeps them: who may begin, what counts as rehearsed, and how they end. */
final class RunsTest {
    private static final String PLAN = "0123456789abcdef".repeat(4);
    private static final String OTHER_PLAN = "fedcba9876543210".repeat(4);
    private static final String STAGING = "/v1/sites/shop/environments/staging/runs";
    private static final String PRODUCTION = "/v1/sites/shop/environments/production/runs";

    @TempDir
    Path folder;

    private static RunRequest rehearsal(String release, @Nullable String base) {
        return new RunRequest("rehearsal", PLAN, release, base, null, null, null, List.of(), "mara");
    }

    private static RunRequest ship(String plan, String release, @Nullable Rehearsal proof, @Nullable String override) {
        return new RunRequest("ship", plan, release, null, null, proof, override, List.of("./down.sh"), "mara");
    }

    private static Run report(RunningNode node, String runs, Run run, RunReport report) {
        return as(node.post(runs + "/" + run.number(), report), Run.class);
    }

    /** A rehearsal of that release that came to a good end. */
    private static void rehearse(RunningNode node, String release, @Nullable String base) {
        Run run = as(node.post(STAGING, rehearsal(release, base)), Run.class);
        Run ended = report(node, STAGING, run, RunReport.end("done", "well"));
        assertThat(ended.state()).isEqualTo("done");
    }

    private static String firstRelease(RunningNode node) {
        String first = node.deploy(new File("/static/a.txt", "one"));
        node.activate("staging", first);
        RunningNode.check(
                node.post(
                        "/v1/sites/shop/environments/production/activations",
                        Map.of("release", first, "reason", "the first")),
                200);
        return first;
    }

    @Test
    void shipsWhatWasRehearsedAndNothingElse() throws IOException {
        try (RunningNode node = RunningNode.start(folder)) {
            String first = firstRelease(node);
            String second = node.deploy(new File("/static/a.txt", "two"));
            assertThat(problem(node.post(PRODUCTION, ship(PLAN, second, null, null)))
                            .code())
                    .isEqualTo("not-rehearsed");
            rehearse(node, second, first);
            assertThat(problem(node.post(PRODUCTION, ship(OTHER_PLAN, second, null, null)))
                            .code())
                    .isEqualTo("not-rehearsed");

            Run run = as(node.post(PRODUCTION, ship(PLAN, second, null, null)), Run.class);

            assertThat(run.base()).isEqualTo(first);
            HttpResponse<String> live = node.post(
                    "/v1/sites/shop/environments/production/activations",
                    ActivationRequest.ofRun(second, null, "run", "mara", run.number()));
            assertThat(live.statusCode()).isEqualTo(200);
            assertThat(node.live("production")).isEqualTo(second);
        }
    }

    @Test
    void aRehearsalThatIsTooOldOrStartedElsewhereCountsForNothing() throws IOException {
        try (RunningNode node = RunningNode.start(folder)) {
            String first = firstRelease(node);
            String second = node.deploy(new File("/static/a.txt", "two"));
            rehearse(node, second, first);
            node.now.set(node.now.get().plus(Duration.ofHours(25)));
            assertThat(problem(node.post(PRODUCTION, ship(PLAN, second, null, null)))
                            .code())
                    .isEqualTo("rehearsal-too-old");
            node.now.set(node.now.get().minus(Duration.ofHours(26)));
            assertThat(problem(node.post(PRODUCTION, ship(PLAN, second, null, null)))
                            .code())
                    .isEqualTo("rehearsal-to-come");
            node.now.set(node.now.get().plus(Duration.ofHours(26)));
            rehearse(node, second, null);
            assertThat(problem(node.post(PRODUCTION, ship(PLAN, second, null, null)))
                            .code())
                    .isEqualTo("rehearsal-of-another-base");
            assertThat(problem(node.post(STAGING, rehearsal(second, second))).code())
                    .isEqualTo("rehearsal-of-another-base");
        }
    }

    @Test
    void theSameFilesUnderOtherRoutesWereNotRehearsed() throws IOException {
        try (RunningNode node = RunningNode.start(folder)) {
            String first = firstRelease(node);
            File file = new File("/static/a.txt", "two");
            String second = node.deploy(file);
            rehearse(node, second, first);
            String altered = node.deployWith("""

                    [[route]]
                    name = "late"
                    match = "/late"
                    serve = "release"
                    """, file);
            assertThat(problem(node.post(PRODUCTION, ship(PLAN, altered, null, null)))
                            .code())
                    .isEqualTo("rehearsal-of-other-routes");
        }
    }

    @Test
    void aProofIsBelievedByItsSignatureAlone() throws IOException {
        try (RunningNode node = RunningNode.start(folder)) {
            String first = firstRelease(node);
            String second = node.deploy(new File("/static/a.txt", "two"));
            String third = node.deploy(new File("/static/a.txt", "three"));
            rehearse(node, second, first);
            Rehearsal proof = as(node.get(STAGING + "/1/rehearsal"), Rehearsal.class);
            Rehearsal forged = new Rehearsal(
                    proof.site(),
                    proof.environment(),
                    proof.run(),
                    OTHER_PLAN,
                    proof.release(),
                    proof.manifest(),
                    proof.base(),
                    proof.baseManifest(),
                    proof.baseCommit(),
                    proof.at(),
                    proof.key(),
                    proof.signature());
            Rehearsal foreign = new Rehearsal(
                    proof.site(),
                    proof.environment(),
                    proof.run(),
                    PLAN,
                    proof.release(),
                    proof.manifest(),
                    proof.base(),
                    proof.baseManifest(),
                    proof.baseCommit(),
                    proof.at(),
                    proof.key().replace("MCowBQYDK2VwAyEA", "MCowBQYDK2VwAyEB"),
                    proof.signature());

            assertThat(problem(node.post(PRODUCTION, ship(OTHER_PLAN, second, forged, null)))
                            .code())
                    .isEqualTo("rehearsal-not-trusted");
            assertThat(problem(node.post(PRODUCTION, ship(PLAN, second, foreign, null)))
                            .code())
                    .isEqualTo("rehearsal-not-trusted");
            assertThat(problem(node.post(PRODUCTION, ship(PLAN, third, proof, null)))
                            .code())
                    .isEqualTo("rehearsal-of-other-bytes");
            assertThat(as(node.post(PRODUCTION, ship(PLAN, second, proof, null)), Run.class)
                            .state())
                    .isEqualTo("running");
        }
    }

    @Test
    void ofTwoAtOnceOneWinsAndTheOtherIsToldWho() throws IOException {
        try (RunningNode node = RunningNode.start(folder)) {
            String first = firstRelease(node);
            Run run = as(node.post(STAGING, rehearsal(first, first)), Run.class);

            assertThat(problem(node.post(STAGING, rehearsal(first, first))).detail())
                    .contains("by mara", "holds staging");
            HttpResponse<String> byHand =
                    node.post("/v1/sites/shop/environments/staging/activations", Map.of("release", first));
            assertThat(problem(byHand).code()).isEqualTo("run-in-progress");
            report(node, STAGING, run, RunReport.end("aborted", "enough"));
            assertThat(as(node.post(STAGING, rehearsal(first, first)), Run.class)
                            .number())
                    .isEqualTo(2);
        }
    }

    @Test
    void whereARunStandsIsKnownAfterARestart() throws IOException {
        RunningNode node = RunningNode.start(folder);
        String first = firstRelease(node);
        Run run = as(node.post(STAGING, rehearsal(first, first)), Run.class);
        Instant now = node.now.get();
        report(
                node,
                STAGING,
                run,
                RunReport.of(new Run.Step("command", "forward", "begun", now, null, null, null, null)));
        report(
                node,
                STAGING,
                run,
                RunReport.of(new Run.Step("command", "forward", "done", now, now, "well", 0, "out")));
        node = node.restart(folder);

        Run after = as(node.get(STAGING + "/1"), Run.class);

        assertThat(after.steps()).hasSize(1);
        assertThat(after.steps().getFirst().state()).isEqualTo("done");
        assertThat(after.steps().getFirst().exitCode()).isZero();
        assertThat(problem(node.post(STAGING, rehearsal(first, first))).code()).isEqualTo("run-in-progress");
        node.close();
    }

    @Test
    void aRollbackByHandEndsWhatHoldsTheEnvironment() throws IOException {
        try (RunningNode node = RunningNode.start(folder)) {
            String first = firstRelease(node);
            String second = node.deploy(new File("/static/a.txt", "two"));
            node.activate("staging", second);
            Run run = as(node.post(STAGING, rehearsal(first, second)), Run.class);

            RunningNode.check(node.rollback("staging"), 200);

            assertThat(as(node.get(STAGING + "/1"), Run.class).state()).isEqualTo("aborted");
            assertThat(problem(node.post(STAGING + "/1", RunReport.alive())).code())
                    .isEqualTo("run-ended");
            assertThat(run.number()).isEqualTo(1);
        }
    }

    @Test
    void withoutARehearsalItTakesAnAdminAndAReason() throws IOException {
        try (RunningNode node = RunningNode.start(folder)) {
            String first = firstRelease(node);
            String deployer = as(
                            node.post(
                                    "/v1/tokens", Map.of("name", "ci", "role", "deployer", "environments", List.of())),
                            dev.slipway.api.Token.class)
                    .secret();
            byte[] request = RunningNode.bytes(ship(PLAN, first, null, "the house burns"));

            assertThat(problem(node.send("POST", PRODUCTION, request, deployer)).code())
                    .isEqualTo("override-needs-admin");
            Run run = as(node.post(PRODUCTION, ship(PLAN, first, null, "the house burns")), Run.class);
            assertThat(run.override()).isEqualTo("the house burns");
            assertThat(node.get("/v1/audit").body()).contains("unrehearsed, because: the house burns");
        }
    }

    /** A shipping of a second release that is live and is being graded. */
    private static Run graded(RunningNode node, String verdict, boolean rollback, boolean detached, AtomicLong nanos) {
        String first = firstRelease(node);
        String second = node.deploy(new File("/static/a.txt", "two"));
        rehearse(node, second, first);
        node.plane.measureWith(new ControlPlane.Measured(
                new ReleaseFigures(null),
                (grading, figures) -> List.of(new Run.Graded("errors * <= 1%", verdict, "as measured")),
                nanos::get));
        Run run = as(node.post(PRODUCTION, ship(PLAN, second, null, null)), Run.class);
        RunningNode.check(
                node.post(
                        "/v1/sites/shop/environments/production/activations",
                        ActivationRequest.ofRun(second, null, "run", "mara", run.number())),
                200);
        Instant now = node.now.get();
        Run.Grading grading =
                new Run.Grading(now, now.plusSeconds(30), 1, List.of("errors * <= 1%"), rollback, List.of());
        report(node, PRODUCTION, run, RunReport.grade(grading, detached));
        node.plane.tick();
        return run;
    }

    private static List<Run.Graded> results(Run run) {
        return Objects.requireNonNull(run.grading()).results();
    }

    private static Run later(RunningNode node, AtomicLong nanos, Duration byClock, Duration steady) {
        node.now.set(node.now.get().plus(byClock));
        nanos.addAndGet(steady.toNanos());
        node.plane.tick();
        return as(node.get(PRODUCTION + "/1"), Run.class);
    }

    @Test
    void aClockThatIsPutBackKeepsNobodyWaiting() throws IOException {
        AtomicLong nanos = new AtomicLong();
        try (RunningNode node = RunningNode.start(folder)) {
            graded(node, "missed", true, true, nanos);

            Run after = later(node, nanos, Duration.ofHours(-5), Duration.ofSeconds(50));

            assertThat(after.state()).isEqualTo("done");
            assertThat(results(after).getFirst().measured()).contains("clock jumped by");
        }
    }

    @Test
    void theWindowLiesByTheNodesClock() throws IOException {
        try (RunningNode node = RunningNode.start(folder)) {
            String first = firstRelease(node);
            String second = node.deploy(new File("/static/a.txt", "two"));
            rehearse(node, second, first);
            Run run = as(node.post(PRODUCTION, ship(PLAN, second, null, null)), Run.class);
            Instant now = node.now.get();
            Instant skewed = now.minus(Duration.ofHours(3));

            Run graded = report(
                    node,
                    PRODUCTION,
                    run,
                    RunReport.grade(
                            new Run.Grading(
                                    skewed, skewed.plusSeconds(30), 1, List.of("errors * <= 1%"), true, List.of()),
                            false));

            assertThat(Objects.requireNonNull(graded.grading()).until()).isEqualTo(now.plusSeconds(30));
        }
    }

    @Test
    void anEarlierClientIsRefusedOnceAnotherTookOver() throws IOException {
        try (RunningNode node = RunningNode.start(folder)) {
            String first = firstRelease(node);
            String second = node.deploy(new File("/static/a.txt", "two"));
            rehearse(node, second, first);
            Run run = as(node.post(PRODUCTION, ship(PLAN, second, null, null)), Run.class);
            String path = PRODUCTION + "/" + run.number();
            RunningNode.check(node.post(path, RunReport.alive().by(run.client())), 200);

            Run taken = report(node, PRODUCTION, run, RunReport.takenOverBy("ben"));

            assertThat(problem(node.post(path, RunReport.alive().by(run.client()))))
                    .satisfies(problem -> {
                        assertThat(problem.code()).isEqualTo("run-taken-over");
                        assertThat(problem.detail()).contains("taken over by ben");
                    });
            RunningNode.check(node.post(path, RunReport.alive().by(taken.client())), 200);
        }
    }

    @Test
    void aStepOfARunMakesNoOtherReleaseLive() throws IOException {
        try (RunningNode node = RunningNode.start(folder)) {
            String first = firstRelease(node);
            String second = node.deploy(new File("/static/a.txt", "two"));
            String third = node.deploy(new File("/static/a.txt", "three"));
            rehearse(node, second, first);
            Run run = as(node.post(PRODUCTION, ship(PLAN, second, null, null)), Run.class);

            HttpResponse<String> other = node.post(
                    "/v1/sites/shop/environments/production/activations",
                    ActivationRequest.ofRun(third, null, "run", "mara", run.number()));

            assertThat(problem(other).code()).isEqualTo("other-release");
            assertThat(node.live("production")).isEqualTo(first);
        }
    }

    @Test
    void whatIsStuckIsShownUntilAnotherRun() throws IOException {
        try (RunningNode node = RunningNode.start(folder)) {
            String first = firstRelease(node);
            String second = node.deploy(new File("/static/a.txt", "two"));
            Run run = as(node.post(STAGING, rehearsal(second, first)), Run.class);
            report(node, STAGING, run, RunReport.end("stuck", "to do by hand"));

            assertThat(Objects.requireNonNull(node.plane.standingRun("shop", "staging"))
                            .state())
                    .isEqualTo("stuck");
            rehearse(node, second, first);
            assertThat(node.plane.standingRun("shop", "staging")).isNull();
        }
    }

    @Test
    void theNodeGradesWhenTheWindowEndsAndNotBefore() throws IOException {
        AtomicLong nanos = new AtomicLong();
        try (RunningNode node = RunningNode.start(folder)) {
            graded(node, "met", true, false, nanos);

            assertThat(later(node, nanos, Duration.ofSeconds(20), Duration.ofSeconds(20))
                            .state())
                    .isEqualTo("grading");
            Run run = later(node, nanos, Duration.ofSeconds(11), Duration.ofSeconds(11));

            assertThat(run.state()).isEqualTo("done");
            assertThat(results(run)).extracting(Run.Graded::verdict).containsExactly("met");
        }
    }

    @Test
    void theNodeMovesThePointerOfADetachedRunThatMissed() throws IOException {
        AtomicLong nanos = new AtomicLong();
        try (RunningNode node = RunningNode.start(folder)) {
            Run run = graded(node, "missed", true, true, nanos);

            Run after = later(node, nanos, Duration.ofSeconds(31), Duration.ofSeconds(31));

            assertThat(after.state()).isEqualTo("taken-back");
            assertThat(after.detail()).contains("the app was left as it is: run `./down.sh`");
            assertThat(node.live("production")).isEqualTo(run.base());
        }
    }

    @Test
    void theClientTakesBackWhatMissedAndOnlyWhenItIsGoneTheNode() throws IOException {
        AtomicLong nanos = new AtomicLong();
        try (RunningNode node = RunningNode.start(folder)) {
            Run run = graded(node, "missed", true, false, nanos);

            Run waiting = later(node, nanos, Duration.ofSeconds(31), Duration.ofSeconds(31));
            assertThat(waiting.state()).isEqualTo("grading");
            assertThat(results(waiting)).hasSize(1);
            assertThat(node.live("production")).isEqualTo(run.release());

            Run gone = later(node, nanos, Duration.ofSeconds(61), Duration.ofSeconds(61));
            assertThat(gone.state()).isEqualTo("taken-back");
            assertThat(node.live("production")).isEqualTo(run.base());
        }
    }

    @Test
    void whatIsOnlyReportedStays() throws IOException {
        AtomicLong nanos = new AtomicLong();
        try (RunningNode node = RunningNode.start(folder)) {
            Run run = graded(node, "missed", false, true, nanos);

            Run after = later(node, nanos, Duration.ofSeconds(31), Duration.ofSeconds(31));

            assertThat(after.state()).isEqualTo("done");
            assertThat(after.detail()).contains("missed: errors * <= 1%");
            assertThat(node.live("production")).isEqualTo(run.release());
        }
    }

    @Test
    void aClockThatJumpsMakesNoVerdict() throws IOException {
        AtomicLong nanos = new AtomicLong();
        try (RunningNode node = RunningNode.start(folder)) {
            Run run = graded(node, "missed", true, true, nanos);

            Run after = later(node, nanos, Duration.ofHours(1), Duration.ofSeconds(2));

            assertThat(after.state()).isEqualTo("done");
            assertThat(results(after)).extracting(Run.Graded::verdict).containsExactly("inconclusive");
            assertThat(results(after).getFirst().measured()).contains("clock jumped by 3598 s");
            assertThat(node.live("production")).isEqualTo(run.release());
        }
    }
}
