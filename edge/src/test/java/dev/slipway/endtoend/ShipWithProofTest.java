package dev.slipway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.Run;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stories of shipping with real uvicorn processes and the command line: what is good arrives, what is bad is taken back. */
class ShipWithProofTest {
    @TempDir
    Path folder;

    /** Visitors of production, as long as this is open. */
    private static final class Visitors implements AutoCloseable {
        private static final int AT_ONCE = 5;

        private final AtomicBoolean stop = new AtomicBoolean();
        private final List<Thread> threads = new ArrayList<>();

        Visitors(ShippingSite site) {
            int port = site.node().port();
            AtomicInteger visit = new AtomicInteger();
            for (int i = 0; i < AT_ONCE; i++) {
                threads.add(Thread.ofVirtual().start(() -> {
                    while (!stop.get()) {
                        visit(port, "/?visit=" + visit.incrementAndGet());
                    }
                }));
            }
        }

        private static void visit(int port, String path) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.1", port));
                socket.getOutputStream()
                        .write(("GET " + path + " HTTP/1.1\r\nHost: shipping.localhost\r\nConnection: close\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                socket.getInputStream().readAllBytes();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void close() throws InterruptedException {
            stop.set(true);
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }

    @Test
    void aGoodChangeIsRehearsedShippedAndGradedMet() throws Exception {
        try (ShippingSite site = new ShippingSite(folder)) {
            String before = site.live("production");
            site.replace("app.py", "Welcome", "Welcome back")
                    .record("A warmer welcome", "[\"errors * <= 1%\", \"p95 site <= 10s\"]", "rollback");
            site.commit("a warmer welcome");

            theRecordIsRefusedWhereItIsNotClear(site);
            Shell.Result unrehearsed = site.attempt("ship");
            assertThat(unrehearsed.code()).as(unrehearsed.err()).isEqualTo(3);
            assertThat(unrehearsed.err()).contains("no rehearsal on this node came to a good end");

            Shell.Result rehearsal = site.slipway("rehearse");
            assertThat(rehearsal.out()).contains("rehearsal 1 of ", "in shipping/staging: done");
            assertThat(rehearsal.err())
                    .contains("command back: exit code 0", "check rollback: passed", "check sessions: passed");
            assertThat(rehearsal.err()).contains("runs with the password ••••").doesNotContain("hunter2");
            assertThat(site.live("production")).isEqualTo(before);

            try (Visitors visitors = new Visitors(site)) {
                Shell.Result shipped = site.slipway("ship");
                assertThat(shipped.out()).contains("in shipping/production: done");
                assertThat(shipped.out()).contains("met           errors * <= 1%", "met           p95 site <= 10s");
            }
            assertThat(site.live("production")).isNotEqualTo(before);
            assertThat(site.get("/?fresh")).contains("Welcome back");

            Shell.Result checked = site.slipway(
                    "check", "purge", "rollback", "timing", "--blocks", "3", "--block", "100", "--warm-up", "100");
            assertThat(checked.out())
                    .contains("purge: passed", "rollback: passed", "timing: passed", "nothing to compare with");
            Shell.Result over2 = site.slipway(
                    "check",
                    "timing",
                    "--http2",
                    "--url",
                    "http://shipping.localhost:" + site.node().port() + "/static/style.css",
                    "--blocks",
                    "2",
                    "--block",
                    "200",
                    "--warm-up",
                    "100",
                    "--format",
                    "json");
            assertThat(over2.out()).contains("\"requests\" : 20", "\"failures\" : 0");
            Shell.Result stranger = site.attemptWith("SHOP_USER_A", "amelie:wrong", "check", "sessions");
            assertThat(stranger.code()).isEqualTo(1);
            assertThat(stranger.out())
                    .contains("log-in-failed", "POST /login as amelie gave 403")
                    .doesNotContain("wrong");
            assertThat(site.attempt("check", "purge", "--environment", "production")
                            .err())
                    .contains("This check is not for a protected environment");

            String note = site.slipway("note", "show", "production").out();
            assertThat(note)
                    .contains(
                            "title     = \"A warmer welcome\"",
                            "| command | forward | done |",
                            "| errors * <= 1% | met |");
            assertThat(note).doesNotContain("hunter2");
            assertThat(site.slipway("status").out()).contains("LAST HOUR", "production/site");

            Shell.Result secretless = site.attemptWith("DATABASE_PASSWORD", "", "rollback");
            assertThat(secretless.code()).isEqualTo(3);
            assertThat(secretless.err()).contains("A secret is missing", "--pointer-only");
            assertThat(site.live("production")).isNotEqualTo(before);

            // Who visits meanwhile has the page stored that the app still gives until the command has run.
            try (Visitors visitors = new Visitors(site)) {
                Shell.Result back = site.slipway("rollback");
                assertThat(back.out()).contains("app       ./deploy.sh down: exit code 0");
            }
            assertThat(site.live("production")).isEqualTo(before);
            assertThat(site.get("/")).contains("Welcome").doesNotContain("Welcome back");
        }
    }

    private static void theRecordIsRefusedWhereItIsNotClear(ShippingSite site) throws Exception {
        Path changes = site.repository().folder().resolve("changes");
        Path record;
        try (var records = Files.list(changes)) {
            record = records.findFirst().orElseThrow();
        }
        Path typo = changes.resolve("9999-typo.md");
        Files.writeString(typo, Files.readString(record).replace("p95 site", "p95 sitee"));
        Shell.Result unknown = site.attempt("rehearse", "--record", "changes/9999-typo.md");
        assertThat(unknown.code()).isEqualTo(3);
        assertThat(unknown.err())
                .contains(
                        "changes/9999-typo.md:4:", "the route \"sitee\"", "expected * or one of assets, account, site");
        Files.delete(typo);

        Path second = changes.resolve(record.getFileName().toString().replace("a-warmer", "another"));
        Files.copy(record, second);
        Shell.Result which = site.attempt("rehearse");
        assertThat(which.code()).isEqualTo(3);
        assertThat(which.err())
                .contains("It is not clear which change record is meant", "another-welcome.md", "--record");
        Files.delete(second);

        Path uncommitted = Files.writeString(site.repository().folder().resolve("left.txt"), "not in any commit");
        Shell.Result dirty = site.attempt("rehearse");
        assertThat(dirty.code()).isEqualTo(3);
        assertThat(dirty.err()).contains("The work tree has changes", "commit or stash");
        Files.delete(uncommitted);
    }

    @Test
    void aSlowPageIsTakenBackByItself() throws Exception {
        try (ShippingSite site = new ShippingSite(folder)) {
            String before = site.live("production");
            site.replace(
                            "app.py",
                            "def home(request: Request):\n",
                            "def home(request: Request):\n    import time; time.sleep(0.15)\n")
                    .record("A page that takes its time", "[\"p50 site <= 50ms\"]", "rollback");
            site.commit("slow");
            site.slipway("rehearse");

            try (Visitors visitors = new Visitors(site)) {
                Shell.Result shipped = site.attempt("ship");
                assertThat(shipped.code()).as(shipped.out() + shipped.err()).isEqualTo(1);
                assertThat(shipped.out()).contains("taken-back", "missed p50 site <= 50ms");
            }
            assertThat(site.live("production")).isEqualTo(before);
            String note = site.slipway("note", "show", "production").out();
            assertThat(note)
                    .contains(
                            "| p50 site <= 50ms | missed |", "| command | back | done |", "| activate | back | done |");
        }
    }

    /** Three that are stopped in staging, one after the other, because each leaves everything as it was. */
    @Test
    void whatIsBadDoesNotLeaveStaging() throws Exception {
        try (ShippingSite site = new ShippingSite(folder)) {
            aLeakedSession(site);
            site.line("git reset -q --hard HEAD~1");
            aBrokenAsset(site);
            site.line("git reset -q --hard HEAD~1");
            aFailingCommand(site);
        }
    }

    private static void aLeakedSession(ShippingSite site) throws Exception {
        String before = site.live("production");
        site.replace("app.py", "\"private, no-store\")", "\"public, max-age=60\")")
                .replace("slipway.toml", "cache = \"never\"\n", "")
                .record("A faster account", "[\"errors * <= 1%\"]", "rollback");
        site.commit("leak");

        Shell.Result rehearsal = site.attempt("rehearse");

        assertThat(rehearsal.code()).as(rehearsal.out() + rehearsal.err()).isEqualTo(1);
        assertThat(rehearsal.out()).contains("taken-back");
        assertThat(rehearsal.err()).contains("check sessions: failed", "leak-to-other-user", "leak-to-stranger");
        assertThat(site.slipway("note", "show", "staging").out()).contains("### check sessions: failed");
        assertThat(site.attempt("ship").code()).isEqualTo(3);
        assertThat(site.live("production")).isEqualTo(before);
        assertThat(site.live("staging")).isEqualTo(before);
    }

    private static void aBrokenAsset(ShippingSite site) throws Exception {
        site.replace("app.py", "/static/style.css", "/static/styles.css")
                .record("A new stylesheet", "[\"errors * <= 1%\"]", "rollback");
        site.commit("broken asset");

        Shell.Result rehearsal = site.attempt("rehearse");

        assertThat(rehearsal.code()).as(rehearsal.out() + rehearsal.err()).isEqualTo(1);
        assertThat(rehearsal.err())
                .contains("check inspect: failed", "dead-reference", "/static/styles.css answers 404");
        assertThat(site.slipway("note", "show", "staging").out())
                .contains("dead-reference", "| command | back | done |");
    }

    private static void aFailingCommand(ShippingSite site) throws Exception {
        String before = site.live("staging");
        site.replace("deploy.sh", "    start\n    echo", "    start\n    echo half done >&2; exit 7\n    echo")
                .record("A command that fails", "[\"errors * <= 1%\"]", "rollback");
        site.commit("failing command");

        Shell.Result rehearsal = site.attempt("rehearse");

        assertThat(rehearsal.code()).as(rehearsal.out() + rehearsal.err()).isEqualTo(1);
        assertThat(rehearsal.out()).contains("taken-back", "the command failed: exit code 7");
        Run run = site.client().runs(ShippingSite.SITE, "staging").getFirst();
        assertThat(run.steps().getFirst().exitCode()).isEqualTo(7);
        assertThat(run.steps().getFirst().output()).contains("half done");
        assertThat(run.steps())
                .extracting(step -> step.name() + " " + step.direction())
                .containsExactly("command forward", "command back", "purge back");
        assertThat(site.live("staging")).isEqualTo(before);
    }

    @Test
    void aClientThatDiesLeavesARunThatIsFinishedOrTakenBack() throws Exception {
        try (ShippingSite site = new ShippingSite(folder)) {
            String before = site.live("production");
            site.replace(
                            "deploy.sh",
                            "    stop\n    cp app.py",
                            "    [ ! -e hold ] || sleep 600\n    stop\n    cp app.py")
                    .record("Something long", "[\"errors * <= 1%\"]", "report");
            Files.writeString(folder.resolve(".gitignore"), Files.readString(folder.resolve(".gitignore")) + "hold\n");
            site.commit("long");
            site.slipway("rehearse");
            Files.writeString(folder.resolve("hold"), "");

            Process ship = site.start(folder.resolve("ship.out"), folder.resolve("ship.err"), "ship");
            Eventually.get(
                    () -> site.client().runs(ShippingSite.SITE, "production"),
                    runs -> runs.stream()
                            .anyMatch(run -> run.steps().stream()
                                    .anyMatch(step -> step.name().equals("command"))));
            ship.descendants().forEach(ProcessHandle::destroyForcibly);
            ship.destroyForcibly().waitFor();
            Files.delete(folder.resolve("hold"));

            String status = site.slipway("status").out();
            assertThat(status)
                    .contains(
                            "production is held by ship 1 of",
                            "command: begun",
                            "slipway ship --resume goes on with it");
            Shell.Result second = site.attempt("ship");
            assertThat(second.code()).isEqualTo(3);
            assertThat(second.err()).contains("by mara", "holds production since");

            Shell.Result resumed = site.slipway("ship", "--resume");
            assertThat(resumed.out()).contains("ship 1 of", "done");
            assertThat(site.live("production")).isNotEqualTo(before);
        }
    }
}
