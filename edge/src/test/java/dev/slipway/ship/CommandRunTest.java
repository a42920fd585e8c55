package dev.slipway.ship;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that do well, hang, die, print without end and leave children behind. */
class CommandRunTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final ConcurrentLinkedQueue<String> lines = new ConcurrentLinkedQueue<>();

    private CommandRun.Outcome run(Duration deadline, String script) throws InterruptedException {
        return new CommandRun(
                        folder,
                        Map.of("PLACE", "here", "PASSWORD", "hunter2"),
                        new Masking(List.of("hunter2")),
                        lines::add)
                .run(List.of("/bin/sh", "-c", script), deadline, () -> false);
    }

    @Test
    void passesVariablesOnAndMasksSecrets() throws Exception {
        CommandRun.Outcome outcome = run(LONG, "echo $PLACE; echo \"the password is $PASSWORD\" >&2");

        assertThat(outcome.succeeded()).isTrue();
        assertThat(outcome.output()).isEqualTo("here\nthe password is ••••");
        assertThat(lines).containsExactly("here", "the password is ••••");
    }

    @Test
    void masksASecretOfSeveralLinesAndOneThatALongLineCuts() throws Exception {
        String key = "-----BEGIN KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ\n-----END KEY-----";
        String secret = "s3cr3t-that-is-cut";
        CommandRun command = new CommandRun(
                folder, Map.of("KEY", key, "SECRET", secret), new Masking(List.of(key, secret)), lines::add);

        CommandRun.Outcome outcome = command.run(
                List.of(
                        "/bin/sh",
                        "-c",
                        "echo \"$KEY\"; head -c 3990 /dev/zero | tr '\\0' x; echo \"$SECRET\";"
                                + "i=0; while [ $i -lt 300 ]; do printf '%s' \"$SECRET-$i \"; i=$((i+1)); done; echo"),
                LONG,
                () -> false);

        assertThat(outcome.succeeded()).isTrue();
        String all = String.join("", lines);
        assertThat(all).doesNotContain("MC4CAQAw").doesNotContain("s3cr3t").doesNotContain("is-cut");
        assertThat(all).contains("••••-0 ", "••••-299");
        assertThat(outcome.output().replace("\n", "")).isEqualTo(all);
    }

    @Test
    void tellsTheExitCode() throws Exception {
        assertThat(run(LONG, "exit 3").exitCode()).isEqualTo(3);
        assertThat(run(LONG, "kill -KILL $$").succeeded()).isFalse();
        assertThat(new CommandRun(folder, Map.of(), new Masking(List.of()), lines::add)
                        .run(List.of("./nothing-here"), LONG, () -> false)
                        .detail())
                .contains("no such program");
    }

    @Test
    void endsTheWholeGroupOfOneThatHangs() throws Exception {
        CommandRun.Outcome outcome = run(Duration.ofMillis(500), "sleep 1000 & echo $! > child; echo begun; wait");

        assertThat(outcome.succeeded()).isFalse();
        assertThat(outcome.detail()).contains("longer than 0 s ([deploy] deadline)");
        assertThat(outcome.output()).isEqualTo("begun");
        long child = Long.parseLong(Files.readString(folder.resolve("child")).strip());
        long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (isAlive(child) && System.nanoTime() < patience) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        assertThat(isAlive(child)).isFalse();
    }

    /** A first process that collects only its own children leaves the dead of others as zombies, which run no more. */
    private static boolean isAlive(long pid) throws Exception {
        Path stat = Path.of("/proc/" + pid + "/stat");
        try {
            String text = Files.readString(stat);
            return text.charAt(text.lastIndexOf(')') + 2) != 'Z';
        } catch (java.io.IOException gone) {
            return false;
        }
    }

    @Test
    void keepsTheEndOfGigabytes() throws Exception {
        CommandRun.Outcome outcome =
                run(LONG, "yes 'a line that comes again and again' | head -n 200000; echo the end");

        assertThat(outcome.succeeded()).isTrue();
        assertThat(outcome.output().length()).isLessThanOrEqualTo(CommandRun.KEPT_CHARACTERS);
        assertThat(outcome.output()).endsWith("the end");
        assertThat(lines).hasSize(200_001);
    }

    @Test
    void endsWhenTheRunIsOver() throws Exception {
        CommandRun.Outcome outcome = new CommandRun(folder, Map.of(), new Masking(List.of()), lines::add)
                .run(List.of("/bin/sleep", "1000"), LONG, () -> true);

        assertThat(outcome.detail()).isEqualTo("ended, because the run was");
    }
}
