package dev.slipway.control;

import static dev.slipway.control.RunningNode.as;
import static dev.slipway.control.RunningNode.draft;
import static dev.slipway.control.RunningNode.draftBy;
import static dev.slipway.control.RunningNode.frames;
import static dev.slipway.control.RunningNode.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.Problem;
import dev.slipway.api.Release;
import dev.slipway.api.ReleaseDraft;
import dev.slipway.control.RunningNode.File;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is malformed is refused with a specific problem and changes nothing. */
final class BadInputTest {
    private static final String RELEASES = "/v1/sites/shop/releases";
    private static final String CONTENTS = "/v1/sites/shop/contents";
    private static final File A = new File("/static/a.txt", "aaaa");
    private static final File B = new File("/static/b.txt", "bb");

    @TempDir
    Path folder;

    private RunningNode node;

    @BeforeEach
    void start() throws IOException {
        node = RunningNode.start(folder);
    }

    @AfterEach
    void stop() throws IOException {
        node.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "static/a.txt",
                "/static/../a.txt",
                "/static/./a.txt",
                "/static//a.txt",
                "/static/a\\b.txt",
                "/static/a\u0000.txt",
                "/static/a\n.txt",
                "/static/dir/",
                "/elsewhere/a.txt",
                "/static"
            })
    void refusesPaths(String path) {
        Problem problem = problem(node.post(RELEASES, draft(new File(path, "x"))));

        assertThat(problem.code()).isEqualTo("invalid-release");
        assertThat(problem.status()).isEqualTo(422);
        assertThat(problem.complaints()).hasSize(1);
        assertThat(node.get(RELEASES).body()).isEqualTo("{\"releases\":[]}");
    }

    @Test
    void refusesPathsThatAUrlFolds() {
        assertThat(complaints(draft(A, A))).first().asString().contains("are one in a URL");
        assertThat(complaints(draft(new File("/static/e\u0301.txt", "1"), new File("/static/\u00e9.txt", "2"))))
                .hasSize(1);
        assertThat(complaints(draft(new File("/static/a%20b.txt", "1"), new File("/static/a b.txt", "2"))))
                .hasSize(1);
    }

    @Test
    void namesEveryComplaintAtOnce() {
        ReleaseDraft.File wrongDigest = new ReleaseDraft.File("/static/x", "ABC", 1, false);
        ReleaseDraft.File wrongSize =
                new ReleaseDraft.File("/static/y", A.digest().hex(), -1, false);
        assertThat(complaints(withFiles(List.of(wrongDigest, wrongSize)))).hasSize(2);
        assertThat(complaints(withFiles(List.of()))).hasSize(1);
    }

    @Test
    void refusesAnotherSizeForAContentThatIsHere() {
        node.deploy(A);

        ReleaseDraft.File lying =
                new ReleaseDraft.File("/static/a.txt", A.digest().hex(), 5, false);
        assertThat(complaints(withFiles(List.of(lying)))).hasSize(1);
    }

    @Test
    void refusesAFingerprintedPathThatChanged() {
        String first = node.deploy(new File("/static/app.h4sh.js", "one"));

        ReleaseDraft changed = draft(new File("/static/app.h4sh.js", "two"));
        assertThat(complaints(changed)).first().asString().contains("/static/app.h4sh.js", first, "--mutable");
        ReleaseDraft allowed = new ReleaseDraft(
                changed.configuration(), changed.files(), changed.origin(), List.of("/static/app.h4sh.js"));
        assertThat(as(node.post(RELEASES, allowed), Release.class).missing()).hasSize(1);
    }

    @Test
    void refusesPagesThatAreNotThere() {
        String toml = RunningNode.TOML + """

                [[route]]
                name = "assets"
                match = "/static/*"
                serve = "release"
                errors = { "404" = "/static/404.html" }
                """;
        ReleaseDraft draft = new ReleaseDraft(toml, draft(A).files(), draft(A).origin(), List.of());

        assertThat(complaints(draft)).first().asString().contains("/static/404.html");
    }

    @Test
    void refusesAConfigurationWithMistakes() {
        ReleaseDraft draft = new ReleaseDraft("site = 3", draft(A).files(), draft(A).origin(), List.of());

        assertThat(problem(node.post(RELEASES, draft)).code()).isEqualTo("invalid-configuration");
    }

    @Test
    void refusesContents() {
        as(node.post(RELEASES, draft(A, B)), Release.class);
        byte[] wrong = (A.digest() + " 4\nbbbb").getBytes(StandardCharsets.UTF_8);
        byte[] tooShort = (A.digest() + " 4\naa").getBytes(StandardCharsets.UTF_8);
        byte[] tooLong = (A.digest() + " 4\naaaaaa").getBytes(StandardCharsets.UTF_8);

        assertThat(send(wrong).detail()).contains(A.digest().hex(), "SHA-256");
        assertThat(send(tooShort).detail()).contains(A.digest().hex(), "2 of the announced 4");
        assertThat(node.release("2026-11-22.1").state()).isEqualTo("receiving");
        assertThat(missing(A, B)).hasSize(2);
        assertThat(send(tooLong).code()).isEqualTo("bad-frame");
        assertThat(missing(A, B))
                .as("the frame before the surplus bytes was whole")
                .hasSize(1);
        assertThat(send(frames(new File("/static/c.txt", "c"))).code()).isEqualTo("content-not-expected");
        assertThat(send("nonsense".getBytes(StandardCharsets.UTF_8)).code()).isEqualTo("bad-frame");
    }

    @Test
    void keepsTheFramesBeforeAWrongOne() {
        as(node.post(RELEASES, draft(A, B)), Release.class);
        byte[] both = new String(frames(A, B), StandardCharsets.UTF_8)
                .replace("\nbb", "\nxx")
                .getBytes(StandardCharsets.UTF_8);

        assertThat(send(both).detail()).contains(B.digest().hex());
        assertThat(missing(A, B)).containsExactly(B.digest().hex());
    }

    @Test
    void refusesASecondDeployAndSaysWhich() {
        as(node.post(RELEASES, draftBy("mara", A)), Release.class);

        Problem problem = problem(node.post(RELEASES, draftBy("tom", B)));
        assertThat(problem.code()).isEqualTo("deploy-in-progress");
        assertThat(problem.detail()).contains("2026-11-22.1", "mara");
        assertThat(problem.retry()).isEqualTo("safe");

        node.now.updateAndGet(now -> now.plus(Duration.ofMinutes(1)));
        assertThat(as(node.post(RELEASES, draftBy("tom", B)), Release.class).name())
                .isEqualTo("2026-11-22.2");
    }

    @Test
    void refusesWhatDoesNotExist() {
        String release = node.deploy(A);
        String activations = "/v1/sites/shop/environments/staging/activations";
        assertThat(problem(node.get("/v1/sites/other/releases")).code()).isEqualTo("unknown-site");
        assertThat(problem(node.get(RELEASES + "/2026-01-01.1")).code()).isEqualTo("unknown-release");
        assertThat(problem(node.get(RELEASES + "/x/files")).code()).isEqualTo("unknown-release");
        assertThat(problem(node.post(activations, Map.of("release", "x"))).code())
                .isEqualTo("unknown-release");
        String nowhere = "/v1/sites/shop/environments/nowhere/";
        assertThat(problem(node.get(nowhere + "activations")).code()).isEqualTo("unknown-environment");
        assertThat(problem(node.post(nowhere + "activations", Map.of("release", release)))
                        .code())
                .isEqualTo("unknown-environment");
        assertThat(problem(node.post(nowhere + "rollback", Map.of())).code()).isEqualTo("unknown-environment");
        assertThat(problem(node.rollback("staging")).code()).isEqualTo("nothing-to-roll-back");
        assertThat(problem(node.get("/v1/sites/shop/diff?from=" + release)).code())
                .isEqualTo("missing-parameter");
        assertThat(problem(node.get("/v1/nothing")).code()).isEqualTo("no-such-path");
        assertThat(problem(node.put(RELEASES, "{}")).code()).isEqualTo("method-not-allowed");
        assertThat(problem(node.get("/v1/logs?lines=-1")).code()).isEqualTo("bad-parameter");
    }

    @Test
    void readsBodiesStrictly() {
        String origin = "\"origin\":{\"by\":\"mara\"},\"mutable\":[]";
        List<String> bodies = new ArrayList<>();
        bodies.add("");
        bodies.add("null");
        bodies.add("[]");
        bodies.add("{\"release\"");
        bodies.add("{} {}");
        for (String body : bodies) {
            assertThat(problem(node.post(RELEASES, body)).code()).as(body).isEqualTo("bad-body");
        }
        String file = "{\"path\":\"/static/a\",\"sha256\":\"x\",\"size\":%s,\"fingerprinted\":%s}";
        assertRefused("{\"files\":[]," + origin + "}", "configuration");
        assertRefused("{\"configuration\":null,\"files\":[]," + origin + "}", "configuration");
        assertRefused("{\"configuration\":1,\"files\":[]," + origin + "}", "configuration");
        assertRefused("{\"configuration\":\"\",\"files\":[null]," + origin + "}", "files");
        assertRefused("{\"configuration\":\"\",\"files\":[{\"path\":null}]," + origin + "}", "path");
        assertRefused(draftOf(file.formatted("\"1\"", "true"), origin), "size");
        assertRefused(draftOf(file.formatted("1.5", "true"), origin), "size");
        assertRefused(draftOf(file.formatted("1", "\"true\""), origin), "fingerprinted");
        assertRefused(draftOf(file.formatted("1", "null"), origin), "fingerprinted");
        assertRefused("{\"configuration\":\"\",\"files\":[],\"colour\":1," + origin + "}", "colour");
        assertRefused("{\"configuration\":\"\",\"configuration\":\"\"}", "configuration");
        assertThat(node.get(RELEASES).body()).isEqualTo("{\"releases\":[]}");
    }

    private static String draftOf(String file, String origin) {
        return "{\"configuration\":\"\",\"files\":[" + file + "]," + origin + "}";
    }

    @Test
    void refusesBodiesThatAreTooLong() {
        String body = "{\"release\":\"" + "x".repeat((int) RequestBody.MOST_BYTES) + "\"}";

        HttpResponse<String> refused = node.post("/v1/sites/shop/environments/staging/activations", body);
        assertThat(problem(refused).status()).isEqualTo(413);
    }

    private void assertRefused(String body, String naming) {
        Problem problem = problem(node.post(RELEASES, body));
        assertThat(problem.code()).as(body).isEqualTo("bad-body");
        assertThat(problem.detail()).contains(naming);
    }

    private Problem send(byte[] body) {
        return problem(node.send("POST", CONTENTS, body, node.admin));
    }

    private List<String> missing(File... files) {
        return as(node.post(RELEASES, draft(files)), Release.class).missing();
    }

    private List<String> complaints(ReleaseDraft draft) {
        Problem problem = problem(node.post(RELEASES, draft));
        assertThat(problem.code()).isEqualTo("invalid-release");
        return java.util.Objects.requireNonNull(problem.complaints());
    }

    private static ReleaseDraft withFiles(List<ReleaseDraft.File> files) {
        return new ReleaseDraft(RunningNode.TOML, files, draft(A).origin(), List.of());
    }
}
