package dev.slipway.control;

import static dev.slipway.control.RunningNode.as;
import static dev.slipway.control.RunningNode.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.Rehearsal;
import dev.slipway.api.Run;
import dev.slipway.api.RunReport;
import dev.slipway.api.RunRequest;
import dev.slipway.control.RunningNode.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What this node believes of a rehearsal that another node saw, whose releases have names of their own. */
final class ForeignRehearsalTest {
    private static final String PLAN = "0123456789abcdef".repeat(4);
    private static final String FIRST_COMMIT = "1".repeat(40);
    private static final String SECOND_COMMIT = "2".repeat(40);
    private static final File FIRST = new File("/static/a.txt", "one");
    private static final File SECOND = new File("/static/a.txt", "two");
    private static final String STAGING = "/v1/sites/shop/environments/staging/";
    private static final String PRODUCTION = "/v1/sites/shop/environments/production/";

    @TempDir
    Path folder;

    private RunningNode there;
    private RunningNode here;
    private String key;

    @BeforeEach
    void start() throws IOException {
        there = RunningNode.start(Files.createDirectories(folder.resolve("there")));
        key = rehearsed(null, SECOND).key();
        here = new RunningNode(
                Files.createDirectories(folder.resolve("here")),
                RunningNode.clock(),
                RunningNode.TOML + "\n[node]\ntrusted_rehearsals = [\"" + key + "\"]\n");
    }

    @AfterEach
    void close() throws IOException {
        there.close();
        here.close();
    }

    /** A proof of the other node, from what is live in its staging. */
    private Rehearsal rehearsed(@Nullable String base, File file) {
        String release = there.deployCommit(SECOND_COMMIT, file);
        RunRequest request = new RunRequest("rehearsal", PLAN, release, base, null, null, null, List.of(), "mara");
        Run run = as(there.post(STAGING + "runs", request), Run.class);
        as(there.post(STAGING + "runs/" + run.number(), RunReport.end("done", "well")), Run.class);
        return as(there.get(STAGING + "runs/" + run.number() + "/rehearsal"), Rehearsal.class);
    }

    /** What is live in this node's production. */
    private void live(String commit, File file) {
        String release = here.deployCommit(commit, file);
        RunningNode.check(
                here.post(PRODUCTION + "activations", Map.of("release", release, "reason", "as it was")), 200);
    }

    private RunRequest ship(@Nullable Rehearsal proof) {
        String release = here.deployCommit(SECOND_COMMIT, SECOND);
        return new RunRequest("ship", PLAN, release, null, null, proof, null, List.of(), "mara");
    }

    private Rehearsal fromFirst() {
        String base = there.deployCommit(FIRST_COMMIT, FIRST);
        there.activate("staging", base);
        return rehearsed(base, SECOND);
    }

    @Test
    void whatItStartedFromIsToldByFilesAndCommit() {
        Rehearsal proof = fromFirst();
        live(FIRST_COMMIT, FIRST);

        Run run = as(here.post(PRODUCTION + "runs", ship(proof)), Run.class);

        assertThat(run.state()).isEqualTo("running");
        assertThat(run.base()).isNotEqualTo(proof.base());
    }

    @Test
    void anotherCommitIsAnotherBase() {
        Rehearsal proof = fromFirst();
        live("3".repeat(40), FIRST);

        assertThat(problem(here.post(PRODUCTION + "runs", ship(proof))).detail())
                .contains("rehearsed from release", "of commit 111111111111", "of commit 333333333333 is live");
    }

    @Test
    void otherFilesAreAnotherBase() {
        Rehearsal proof = fromFirst();
        live(FIRST_COMMIT, new File("/static/a.txt", "another one"));

        assertThat(problem(here.post(PRODUCTION + "runs", ship(proof))).code()).isEqualTo("rehearsal-of-another-base");
    }

    @Test
    void fromNothingIsFromNothing() {
        assertThat(as(here.post(PRODUCTION + "runs", ship(rehearsed(null, SECOND))), Run.class)
                        .base())
                .isNull();
    }

    @Test
    void fromNothingIsNotFromSomething() {
        live(FIRST_COMMIT, FIRST);

        assertThat(problem(here.post(PRODUCTION + "runs", ship(rehearsed(null, SECOND))))
                        .detail())
                .contains("rehearsed from nothing");
    }

    /** A commit is whatever a client of the other node said: it must not pass for two members. */
    @Test
    void aLineBreakWithinAMemberIsRefused() {
        String base = there.deployCommit("4\n5", FIRST);
        there.activate("staging", base);

        assertThat(problem(here.post(PRODUCTION + "runs", ship(rehearsed(base, SECOND))))
                        .detail())
                .contains("a line break where none can be");
    }

    @Test
    void aProofWithoutAllItsMembersIsMalformed() {
        Map<String, Object> incomplete = Map.of(
                "kind", "ship",
                "plan", PLAN,
                "release", here.deploy(SECOND),
                "rollback", List.of(),
                "rehearsal", Map.of("plan", PLAN, "run", 1));

        assertThat(problem(here.post(PRODUCTION + "runs", incomplete)).status()).isEqualTo(400);
    }
}
