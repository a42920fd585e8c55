package dev.slipway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.Json;
import dev.slipway.api.Run;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page about CI done as it says: its token, its shell script through a real tunnel, its workflow, and what failing prints. */
class FromCiTest {
    private static final Guide SAMPLES = section("What a failing run prints");

    @TempDir
    Path folder;

    private ShippingSite site;
    private ShippingScript runner;
    private Map<String, String> secrets;

    private static Guide section(String heading) {
        try {
            return Guide.section("ci.md", heading);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @BeforeEach
    void aSiteThatBuildsWhatItShips() throws Exception {
        site = new ShippingSite(Files.createDirectories(folder.resolve("repository")));
        Path repository = site.repository().folder();
        Files.writeString(repository.resolve("build.sh"), """
                #!/bin/sh
                mkdir -p dist && echo 'body { color: black }' > dist/style.css
                """);
        site.line("chmod +x build.sh && echo dist/ >> .gitignore && git rm -qr --cached dist && rm -r dist");
        site.replace("app.py", "Welcome", "Welcome back")
                .record("A warmer welcome", "[\"errors * <= 1%\"]", "rollback")
                .commit("a warmer welcome");
        secrets = Map.of(
                "SLIPWAY_TOKEN", token("ci", ""),
                "DATABASE_PASSWORD", "hunter2-and-more",
                "SHOP_USER_A", "amelie:secret-a",
                "SHOP_USER_B", "bertram:secret-b");
        // Nothing of the machine on which the node was started: what is not given to the job is not there.
        runner = new ShippingScript(
                new Shell(
                        repository,
                        Map.of(
                                "XDG_STATE_HOME",
                                folder.resolve("nothing").toString(),
                                "PYTHONDONTWRITEBYTECODE",
                                "1",
                                "GIT_CONFIG_GLOBAL",
                                "/dev/null")),
                folder);
    }

    @AfterEach
    void end() throws Exception {
        if (site != null) {
            site.close();
        }
    }

    /** The secret of a token of that name, made as the page says, with more said. */
    private String token(String name, String more) throws IOException, InterruptedException {
        String line = section("Once").blocks("sh").getFirst().strip().replace(" ci ", ' ' + name + ' ');
        assertThat(line).startsWith("slipway ");
        String printed = site.slipway((line.substring("slipway ".length()) + more + " --json").split(" "))
                .out();
        return Json.MAPPER.readTree(printed).get("secret").asText();
    }

    /** Where the ports of the page are here. */
    private Map<String, String> places() {
        String control = site.node().control();
        return Map.of(
                "9090",
                control.substring(control.lastIndexOf(':') + 1),
                "8080",
                String.valueOf(site.node().port()),
                "8001",
                String.valueOf(site.repository().port("staging")),
                "8002",
                String.valueOf(site.repository().port("production")));
    }

    /** The page's script; the two ends of a tunnel on one machine have different numbers. */
    private String script() throws IOException {
        String script = section("A plain shell").blocks("sh").getFirst();
        for (Map.Entry<String, String> place : places().entrySet()) {
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                script = script.replace(
                                "-L 127.0.0.1:" + place.getKey() + ":127.0.0.1:" + place.getKey(),
                                "-L 127.0.0.1:" + free.getLocalPort() + ":127.0.0.1:" + place.getValue())
                        .replace(
                                "SLIPWAY_URL=http://127.0.0.1:" + place.getKey(),
                                "SLIPWAY_URL=http://127.0.0.1:" + free.getLocalPort());
            }
        }
        assertThat(script).doesNotContain("9090", "8080");
        return script;
    }

    private SshServer server() throws Exception {
        String authorized = section("Once").blocks("").getFirst().replaceFirst(" ssh-ed25519 .*\n", "");
        for (Map.Entry<String, String> place : places().entrySet()) {
            assertThat(authorized).contains("127.0.0.1:" + place.getKey());
            authorized = authorized.replace("127.0.0.1:" + place.getKey(), "127.0.0.1:" + place.getValue());
        }
        SshServer server = new SshServer(Files.createDirectories(folder.resolve("ssh")), authorized);
        runner.command("ssh", server.client());
        return server;
    }

    private Shell.Result inShell(String script, Map<String, String> variables) {
        try {
            return runner.run(script, variables);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private Run newest(String environment) {
        return site.client().runs(ShippingSite.SITE, environment).getFirst();
    }

    /** What differs from run to run, told apart no more. */
    private static String alike(String printed) {
        return printed.replaceAll("\\b\\d{4}-\\d\\d-\\d\\d\\.\\d+", "RELEASE")
                .replaceAll("\\b[0-9a-f]{12}\\b", "PLAN")
                .replaceAll("\\b(shop|shipping)/", "SITE/")
                .replaceAll("127\\.0\\.0\\.1:\\d+", "ADDRESS")
                .replaceAll("\\b\\d+ objects? (is|are) ", "OBJECTS ")
                .strip();
    }

    private static void prints(Shell.Result result, int sample) {
        assertThat(alike(result.err() + result.out()))
                .isEqualTo(alike(SAMPLES.blocks("").get(sample)));
    }

    @Test
    void theShellShipsThroughTheTunnel() throws Exception {
        try (SshServer server = server()) {
            String first = site.live("production");
            Map<String, String> limited = new HashMap<>(secrets);
            limited.put("SLIPWAY_TOKEN", token("rehearsals", " --environment shipping/staging"));
            Shell.Result refused = inShell(script(), limited);
            assertThat(refused.code()).as(refused.out() + refused.err()).isEqualTo(3);
            assertThat(refused.out()).contains("rehearsal 1 of", "in shipping/staging: done");
            assertThat(site.live("production")).isEqualTo(first);

            Shell.Result shipped = inShell(script(), secrets);

            assertThat(shipped.code()).as(shipped.out() + shipped.err()).isZero();
            assertThat(shipped.out()).contains("in shipping/production: grading");
            assertThat(server.accepted()).isEqualTo(2);
            assertThat(site.get("/?fresh")).contains("Welcome back");
            assertThat(newest("production").by()).isEqualTo("mara@shop.test (ci)");
            // Nobody visited, so nothing is proved; and the client is long gone.
            Run graded = Eventually.get(() -> newest("production"), run -> !run.holdsEnvironment());
            assertThat(graded.state()).isEqualTo("done");
        }
    }

    private List<Workflow.Step> workflow() throws IOException {
        Map<String, String> expressions = new HashMap<>();
        secrets.forEach((name, value) -> expressions.put("secrets." + name, value));
        expressions.put("github.actor", "mara");
        Map<String, String> github = Workflow.files(folder);
        Workflow workflow =
                new Workflow(section("GitHub Actions").blocks("yaml").getFirst());
        assertThat(workflow.member("permissions"))
                .isEqualTo(Map.of("contents", "read", "actions", "read", "security-events", "write"));
        return workflow.run(expressions, (script, variables) -> {
            Map<String, String> all = new HashMap<>(variables);
            all.putAll(github);
            assertThat(all.put("SLIPWAY_URL", site.node().control())).isEqualTo("http://127.0.0.1:9090");
            return inShell(script, all);
        });
    }

    private static String outcomes(List<Workflow.Step> steps) {
        StringBuilder lines = new StringBuilder();
        for (Workflow.Step step : steps) {
            lines.append(step.outcome())
                    .append(' ')
                    .append(step.name().replaceAll(" [-\">].*", ""))
                    .append('\n');
        }
        return lines.toString();
    }

    private static Shell.Result resultOf(List<Workflow.Step> steps, String name) {
        return steps.stream()
                .filter(step -> step.name().equals(name))
                .map(step -> Objects.requireNonNull(step.result()))
                .findFirst()
                .orElseThrow();
    }

    private String all(List<Workflow.Step> steps) {
        return steps.stream().map(String::valueOf).collect(Collectors.joining("\n"));
    }

    @Test
    void theWorkflowShips() throws Exception {
        List<Workflow.Step> steps = workflow();

        assertThat(outcomes(steps)).as(all(steps)).isEqualTo("""
                success actions/checkout@v4
                success ./build.sh
                success slipway rehearse
                success slipway note show staging
                success slipway check inspect
                success github/codeql-action/upload-sarif@v3
                success slipway ship
                success slipway note show production
                """);
        assertThat(site.get("/?fresh")).contains("Welcome back");
        assertThat(newest("production").by()).isEqualTo("mara (ci)");
        assertThat(Json.MAPPER
                        .readTree(folder.resolve("inspect.sarif").toFile())
                        .get("version")
                        .asText())
                .isEqualTo("2.1.0");
        assertThat(Files.readString(folder.resolve("summary.md")))
                .contains("A warmer welcome", "| command | back | done |", "| errors * <= 1% |")
                .doesNotContain("hunter2");
    }

    @Test
    void whatFailsInStagingEndsTheWorkflowThere() throws Exception {
        String before = site.live("production");
        site.replace("deploy.sh", "    start\n    echo", "    start\n    echo half done >&2; exit 7\n    echo")
                .commit("failing command");

        List<Workflow.Step> steps = workflow();

        assertThat(outcomes(steps)).as(all(steps)).isEqualTo("""
                success actions/checkout@v4
                success ./build.sh
                failure slipway rehearse
                success slipway note show staging
                skipped slipway check inspect
                skipped github/codeql-action/upload-sarif@v3
                skipped slipway ship
                skipped slipway note show production
                """);
        Shell.Result rehearsal = resultOf(steps, "slipway rehearse");
        assertThat(rehearsal.code()).isEqualTo(1);
        prints(rehearsal, 0);
        assertThat(Files.readString(folder.resolve("summary.md"))).contains("half done", "taken-back");
        assertThat(site.live("production")).isEqualTo(before);
        Map<String, String> job = new HashMap<>(secrets);
        job.put("SLIPWAY_URL", site.node().control());
        Shell.Result unrehearsed = inShell("slipway ship --detach", job);
        assertThat(unrehearsed.code()).isEqualTo(3);
        prints(unrehearsed, 1);
    }

    @Test
    void whatFailsInProductionOnlyIsTakenBackAndRecorded() throws Exception {
        String before = site.live("production");
        site.replace(
                        "deploy.sh",
                        "    start\n    echo",
                        "    start\n    [ $SLIPWAY_ENVIRONMENT = staging ] || exit 7\n    echo")
                .commit("fails in production");

        List<Workflow.Step> steps = workflow();

        assertThat(outcomes(steps)).as(all(steps)).contains("""
                failure slipway ship
                success slipway note show production
                """);
        assertThat(Files.readString(folder.resolve("summary.md"))).contains("the command failed: exit code 7");
        assertThat(site.live("production")).isEqualTo(before);
        assertThat(site.get("/?fresh")).doesNotContain("Welcome back");
        Map<String, String> job = new HashMap<>(secrets);
        job.put("SLIPWAY_URL", site.node().control());
        Shell.Result detached = inShell("slipway ship --detach", job);
        assertThat(detached.code()).as(detached.out() + detached.err()).isEqualTo(1);
        assertThat(detached.out()).contains("taken-back");
    }

    @Test
    void withoutATunnelNothingIsDone() throws Exception {
        try (SshServer server = server()) {
            Map<String, String> job = new HashMap<>(secrets);
            try (ServerSocket nobody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                job.put("SLIPWAY_URL", "http://127.0.0.1:" + nobody.getLocalPort());
            }
            Shell.Result unreachable = inShell("slipway status", job);
            assertThat(unreachable.code()).isEqualTo(4);
            prints(unreachable, 2);

            // A port that is taken ends the script before anything is begun.
            String taken = script().replaceFirst(
                            "(-L 127\\.0\\.0\\.1:)\\d+:", "$1" + site.node().port() + ":");
            Shell.Result refused = inShell(taken, secrets);
            assertThat(refused.code()).as(refused.err()).isEqualTo(255);
            assertThat(refused.err()).contains("Could not request local forwarding");
            assertThat(server.accepted()).isEqualTo(1);
            assertThat(site.client().runs(ShippingSite.SITE, "staging")).isEmpty();
        }
    }
}
